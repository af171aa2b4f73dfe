"""When somebody can be rung: the hours of the branch, and the days of whoever would ring."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.enquiry import Enquiry
from agency.core.opening_hours import OpeningHours
from agency.core.routing import NoDesk
from agency.core.school_terms import in_term
from agency.core.working_days import USUAL, Absence, WorkingWeek
from agency.services.agency.absences import list_absences
from agency.services.agency.bank_holidays import list_days_off
from agency.services.agency.desks import day_of, find_desk, patch_of
from agency.storage.models import Branch, Consultant, Lead, Promise


@dataclass(frozen=True)
class CallHours:
    """
    The hours in which a call can be promised, and the nation whose schools count.

    At the times that are *taken* whoever rings is to ring somebody else.
    """

    hours: OpeningHours = field(default_factory=OpeningHours)
    nation: str = "england"
    taken: frozenset[datetime] = frozenset()

    def in_term(self, day: date) -> bool:
        return in_term(day, self.nation)


def find_call_hours(session: Session, enquiry: Enquiry, *, now: datetime) -> CallHours:
    """Return when whoever would have *enquiry* now can ring; nothing is kept."""
    try:
        desk, _ = find_desk(session, enquiry, now=now)
    except NoDesk:
        return CallHours()
    return hours_of(session, desk.branch, desk.consultant, now=now)


def hours_of(
    session: Session,
    branch: Branch,
    consultant: Consultant,
    *,
    but: Lead | None = None,
    now: datetime,
) -> CallHours:
    """
    Return when *consultant* can ring; one who is never there is stood in for by the branch.

    What was promised for the lead *but* takes no time.
    """
    today = day_of(now)
    _, nation = patch_of(branch)
    closed = list_days_off(session, nation, around=today)
    week = WorkingWeek(
        frozenset(consultant.working_days) or USUAL,
        tuple(
            Absence(row.starts, row.ends)
            for row in list_absences(session, on=today)
            if row.consultant_id == consultant.id
        ),
    )
    taken = _taken(session, consultant, but, now)
    theirs = OpeningHours(branch.hours, closed, week)
    if next(theirs.days(today), None) is None:
        return CallHours(OpeningHours(branch.hours, closed), nation, taken)
    return CallHours(theirs, nation, taken)


def _taken(
    session: Session, consultant: Consultant, but: Lead | None, now: datetime
) -> frozenset[datetime]:
    promised = session.scalars(
        select(Promise.call_at)
        .join(Lead)
        .where(Lead.owner_id == consultant.id, Lead.id != (but.id if but else 0))
        .where(Promise.kept_at.is_(None), Promise.call_at > now)
    )
    return frozenset(at for at in promised if at)
