"""What we say of each thing we hold about somebody: its name, why, and what of it is only ours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.services.leads.description import rfc3339
from agency.storage.models import (
    AgreedCall,
    Candidate,
    CandidateLetter,
    Consent,
    Consultant,
    Conversation,
    Correction,
    Cv,
    Delivery,
    DeliveryAttempt,
    Journey,
    Lead,
    LeadSplit,
    LeadText,
    LeadVisit,
    Mention,
    Model,
    Note,
    PrivacyRequest,
    Promise,
    Question,
    Rating,
    ResumeLink,
    RetentionHold,
    SamePerson,
    Task,
    Turn,
)


@dataclass(frozen=True)
class Record:
    """
    One table, in words for whoever asks to see it.

    `names_staff` are columns with a colleague's name: it is said that one of us did it, not who.
    `ours` are columns that only keep the house running or locked. `may_name_others` is written by
    consultants in their own words, so the officer reads it before it leaves.
    """

    title: str
    why: str
    names_staff: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    may_name_others: str = ""


TO_HELP = "to help you find work, as you asked us to"
TO_COUNT = "to count how well our chat helps; the counts name nobody"
TO_ANSWER = "to be able to say what we did with your details"

RECORDS: Mapping[type[Model], Record] = {
    Candidate: Record("Your details", TO_HELP),
    Lead: Record("Your enquiries", TO_HELP, ours=("version", "stands_in", "in_line")),
    Conversation: Record(
        "Your chats", TO_HELP, ours=("token_hash", "assistant_id", "memory", "version")
    ),
    Turn: Record(
        "What was said in them",
        TO_HELP,
        ours=("public_id", "idempotency_key", "body_hash", "reply"),
    ),
    Question: Record(
        "Your questions, copied without names and ways to reach you",
        TO_COUNT,
        ours=("guesses", "confidence", "group_id"),
    ),
    Rating: Record("What you thought of our answers", TO_COUNT),
    Journey: Record(
        "How far your enquiry came",
        TO_COUNT,
        ours=("told_to", "told_at", "path", "counted", "settles_at"),
    ),
    Cv: Record(
        "Your CVs and files",
        TO_HELP,
        ours=("key", "sha256", "read_attempts", "read_claimed_until", "findable"),
    ),
    Consent: Record("What you agreed to", TO_ANSWER, names_staff=("withdrawn_by",)),
    Note: Record(
        "Notes of our consultants", TO_HELP, names_staff=("author",), may_name_others="text"
    ),
    AgreedCall: Record("Calls that were agreed", TO_HELP, ours=("uid", "sequence")),
    Promise: Record("When we promised to be in touch", TO_HELP),
    LeadText: Record(
        "The words your enquiries can be found by, taken from all of this",
        TO_HELP,
        ours=("person", "said", "cv", "notes", "near"),
    ),
    Delivery: Record(
        "Messages about you that we sent",
        TO_ANSWER,
        ours=("letter", "says", "claimed_until", "last_problem"),
    ),
    CandidateLetter: Record("Letters we wrote to you", TO_HELP, names_staff=("author",)),
    Task: Record(
        "What we were to do for you",
        TO_HELP,
        names_staff=("set_by", "done_by"),
        may_name_others="title",
    ),
    Mention: Record("Which colleague a note is for", TO_HELP),
    LeadVisit: Record("Who had your enquiry open last", TO_HELP),
    # What it took along belongs to the other person.
    LeadSplit: Record(
        "That two people wrote in one chat", TO_HELP, names_staff=("split_by",), ours=("moved",)
    ),
    DeliveryAttempt: Record("Each attempt to send a message about you", TO_ANSWER),
    ResumeLink: Record("Links to come back to a chat", TO_HELP, ours=("id",)),
    SamePerson: Record(
        "That two of your enquiries belong together", TO_HELP, names_staff=("said_by",)
    ),
    PrivacyRequest: Record(
        "What you asked us about your details",
        TO_ANSWER,
        names_staff=("received_by", "closed_by"),
    ),
    RetentionHold: Record(
        "Reasons to keep your details longer", TO_ANSWER, names_staff=("placed_by", "ended_by")
    ),
    Correction: Record("What was put right", TO_ANSWER, names_staff=("by",)),
}  # fmt: skip

_TO_YOU = re.compile(r"\b(to|for|about) you\b")


def as_colleagues_say(title: str) -> str:
    """Return a title as it is said among us: "Your chats" is "Their chats"."""
    theirs = _TO_YOU.sub(r"\1 them", title).replace("Your", "Their").replace("your", "their")
    return re.sub(r"\byou\b", "they", theirs)


THEMSELVES = "you"
ONE_OF_US = "one of us"
NOBODYS_NAME = frozenset({"candidate"})


def record_of(model: type[Model]) -> Record:
    """Return the words for a table; one that has none is shown all the same."""
    return RECORDS.get(model) or Record(model.__tablename__.replace("_", " "), TO_HELP)


def kinds_of_staff(session: Session) -> dict[int, str]:
    """Return what each of our people is, by id: their access, never their name."""
    return {each.id: a_kind(each.access.value) for each in session.scalars(select(Consultant))}


def a_kind(access: str) -> str:
    """Return one of our people by their access: "a manager", "an editor"."""
    return f"{'an' if access[:1] in 'aeiou' else 'a'} {access.replace('_', ' ')}"


def tell_row(
    model: type[Model], row: Mapping[str, Any], staff: Mapping[int, str]
) -> dict[str, Any]:
    """Return one row as it may be handed out: without our keys, and without our people's names."""
    record, told = record_of(model), {}
    keys = {
        key.parent.name
        for key in model.__table__.foreign_keys
        if key.column.table.name == Consultant.__tablename__
    }
    for name, value in row.items():
        if name in record.ours:
            continue
        if name in keys:
            told[name.removesuffix("_id")] = staff.get(value, "a colleague") if value else None
        elif name in record.names_staff:
            told[name] = THEMSELVES if value in NOBODYS_NAME else value and ONE_OF_US
        else:
            told[name] = as_json(value)
    return told


def as_json(value: Any) -> Any:
    """Return a value of ours as JSON may hold it."""
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
