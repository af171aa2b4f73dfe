"""What is kept about a person, as that person can read it: a talk, a table, or facts one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agency.core.phone import say_phone
from agency.services.candidates.everything import Held
from web.desk.pages import in_london

LABELS = {
    "at": "When",
    "confidence": "How sure it was",
    "created_at": "Kept since",
    "cv": "CV",
    "dbs": "DBS",
    "email": "E-mail",
    "experience_years": "Years of experience",
    "has_cv": "Sent a CV",
    "intent": "Kind of message",
    "last_turn_at": "Last message",
    "media_type": "Kind of file",
    "nearest": "Topics it thought of",
    "questions": "Topics it took it for",
    "read_at": "Read by our program",
    "routed_because": "Why this desk",
    "scan": "Checked for viruses",
    "size": "Size in bytes",
    "told": "What that answered",
    "told_at": "When you were told what it says",
    "understood": "What our program took it for",
    "url": "Address",
}
SPEAKERS = {"visitor": "You", "assistant": "Our assistant", "consultant": "One of our consultants"}
SAID = {"speaker", "text", "at"}
# What the assistant calls a message that it cannot place.
OWN_WORDS = {"oos": "not for us", "nlu_fallback": "not understood"}
# Of a turn, what its words say already.
IN_THE_TALK = {"answered_at"}
LONGEST_IN_A_TABLE = 40
MOST_COLUMNS = 8


@dataclass(frozen=True)
class Said:
    """One thing said in a chat, and what else is kept beside it."""

    who: str
    at: str
    text: str
    beside: Mapping[str, Any]


@dataclass(frozen=True)
class Readable:
    """One kind of thing we hold: `talk`, or a table with `columns`, or the rows as facts."""

    title: str
    why: str
    rows: Sequence[Mapping[str, Any]]
    talk: Sequence[Said] = ()
    columns: Sequence[str] = ()


def readable(held: Held) -> Readable | None:
    """Return one kind of thing in plain words, without our numbers; None if nothing is left."""
    if held.table == "turn":
        return Readable(held.title, held.why, (), talk=[_as_said(row) for row in held.rows])
    rows = [shown for row in held.rows if (shown := in_plain_words(row))]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    fits = len(rows) > 1 and len(columns) <= MOST_COLUMNS and all(map(_is_short, rows))
    return Readable(held.title, held.why, rows, columns=columns if fits else ()) if rows else None


def in_plain_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as a person reads it: without our numbers, times as they are told here."""
    return {
        label(name): shown
        for name, value in row.items()
        if name != "id"
        and not name.endswith("_id")
        and (shown := _told(name, value)) not in NOTHING
    }


NOTHING: tuple[Any, ...] = (None, "", [], {})


def label(name: str) -> str:
    """Return what a column is called where a person reads it."""
    plain = name.removesuffix("_at") if name != "at" else name
    words = plain.replace("_", " ")
    return LABELS.get(name) or f"{words[:1].upper()}{words[1:]}"


def _told(name: str, value: Any) -> Any:
    """Return a value in words; what says nothing is left out, however deep it lies."""
    if isinstance(value, Mapping):
        return {
            label(key): told
            for key, each in value.items()
            if (told := _told(key, each)) not in NOTHING
        }
    if isinstance(value, list):
        return [told for each in value if (told := _told(name, each)) not in NOTHING]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0%}" if name == "confidence" else f"{value:g}"
    return _in_words(name, value) if isinstance(value, str) else value


def _in_words(name: str, value: str) -> str:
    if name == "at" or name.endswith("_at"):
        return in_london(datetime.fromisoformat(value))
    if name == "phone":
        return say_phone(value)
    if name in ("topic", "intent"):
        return OWN_WORDS.get(value, value.replace("_", " "))
    if name == "type":
        return value.replace(".", " ")
    # One of our own words, such as "update_service".
    if "_" in value and value.replace("_", "").isalpha() and value.islower():
        return value.replace("_", " ")
    return value


def _as_said(row: Mapping[str, Any]) -> Said:
    beside = {name: value for name, value in row.items() if name not in SAID | IN_THE_TALK}
    who = SPEAKERS.get(str(row.get("speaker")), str(row.get("speaker")))
    at = in_london(datetime.fromisoformat(row["at"]))
    return Said(who, at, str(row.get("text") or ""), in_plain_words(beside))


def _is_short(row: Mapping[str, Any]) -> bool:
    return all(
        not isinstance(value, Mapping | list) and len(str(value)) <= LONGEST_IN_A_TABLE
        for value in row.values()
    )
