"""The register of what people ask about their own details, each with the day it is owed."""

from collections.abc import Collection, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agency.core.privacy_requests import due_on
from agency.storage.models import Asked, Candidate, Fate, Lead, PrivacyRequest, Way

LONDON = ZoneInfo("Europe/London")
MOST = 200


class ReasonMissing(ValueError):
    """Whoever refuses a request says why."""


def keep_request(
    session: Session,
    candidate: Candidate,
    asked: Asked,
    *,
    way: Way,
    received_by: str,
    now: datetime,
) -> PrivacyRequest:
    """
    Put a request into the register; asked again while it is open, it is the one there is.

    It is due a month after it reached us, whoever of us it reached.
    """
    # Of two presses at once, the second waits here and finds what the first has kept.
    session.execute(select(Candidate.id).where(Candidate.id == candidate.id).with_for_update())
    for known in find_open_requests(session, [candidate.id]):
        if known.asked is asked:
            return known
    request = PrivacyRequest(
        candidate_id=candidate.id,
        asked=asked,
        way=way,
        asked_at=now,
        due_on=due_on(now.astimezone(LONDON).date()),
        received_by=received_by,
    )
    session.add(request)
    session.flush()  # gives it its reference
    return request


def find_open_requests(
    session: Session, candidate_ids: Collection[int]
) -> Sequence[PrivacyRequest]:
    """Return what these candidates still wait for, the soonest due first."""
    return session.scalars(
        select(PrivacyRequest)
        .where(PrivacyRequest.candidate_id.in_(candidate_ids), PrivacyRequest.closed_at.is_(None))
        .order_by(PrivacyRequest.due_on, PrivacyRequest.id)
    ).all()


def list_requests_of(session: Session, candidate_ids: Collection[int]) -> Sequence[PrivacyRequest]:
    """Return everything these candidates ever asked, the latest first."""
    return session.scalars(
        select(PrivacyRequest)
        .where(PrivacyRequest.candidate_id.in_(candidate_ids))
        .order_by(PrivacyRequest.id.desc())
    ).all()


def list_waiting(session: Session) -> list[tuple[PrivacyRequest, Lead]]:
    """Return every open request, the soonest due first, with a lead of who asked."""
    found = session.execute(
        select(PrivacyRequest, Lead)
        .join(Lead, Lead.candidate_id == PrivacyRequest.candidate_id)
        .where(PrivacyRequest.closed_at.is_(None))
        .options(joinedload(Lead.candidate))
        .order_by(PrivacyRequest.due_on, PrivacyRequest.id, Lead.id)
        .limit(MOST)
    ).all()
    return list({request.id: (request, lead) for request, lead in reversed(found)}.values())[::-1]


def list_closed(session: Session, *, limit: int = 20) -> Sequence[PrivacyRequest]:
    """Return the requests that were answered last."""
    return session.scalars(
        select(PrivacyRequest)
        .where(PrivacyRequest.closed_at.is_not(None))
        .order_by(PrivacyRequest.closed_at.desc(), PrivacyRequest.id.desc())
        .limit(limit)
    ).all()


def close_request(
    session: Session,
    request: PrivacyRequest,
    fate: Fate,
    *,
    by: str,
    because: str = "",
    now: datetime,
) -> None:
    """Note how a request ended; one that is refused says why, for its sender may ask."""
    session.refresh(request, with_for_update=True)
    if request.closed_at:
        return
    if fate is Fate.REFUSED and not because.strip():
        raise ReasonMissing
    request.fate, request.closed_at, request.closed_by = fate, now, by
    request.because = because.strip() or None
    session.flush()  # a page shown at once has it among those that are done
