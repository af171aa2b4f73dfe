"""Who else has a lead's page open just now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from agency.storage.models import Consultant, Lead, LeadVisit

STILL_HERE = timedelta(seconds=75)  # three looks of a page that is open
NOTED_EVERY = timedelta(seconds=15)


def note_visit(session: Session, lead: Lead, consultant: Consultant, *, now: datetime) -> None:
    """Note that *consultant* has the lead's page open."""
    visit = session.get(LeadVisit, (lead.id, consultant.id))
    if visit and timedelta(0) <= now - visit.seen_at < NOTED_EVERY:
        return
    if visit:
        visit.seen_at = now
        return
    try:
        with session.begin_nested():
            session.add(LeadVisit(lead_id=lead.id, consultant_id=consultant.id, seen_at=now))
    except IntegrityError:
        pass  # their other window was quicker, which says the same


def end_visit(session: Session, lead: Lead, consultant: Consultant) -> None:
    """Note that *consultant* has left the page."""
    if visit := session.get(LeadVisit, (lead.id, consultant.id)):
        session.delete(visit)


def list_visitors(
    session: Session, lead: Lead, *, but: Consultant, now: datetime
) -> Sequence[Consultant]:
    """Return who else looks at the lead, by name."""
    visits = session.scalars(
        select(LeadVisit)
        .where(LeadVisit.lead_id == lead.id, LeadVisit.consultant_id != but.id)
        .where(LeadVisit.seen_at > now - STILL_HERE)
        .options(joinedload(LeadVisit.consultant))
    ).all()
    return sorted((visit.consultant for visit in visits), key=lambda each: each.name)
