"""Where in a chat each fact was said, so that whoever reads it can see how it was meant."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from agency.core.registration import SKIPPED

# What a form asks, under the name that the record has for it.
SLOT_OF = {
    "role": "role",
    "name": "name",
    "email": "email",
    "phone": "phone",
    "town": "place",
    "postcode": "place",
    "current_occupation": "current_occupation",
    "experience_years": "experience",
    "qualifications": "qualifications",
    "availability": "availability",
    "start": "start",
    "right_to_work": "right_to_work",
    "dbs": "dbs",
    "call_when": "when",
    "question": "question",
}
SLOTS = frozenset({*SLOT_OF.values(), "contact", "need", "school"})
SHORTEST = 3  # a shorter word is in too many turns to prove anything
# Yes, no and a place in a list are words of ours, not of whoever said them.
NOT_IN_THEIR_WORDS = frozenset({"role", "right_to_work", "dbs", "experience_years"})


class Turn(Protocol):
    """A turn, as far as it matters here."""

    @property
    def public_id(self) -> str: ...
    @property
    def speaker(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def told(self) -> Sequence[str] | None: ...
    @property
    def reply(self) -> Mapping[str, Any] | None: ...


def slots_told(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str] | None:
    """Return the slots that one turn gave a value they did not have before it."""
    told = [
        slot
        for slot in sorted(SLOTS)
        if after.get(slot) not in (None, "", [], SKIPPED) and after[slot] != before.get(slot)
    ]
    return told or None


def find_where_said(facts: Mapping[str, Any], turns: Iterable[Turn]) -> dict[str, str]:
    """
    Return the turn in which each of *facts* was said last, by its public id.

    A turn that is known to have told it comes first; then one that has its very words; then
    the one that answered the question. What nobody said here is not in it.
    """
    said = list(_with_question(turns))
    places = {}
    for name, value in facts.items():
        if value in (None, "", []):
            continue
        slot = SLOT_OF.get(name, name)
        found = (
            _last(turn for turn, _ in said if slot in (turn.told or ()))
            or _last(turn for turn, _ in said if _has_words(turn.text, name, value))
            or _last(turn for turn, asked in said if asked == slot)
        )
        if found:
            places[name] = found.public_id
    return places


def _with_question(turns: Iterable[Turn]) -> Iterable[tuple[Turn, str | None]]:
    asked = None
    for turn in turns:
        if turn.speaker == "visitor":
            yield turn, asked
            asked = None
        elif form := (turn.reply or {}).get("form"):
            asked = form.get("asks")


def _has_words(text: str, name: str, value: Any) -> bool:
    if name in NOT_IN_THEIR_WORDS:
        return False
    if name == "phone":
        number = _digits(str(value).partition(";")[0])[-9:]
        return len(number) == 9 and number in _digits(text)
    values = value if isinstance(value, list | tuple) else [value]
    words = [" ".join(str(each).split()).casefold() for each in values]
    plain = " ".join(text.split()).casefold()
    return any(
        len(each) >= SHORTEST and re.search(rf"(?<!\w){re.escape(each)}(?!\w)", plain)
        for each in words
    )


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _last(turns: Iterable[Turn]) -> Turn | None:
    return next(reversed(list(turns)), None)
