"""Health, convictions, immigration: what people tell a form and no field of ours should keep."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rasa_sdk.interfaces import Tracker

from agency.services.conversations.conversations import (
    find_conversation_by_assistant,
    rewrite_last_turn,
)
from agency.services.conversations.form_turns import list_said_before_form
from agency.storage.unit import OpenUnit

_CLAUSE = re.compile(
    r"\s*(?:[,;.!\n]+\s|\b(?:because(?: of)?|cos|cuz|due to|owing to|since|until|till|when|after|"
    r"but|so|and|although|though)\b|\bas (?=i\b|i'|my\b))\s*",
    re.IGNORECASE,
)
LONGEST = 1_000
# "no" and "ok" beside a detail say nothing by themselves.
SHORTEST = 3


class PrivateDetails:
    """Finds them by the words of data/lexicon, only where people speak of themselves."""

    def __init__(self, lexicon: Mapping[str, Any]) -> None:
        self.kinds = {entry["id"]: _pattern(entry) for entry in lexicon.get("entries", ())}

    def find(self, text: str) -> str | None:
        """Return the kind of private detail that *text* tells: health, conviction, immigration."""
        said = text[:LONGEST].replace("’", "'")
        return next((kind for kind, pattern in self.kinds.items() if pattern.search(said)), None)

    def without(self, text: str, *, shortest: int = SHORTEST) -> str:
        """Return *text* without the clauses that tell one; it may be nothing."""
        left = [clause.strip() for clause in _clauses(text) if not self.find(clause)]
        return ", ".join(clause for clause in left if len(clause) > shortest)


class OffTheRecord:
    """What was said in this talk: what is private is taken out of it, the rest can be read."""

    def __init__(self, open_unit: OpenUnit, sign: str) -> None:
        self.open_unit = open_unit
        self.sign = sign

    def keep_only(self, left: str, tracker: Tracker) -> None:
        """Keep only *left* of what the visitor has just said, with a sign that there was more."""
        kept = " ".join(filter(None, (left, self.sign)))
        with self.open_unit() as session:
            conversation = find_conversation_by_assistant(session, tracker.sender_id)
            if conversation:
                rewrite_last_turn(session, conversation, kept)

    def before_form(self, tracker: Tracker) -> list[str]:
        """Return what the visitor has said of their own accord before the form that is open."""
        with self.open_unit() as session:
            conversation = find_conversation_by_assistant(session, tracker.sender_id)
            return list_said_before_form(session, conversation) if conversation else []


def _clauses(text: str) -> Iterator[str]:
    yield from filter(str.strip, _CLAUSE.split(text))


def _pattern(entry: Mapping[str, Any]) -> re.Pattern[str]:
    def any_of(name: str) -> str:
        words = sorted(map(str, entry.get(name, ())), key=len, reverse=True)
        return "|".join(re.escape(word) for word in words)

    said = [rf"(?:{any_of('always')})"] if entry.get("always") else []
    if entry.get("after"):
        between = rf"(?:\W+(?!(?:{any_of('not_between')})\b)[\w'-]+){{0,2}}?"
        alone = rf"(?!\W+(?:{any_of('not_before')})\b)"
        said.append(rf"(?:{any_of('after')}){between}\W+(?:{any_of('words')}){alone}")
    return re.compile(rf"(?<!\w)(?:{'|'.join(said)})(?!\w)", re.IGNORECASE)
