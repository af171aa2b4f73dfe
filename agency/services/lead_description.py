"""A lead as the agency's own systems read it: the JSON promised in the design."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from agency.core.roles import Role
from agency.services.lead_files import list_cvs
from agency.storage.models import Candidate, Cv, Delivery, Lead


def describe_lead(session: Session, lead: Lead) -> dict[str, Any]:
    """Return the whole lead as JSON-ready values; times are RFC 3339 in UTC."""
    role: Role | None = lead.role
    return {
        "id": str(lead.id),
        "reference": lead.reference,
        "stage": lead.stage.value,
        "opened_at": rfc3339(lead.opened_at),
        "kind": lead.kind.value,
        "candidate": _candidate(lead.candidate),
        "role": role.value if role else None,
        "branch": lead.branch.name,
        "desk": lead.desk.name,
        "owner": lead.owner.name,
        "score": {
            "grade": lead.grade.value,
            "points": lead.points,
            "reasons": list(lead.reasons),
        },
        "consent": {"version": lead.consent.version, "at": rfc3339(lead.consent.at)},
        "cv": _cv(next(iter(list_cvs(session, lead)), None)),
        "conversation": _conversation(lead),
        "deliveries": [_delivery(delivery) for delivery in lead.deliveries],
    }


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
    return {"filename": cv.filename, "scan": cv.scan.value, "fields": {}} if cv else None


def _conversation(lead: Lead) -> list[dict[str, Any]]:
    turns = lead.conversation.turns if lead.conversation else []
    return [
        {"at": rfc3339(turn.at), "from": turn.speaker.value, "text": turn.text} for turn in turns
    ]


def _delivery(delivery: Delivery) -> dict[str, Any]:
    return {
        "to": delivery.to.value,
        "state": delivery.state.value,
        "at": rfc3339(delivery.sent_at) if delivery.sent_at else None,
    }
