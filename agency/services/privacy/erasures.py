"""Erasure on request: what the law lets us erase, what it makes us hold, and the certificate."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.retention import law_keeps_until
from agency.services.candidates.candidates import (
    Certificate,
    find_candidates,
    forget_wherever_written,
    pare_down,
)
from agency.services.candidates.everything import Given, last_touched, who_was_told
from agency.services.candidates.personal_records import record_of
from agency.services.leads.same_people import with_same_people
from agency.services.privacy.holds import find_holds
from agency.services.privacy.requests import close_request, find_open_requests
from agency.storage.files import CvStore
from agency.storage.models import (
    Asked,
    Candidate,
    Erasure,
    Fate,
    Lead,
    RetentionHold,
)
from agency.storage.personal import find_rows, outlives, personal_models

KEPT_BY_LAW = "kept_by_law"
ANSWERED_BY_ERASURE = frozenset({Asked.ERASURE, Asked.WITHDRAWAL, Asked.RESTRICTION})
# What is shown of what goes; what hangs on these is counted on the certificate alone.
COUNTED_TOGETHER = frozenset({"delivery_attempt", "promise", "resume_link"})


class Held(Exception):
    """There is a reason to keep this person, which must end first."""


@dataclass(frozen=True)
class Outlook:
    """What an erasure would do, before it is done."""

    goes: Sequence[tuple[str, int]]
    held_until: date | None
    holds: Sequence[RetentionHold]
    told: Sequence[Given]


def look_ahead(session: Session, candidate_ids: Collection[int], *, now: datetime) -> Outlook:
    """Return what erasing these candidates would erase, what holds it back, and who was told."""
    leads = _leads(session, candidate_ids)
    chats = {lead.conversation_id for lead in leads if lead.conversation_id}
    rows = find_rows(session, candidate_ids, chats)
    goes = [
        (record_of(model).title, len(rows.keys[model]))
        for model in personal_models()
        if rows.keys[model] and not outlives(model) and model.__tablename__ not in COUNTED_TOGETHER
    ]
    return Outlook(
        goes=goes,
        held_until=kept_by_law(session, leads, now=now),
        holds=find_holds(session, candidate_ids, now=now),
        told=who_was_told(session, [lead.id for lead in leads]),
    )


def look_ahead_of(session: Session, contact: str, *, now: datetime) -> dict[str, Any]:
    """Return what an erasure of everybody under a contact would do, in numbers that name nobody."""
    ids = with_same_people(session, [each.id for each in find_candidates(session, contact)])
    outlook = look_ahead(session, ids, now=now)
    return {
        "goes": dict(outlook.goes),
        "law_wants_a_record_until": outlook.held_until and outlook.held_until.isoformat(),
        "holds": [each.until.isoformat() for each in outlook.holds],
        "told": {each.to.value: each.times for each in outlook.told},
    }


def kept_by_law(session: Session, leads: Collection[Lead], *, now: datetime) -> date | None:
    """Return until which day the law makes us keep a record of these leads, if it does."""
    until = law_keeps_until(
        (lead.stage.value, min(now, last_touched(session, lead))) for lead in leads
    )
    return until if until and until > now.date() else None


def erase_person(
    session: Session, files: CvStore, candidate: Candidate, *, by: str, now: datetime
) -> tuple[Erasure, Certificate]:
    """
    Erase somebody everywhere, and keep a certificate that names nobody.

    Where the law wants a record of them, all but that goes now, nobody works with it any
    more, and on its last day the night takes it. Held says that somebody else has a reason to
    keep them. Who asked has been checked before this is called.
    """
    ids = with_same_people(session, [candidate.id])
    if find_holds(session, ids, now=now):
        raise Held
    leads = _leads(session, ids)
    told = {each.to.value: each.times for each in who_was_told(session, [e.id for e in leads])}
    until = kept_by_law(session, leads, now=now)
    answered = [
        each for each in find_open_requests(session, ids) if each.asked in ANSWERED_BY_ERASURE
    ]
    references = [each.reference for each in answered]
    for each in answered:
        close_request(session, each, Fate.DONE, by=by, now=now)
    if until:
        certificate = pare_down(session, files, [candidate], who=by, now=now)
        _stop_using(session, ids, until, now=now)
    else:
        certificate = forget_wherever_written(session, files, [candidate], who=by, now=now)
    erasure = Erasure(
        at=now,
        by=by,
        erased=dict(certificate.erased),
        told=told,
        held=[KEPT_BY_LAW] if until else [],
        held_until=until,
        requests=references,
    )
    session.add(erasure)
    session.flush()  # gives it its reference
    return erasure, certificate


def find_erasure(session: Session, reference: str) -> Erasure | None:
    """Return the certificate with this reference."""
    number = reference.upper().removeprefix("E-")
    fits = number.isascii() and number.isdigit() and len(number) <= 9
    return session.get(Erasure, int(number)) if fits else None


def list_erasures(session: Session, *, limit: int = 20) -> Sequence[Erasure]:
    """Return the latest certificates."""
    return session.scalars(select(Erasure).order_by(Erasure.id.desc()).limit(limit)).all()


def _stop_using(session: Session, ids: Collection[int], until: date, *, now: datetime) -> None:
    for each in session.scalars(select(Candidate).where(Candidate.id.in_(ids))):
        each.restricted_at = each.restricted_at or now
        each.restricted_because = KEPT_BY_LAW
        each.erase_on = until
    session.flush()  # the page shown at once says so


def _leads(session: Session, ids: Collection[int]) -> Sequence[Lead]:
    return session.scalars(select(Lead).where(Lead.candidate_id.in_(ids))).all()
