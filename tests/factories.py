"""Examples of everything we keep: name what matters to a test, leave the rest to these."""

from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from agency.core.enquiry import ConsentGiven, Enquiry, Kind
from agency.core.roles import Role
from agency.services.leads.leads import open_lead
from agency.storage.models import (
    Access,
    Branch,
    Consultant,
    Conversation,
    Cv,
    Desk,
    Lead,
    Model,
    Scan,
    Speaker,
    Turn,
    Vacancy,
)

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NOTICE = "We keep your details for a year. You can ask to see, correct or delete them."

_numbers = count(1)


def an_id(name: str) -> str:
    """Return the same 32 hex digits for the same *name*."""
    return sha256(name.encode()).hexdigest()[:32]


def a_consent(**but: Any) -> ConsentGiven:
    given = {"version": "2026-11", "wording": NOTICE, "at": MONDAY}
    return ConsentGiven(**given | but)


def an_enquiry(**but: Any) -> Enquiry:
    """Return a registration ready to be sent, as *but* changes it."""
    given = {
        "conversation_id": an_id("a conversation"),
        "kind": Kind.REGISTRATION,
        "role": Role.SEN_SUPPORT_WORKER,
        "name": "Jo O'Brien",
        "email": "jo@example.org",
        "phone": "+447700900123",
        "postcode": "M1 4BT",
        "town": "Manchester",
        "current_occupation": "nursery nurse",
        "experience_years": 3.5,
        "qualifications": ("Level 3 in childcare or early years",),
        "availability": "Monday to Thursday",
        "start": "after half term",
        "right_to_work": "yes",
        "dbs": "update_service",
        "consent": a_consent(),
    }
    return Enquiry(**given | but)


def a_consultant(session: Session, **but: Any) -> Consultant:
    number = next(_numbers)
    given = {
        "email": f"consultant{number}@example.org",
        "name": f"Consultant {number}",
        "access": Access.CONSULTANT,
        "active": True,
        "created_at": MONDAY,
    }
    return kept(session, Consultant(**given | but))


def a_branch(session: Session, **but: Any) -> Branch:
    number = next(_numbers)
    given = {
        "key": f"branch-{number}",
        "name": f"Branch {number}",
        "postcode_areas": ["M"],
        "towns": ["Manchester"],
        "is_head": True,
    }
    return kept(session, Branch(**given | but))


def a_desk(session: Session, **but: Any) -> Desk:
    """Keep a duty desk for every role, with a branch and an owner of its own."""
    number = next(_numbers)
    given = {
        "key": f"desk-{number}",
        "name": f"Desk {number}",
        "roles": list(Role),
        "on_duty": True,
    }
    given["branch"] = but.pop("branch", None) or a_branch(session)
    given["consultant"] = but.pop("consultant", None) or a_consultant(session)
    return kept(session, Desk(**given | but))


def a_conversation(session: Session, **but: Any) -> Conversation:
    name = but.get("id", an_id("a conversation"))
    given = {
        "id": name,
        "token_hash": sha256(name.encode()).hexdigest(),
        "assistant_id": an_id(f"what the assistant calls {name}"),
        "page": "/",
        "started_at": MONDAY,
        "last_turn_at": MONDAY,
    }
    return kept(session, Conversation(**given | but))


def a_turn(session: Session, conversation: Conversation, text: str, **but: Any) -> Turn:
    given = {
        "public_id": an_id(f"turn {next(_numbers)}"),
        "conversation_id": conversation.id,
        "speaker": Speaker.VISITOR,
        "text": text,
        "at": MONDAY,
    }
    return kept(session, Turn(**given | but))


def a_cv(session: Session, conversation: Conversation | None = None, **but: Any) -> Cv:
    name = an_id(f"cv {next(_numbers)}")
    given = {
        "id": name,
        "conversation_id": conversation.id if conversation else None,
        "filename": "Jo's CV.pdf",
        "media_type": "application/pdf",
        "size": 20_000,
        "sha256": sha256(name.encode()).hexdigest(),
        "key": f"{name[:2]}/{name}",
        "scan": Scan.NOT_SCANNED,
        "received_at": MONDAY,
    }
    return kept(session, Cv(**given | but))


def a_lead(session: Session, *, now: datetime = MONDAY, webhook: bool = False, **but: Any) -> Lead:
    """Open a lead of a conversation of its own; *but* changes the enquiry."""
    if "conversation_id" not in but:
        but["conversation_id"] = an_id(f"conversation {next(_numbers)}")
    if session.get(Conversation, but["conversation_id"]) is None:
        a_conversation(session, id=but["conversation_id"])
    return open_lead(session, an_enquiry(**but), now=now, webhook=webhook)


def a_vacancy(session: Session, **but: Any) -> Vacancy:
    given = {
        "reference": f"V-{next(_numbers):04d}",
        "role": Role.SEN_SUPPORT_WORKER,
        "title": "SEND teaching assistant",
        "school": "Example Primary School",
        "place": "Manchester",
        "postcode": "M1",
        "area": "M",
        "phase": "primary",
        "pay": "£90 to £100 a day",
        "pattern": "Monday to Friday, term time",
        "contract": "long-term",
        "starts": "September 2026",
        "closes": date(2026, 6, 30),
        "summary": "One-to-one support for a child in Year 2.",
    }
    return kept(session, Vacancy(**given | but))


def kept[Row: Model](session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
