"""A person kept longer than the periods say, or not used at all, and what they agreed to."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from agency.services.news.queue import drop_what_waits
from agency.services.privacy.requests import keep_request
from agency.storage.models import (
    Asked,
    Candidate,
    Consent,
    Lead,
    RetentionHold,
    Way,
)

ASKED, WITHDRAWN = "asked", "withdrawn"


class HoldUnclear(ValueError):
    """A hold has a reason, and an end that is still to come."""


def place_hold(
    session: Session,
    candidate: Candidate,
    *,
    because: str,
    until: date,
    by: str,
    now: datetime,
) -> RetentionHold:
    """Keep somebody until a day, whatever the periods say; afterwards the periods count again."""
    if not because.strip() or until <= now.date():
        raise HoldUnclear
    hold = RetentionHold(
        candidate_id=candidate.id,
        because=because.strip(),
        until=until,
        placed_at=now,
        placed_by=by,
    )
    session.add(hold)
    session.flush()  # the page shown at once has it
    return hold


def end_hold(hold: RetentionHold, *, by: str, now: datetime) -> None:
    """End a hold before its day; the next night looks at the periods alone."""
    if hold.ended_at is None:
        hold.ended_at, hold.ended_by = now, by


def find_holds(
    session: Session, candidate_ids: Collection[int], *, now: datetime
) -> Sequence[RetentionHold]:
    """Return what holds these candidates today."""
    return session.scalars(
        select(RetentionHold)
        .where(RetentionHold.candidate_id.in_(candidate_ids), *_in_force(now))
        .order_by(RetentionHold.until)
    ).all()


def list_holds(session: Session, *, now: datetime) -> list[tuple[RetentionHold, Lead]]:
    """Return every hold in force, the first to end first, with a lead of whom it holds."""
    found = session.execute(
        select(RetentionHold, Lead)
        .join(Lead, Lead.candidate_id == RetentionHold.candidate_id)
        .where(*_in_force(now))
        .options(joinedload(Lead.candidate))
        .order_by(RetentionHold.until, RetentionHold.id, Lead.id)
    ).all()
    return list({hold.id: (hold, lead) for hold, lead in reversed(found)}.values())[::-1]


def restrict(leads: Collection[Lead], *, because: str = ASKED, now: datetime) -> None:
    """
    Keep people and stop using what we know: nobody works on their leads, and no letter goes.

    What was promised them is not promised any more.
    """
    for lead in leads:
        lead.candidate.restricted_at = lead.candidate.restricted_at or now
        lead.candidate.restricted_because = lead.candidate.restricted_because or because
        lead.promise = None
        drop_what_waits(lead)


def lift_restriction(candidates: Collection[Candidate]) -> None:
    """Use people's details again, but for what only the law still keeps."""
    for each in candidates:
        if each.erase_on is None:
            each.restricted_at = each.restricted_because = None


def withdraw_consent(
    session: Session, lead: Lead, consent: Consent, *, way: Way, by: str, now: datetime
) -> bool:
    """
    Note that somebody does not agree any more: from now on we stop, and the officer decides.

    Without their yes we have no ground to go on: nothing of theirs is used, and what is to be
    erased stands in the register, due in a month. Said twice, it is kept as it was said first.
    """
    if consent.withdrawn_at or consent.candidate_id != lead.candidate_id:
        return False
    consent.withdrawn_at, consent.withdrawn_by, consent.withdrawn_way = now, by, way.value
    restrict([lead], because=WITHDRAWN, now=now)
    keep_request(session, lead.candidate, Asked.WITHDRAWAL, way=way, received_by=by, now=now)
    return True


def list_consents(session: Session, candidate_ids: Collection[int]) -> Sequence[Consent]:
    """Return what these candidates agreed to, and took back, the latest first."""
    return session.scalars(
        select(Consent)
        .where(Consent.candidate_id.in_(candidate_ids))
        .order_by(Consent.at.desc(), Consent.id.desc())
    ).all()


def _in_force(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (RetentionHold.ended_at.is_(None), RetentionHold.until >= now.date())
