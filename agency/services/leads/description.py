"""A lead as the agency's own systems read it: the JSON promised in the design."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.care import shared
from agency.core.roles import Role
from agency.services.calls.answer_times import promise_answer
from agency.services.cvs.reading import unconfirmed_fields
from agency.services.leads.files import list_cvs_of_each
from agency.storage.models import Candidate, Cv, Delivery, Lead, Turn


def describe_lead(session: Session, lead: Lead) -> dict[str, Any]:
    """Return the whole lead as JSON-ready values; times are RFC 3339 in UTC."""
    return describe_leads(session, [lead])[0]


def describe_leads(session: Session, leads: Sequence[Lead]) -> list[dict[str, Any]]:
    """Return each lead as `describe_lead` does; many leads cost no more queries than one."""
    cvs, said = list_cvs_of_each(session, leads), _said(session, leads)
    return [
        _described(lead, next(iter(cvs[lead.id]), None), said[lead.conversation_id])
        for lead in leads
    ]


def _described(lead: Lead, cv: Cv | None, said: list[dict[str, Any]]) -> dict[str, Any]:
    role: Role | None = lead.role
    return {
        "id": str(lead.id),
        "reference": lead.reference,
        "stage": lead.stage.value,
        "opened_at": rfc3339(lead.opened_at),
        "left_at": rfc3339(lead.left_at) if lead.left_at else None,
        "answer_by": rfc3339(_answer_by(lead)),
        "call_at": rfc3339(lead.promise.call_at) if lead.promise and lead.promise.call_at else None,
        "kind": lead.kind.value,
        "candidate": _candidate(lead.candidate),
        "role": role.value if role else None,
        "way": lead.way.value if lead.way else None,
        "way_words": lead.way_words,
        "vacancy": lead.vacancy,
        "branch": lead.branch.name,
        "desk": lead.desk.name,
        "owner": lead.owner.name,
        "score": {
            "grade": lead.grade.value,
            "points": lead.points,
            "reasons": list(lead.reasons),
            "missing": list(lead.missing),
        },
        "consent": {"version": lead.consent.version, "at": rfc3339(lead.consent.at)},
        "cv": _cv(cv),
        "conversation": said,
        "deliveries": [_delivery(delivery) for delivery in lead.deliveries],
    }


def _answer_by(lead: Lead) -> datetime:
    if lead.promise:
        return lead.promise.due_at
    return promise_answer(lead.branch, now=lead.opened_at).astimezone(UTC)


def rfc3339(at: datetime) -> str:
    """Return a moment as "2026-11-02T09:30:00Z"."""
    return at.isoformat().replace("+00:00", "Z")


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "name": candidate.name,
        "email": candidate.email,
        "phone": candidate.phone,
        "postcode": candidate.postcode,
        "town": candidate.town,
        "current_occupation": candidate.current_occupation,
        "experience_years": candidate.experience_years,
        "qualifications": list(candidate.qualifications),
        "availability": candidate.availability,
        "start": candidate.start,
        "right_to_work": candidate.right_to_work,
        "dbs": candidate.dbs,
    }


def _cv(cv: Cv | None) -> dict[str, Any] | None:
    if cv is None:
        return None
    return {
        "filename": cv.filename,
        "scan": cv.scan.value,
        "fields": cv.fields or {},
        "unconfirmed": unconfirmed_fields(cv),
    }


def _said(session: Session, leads: Sequence[Lead]) -> dict[str | None, list[dict[str, Any]]]:
    chats = [lead.conversation_id for lead in leads if lead.conversation_id]
    turns = session.execute(
        select(
            Turn.id,
            Turn.answers_turn_id,
            Turn.understood,
            Turn.conversation_id,
            Turn.at,
            Turn.speaker,
            Turn.text,
        )
        .where(Turn.conversation_id.in_(chats))
        .order_by(Turn.id)
    )
    said: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for turn in shared(turns):
        said[turn.conversation_id].append(
            {"at": rfc3339(turn.at), "from": turn.speaker.value, "text": turn.text}
        )
    return said


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "to": delivery.to.value,
        "state": delivery.state.value,
        "at": rfc3339(delivery.sent_at) if delivery.sent_at else None,
    }
