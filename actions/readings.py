"""What one answer to a form says, read quietly: nothing is said to the visitor here."""

import re
from typing import Any

from actions.clock import Clock
from actions.vocabulary import Names, Vocabulary, words
from agency.core.checks import DBS, RIGHT_TO_WORK, find_dbs, find_right_to_work
from agency.core.email import find_address
from agency.core.experience import find_years
from agency.core.names import find_name
from agency.core.phone import find_phone
from agency.core.postcode import area_of, find_outward, find_postcode
from agency.core.roles import find_role
from agency.core.yes_or_no import NO, find_yes_or_no, is_refusal

LONGEST_QUALIFICATION = 120
LONGEST_ANSWER = 200

_AROUND_WORDS = """
    a actually an and am apply are as at award be been can certificate change completed correction
    course did do done for get got had have hold i i'd i'll i'm i've id im in is it it's its ive job
    jobs just like live located look make mean meant my near no of on once one ones only oh please
    post posts qualification qualified role roles said say should so some sorry thanks that the
    then there they think to training wait want was well went with work would yes
"""
_AROUND = frozenset(_AROUND_WORDS.split())
_PIECES = re.compile(r"[,;\n+]+|(?<=[a-z])\.\s")
_AND = re.compile(r"\s+and\s+|\s*&\s*", re.IGNORECASE)
_MORE_OF_THE_SAME = re.compile(
    r"(?:grade|level|at|in|from|with|passed|distinction|merit|\d)", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_LEADING = re.compile(
    r"(?:(?:i've got|i have|i've|i hold|i did|i got|and|also|then|yes|well|so|just|got|have)"
    r"\b[\s,]*)+",
    re.IGNORECASE,
)
_PLACE_NAME = re.compile(r"[^\W\d_](?:[ .'’-]{0,2}[^\W\d_]){1,58}")


class Readings:
    """Reads answers with the lexicon and the core."""

    def __init__(self, vocabulary: Vocabulary, clock: Clock) -> None:
        self.vocabulary = vocabulary
        self.clock = clock

    def read(self, slot: str, text: str) -> Any:
        """Return what *text* says when *slot* is asked for, or None."""
        reader = getattr(self, f"read_{slot}", None)
        if reader:
            return reader(text)
        kept = " ".join(text.split())
        return kept if 0 < len(kept) <= LONGEST_ANSWER else None

    def read_role(self, text: str) -> str | None:
        named = self.vocabulary.roles.find(text)
        role = find_role(text) or (find_role(named[-1]) if named else None)
        return str(role) if role else None

    def read_name(self, text: str) -> str | None:
        return find_name(text)

    def read_email(self, text: str) -> str | None:
        return find_address(text)

    def read_phone(self, text: str) -> str | None:
        return find_phone(text)

    def read_place(self, text: str) -> str | None:
        """Return the postcode, the town, or "Stockport, SK4 4QT"; only places that we know."""
        postcode, place = find_postcode(text), self.vocabulary.find_place(text)
        if place and not postcode:
            outward = find_outward(text)
            postcode = outward if outward and area_of(outward) in place.areas else None
        if postcode and place and area_of(postcode) in place.areas:
            return (
                f"{place.name}, {postcode}" if place.name not in self.vocabulary.wide else postcode
            )
        return postcode or (place.name if place else find_outward(text))

    def read_experience(self, text: str) -> float | None:
        return find_years(text, self.clock().year)

    def read_qualifications(self, text: str) -> list[str] | None:
        """Return what was named; each piece as typed, unless it is only a name that we know."""
        text = " ".join(text.split())
        if is_refusal(text):
            return []
        if find_yes_or_no(text) == NO:
            return [text]  # "no QTS yet" must not become QTS
        kept: list[str] = []
        for piece in self._pieces(text):
            known = whole(self.vocabulary.qualifications, piece)
            said = self.vocabulary.title("qualifications", known) if known else tidy(piece)
            if not set(_DIGIT.findall(piece)) <= set(_DIGIT.findall(said)):
                said = tidy(piece)  # "NVQ" would lose the level of "nvq 2"
            if kept and not known and _MORE_OF_THE_SAME.match(said):
                kept[-1] = f"{kept[-1]}, {said}"[:LONGEST_QUALIFICATION]
            elif said:
                kept.append(said)
        return list(dict.fromkeys(kept)) or None

    def read_right_to_work(self, text: str) -> str | None:
        return text if text in RIGHT_TO_WORK else find_right_to_work(text)

    def read_dbs(self, text: str) -> str | None:
        return text if text in DBS else find_dbs(text)

    def _pieces(self, text: str) -> list[str]:
        pieces: list[str] = []
        for part in filter(str.strip, _PIECES.split(text)):
            sides = _AND.split(part)
            known = [whole(self.vocabulary.qualifications, side) for side in sides]
            together = whole(self.vocabulary.qualifications, part)
            pieces += sides if any(known) and not together else [part]
        return pieces


def whole[Thing](names: Names[Thing], text: str) -> Thing | None:
    """Return the thing that *text* names, if it says nothing else that matters."""
    said = words(text)
    while said:
        if (thing := names.things.get(" ".join(said))) is not None:
            return thing
        if said[0] in _AROUND:
            del said[0]
        elif said[-1] in _AROUND:
            del said[-1]
        else:
            return None
    return None


def tidy(piece: str) -> str:
    """Return one qualification as typed, without the words that lead up to it."""
    piece = piece.strip(" .!-–•*")
    left = _LEADING.sub("", piece, count=1) if _LEADING.match(piece) else piece
    return (left or piece)[:LONGEST_QUALIFICATION].strip()


def looks_like_a_place(text: str) -> bool:
    """Say whether *text* could be the name of a place that we do not know."""
    return len(text) <= 60 and bool(_PLACE_NAME.fullmatch(text))
