"""Several answers in one message: "Jo Brown, jo@example.org, I live in Stockport"."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from actions.readings import Readings
from actions.vocabulary import whole
from agency.core.known_names import words_of
from agency.core.postcode import find_postcode

# Asked for one of these, people often give the others with it.
TOGETHER = frozenset({"role", "name", "email", "phone", "place"})
# Beside these, a job is what somebody does; beside a role it may be the one that is sought.
BESIDE_WORK = TOGETHER - {"role"}
LONGEST = 400
MOST_WORDS_OF_A_NAME = 5
_A_CONTACT = re.compile(r"\S+@\S+|\+?\(?\d[\d\s().-]{7,}\d")
_BETWEEN = re.compile(
    r"[,;\n|/]+|\.\s+|\s[-\u2013\u2014&]\s|"
    r"\s(?=(?:and|from|based in|living in|live in|near|i live|i'm|im|i am|in|"
    r"my \w+(?: \w+)? is)\s)",
    re.IGNORECASE,
)
_WORKS = re.compile(r"i (?:currently |now )?work (?:as|in|at|for) |working as ", re.IGNORECASE)
_WORK = re.compile(
    rf"(?:i'm|im|i am|i was) (?:currently |now )?an? |{_WORKS.pattern}", re.IGNORECASE
)
_AND = re.compile(r"(?:and|&|also|then)\s+", re.IGNORECASE)
_LABELS = {
    "name": re.compile(
        r"(?:(?:my )?(?:full )?name(?: is|'s|\s?[:=-])|i'm|im|i am|call me|it's|this is)\s*",
        re.IGNORECASE,
    ),
    "place": re.compile(
        r"(?:(?:i'm |im |i am )?(?:from|based in|living in|live in|near|in)|i live (?:in|at|near)|"
        r"(?:my )?(?:town|city|post ?code|place|address|location)(?: is|'s|\s?[:=-]))\s*",
        re.IGNORECASE,
    ),
    "role": re.compile(r"(?:as an?|(?:for )?(?:the )?role(?: is|\s?[:=-]))\s*", re.IGNORECASE),
}
# What may be left of a message when the address or number is taken out of it.
ONLY_AROUND = re.compile(
    r"\W*(?:actually |sorry |oh |so |just |here'?s )*"
    r"(?:my )?(?:e-?mail|mail|phone|mobile|mob|tel|telephone|number|contact|address|is|it's|"
    r"its|me on|on|at|you can|ring|call|or|my|no|\W)*",
    re.IGNORECASE,
)


class SeveralAnswers:
    """Finds the answers to more than one question in what was said to one of them."""

    def __init__(self, readings: Readings) -> None:
        self.readings = readings

    def find(
        self, asked: str, text: str, slots: list[str], values: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return a value for each slot that *text* answers, if it answers more than one."""
        if asked not in TOGETHER or len(text) > LONGEST:
            return {}
        contacts: dict[str, Any] = {
            slot: value
            for slot in ("email", "phone")
            if slot in slots and (value := self.readings.read(slot, text)) is not None
        }
        found = dict(contacts)
        named = False
        left = _A_CONTACT.sub(",", text) if contacts else text
        for piece in pieces(left):
            named = named or bool(_LABELS["name"].match(piece))
            if asked in BESIDE_WORK and (job := self.work(piece)):
                found.setdefault("current_occupation", job)
                continue
            for slot, value in self.read(piece, asked, first="name" not in found):
                if slot in slots:
                    found.setdefault(slot, value)
        others = [slot for slot in found if slot != asked]
        clear = contacts or named or is_clear(found)
        return found if others and len(found) > 1 and clear else {}

    def work(self, piece: str) -> str | None:
        """Return what somebody does, from a piece that says nothing else: "I'm a nursery nurse"."""
        vocabulary = self.readings.vocabulary
        if not _WORK.match(piece):
            return None
        known = vocabulary.occupations.find(piece) or vocabulary.roles.find(piece)
        if not known and not _WORKS.match(piece):
            return None
        kept: str | None = self.readings.read("current_occupation", piece)
        return kept

    def read(self, piece: str, asked: str, *, first: bool) -> Iterator[tuple[str, Any]]:
        """Return what one piece says, beside an address or a number."""
        for slot, label in _LABELS.items():
            said = label.match(piece)
            if said and (value := self.value(slot, piece[said.end() :])) is not None:
                yield slot, value
                return
        if find_postcode(piece) or whole(self.readings.vocabulary.places, piece) is not None:
            if not (asked == "name" and first):
                yield "place", self.readings.read("place", piece)
        elif asked == "role" and self.value("role", piece):
            yield "role", self.value("role", piece)
        elif asked == "name" and (name := self.readings.read("name", piece)):
            yield "name", name

    def value(self, slot: str, text: str) -> Any:
        """Return what *text* says for *slot*, where it says little else."""
        vocabulary = self.readings.vocabulary
        if slot == "place" and not (
            find_postcode(text) or whole(vocabulary.places, text) is not None
        ):
            return None
        if slot == "role" and whole(vocabulary.roles, text) is None:
            return None
        if slot == "name" and (
            whole(vocabulary.roles, text) is not None or len(words_of(text)) > MOST_WORDS_OF_A_NAME
        ):
            return None
        return self.readings.read(slot, text)


def is_clear(found: Mapping[str, Any]) -> bool:
    """Say whether a name beside a place is one: "Lincoln, Abraham" may be neither."""
    return "name" not in found or len(words_of(str(found["name"]))) > 1


def pieces(text: str) -> Iterator[str]:
    for piece in _BETWEEN.split(text):
        piece = _AND.sub("", piece.strip(" .:-!"), count=1).strip()
        if piece and not ONLY_AROUND.fullmatch(piece):
            yield piece
