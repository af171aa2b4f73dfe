"""When consultants are away."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from agency.storage.models import Absence, Consultant

LONGEST_DAYS = 800


class AbsenceUnclear(ValueError):
    """The days make no absence; the message says why."""


def keep_absence(
    session: Session, consultant: Consultant, starts: date, ends: date, *, now: datetime
) -> Absence:
    """Note that *consultant* is away from *starts* to *ends*, both included; once is enough."""
    if ends < starts:
        raise AbsenceUnclear(f"{consultant.email}: the last day away is before the first")
    if (ends - starts).days > LONGEST_DAYS:
        raise AbsenceUnclear(f"{consultant.email}: nobody is away for that long")
    same = select(Absence).where(
        Absence.consultant_id == consultant.id, Absence.starts == starts, Absence.ends == ends
    )
    if (known := session.scalar(same)) is not None:
        return known
    absence = Absence(consultant_id=consultant.id, starts=starts, ends=ends, kept_at=now)
    session.add(absence)
    session.flush()  # the next choice of a desk must see it
    return absence


def list_absences(session: Session, *, on: date) -> Sequence[Absence]:
    """Return the absences that are not over on a day, the earliest first."""
    return session.scalars(
        select(Absence).where(Absence.ends >= on).order_by(Absence.starts, Absence.id)
    ).all()


def has_left(who: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that a consultant does not work here any more."""
    return exists().where(Consultant.id == who, Consultant.active.is_(False))


def is_gone(who: InstrumentedAttribute[int], *, on: date) -> ColumnElement[bool]:
    """Return the condition that a consultant is away on a day, or has left."""
    away = exists().where(Absence.consultant_id == who, Absence.starts <= on, Absence.ends >= on)
    return or_(has_left(who), away)


def end_absences(session: Session, consultant: Consultant, *, on: date) -> int:
    """Note that *consultant* is back on a day; return how many absences that ended or undid."""
    count = 0
    for absence in list_absences(session, on=on):
        if absence.consultant_id != consultant.id:
            continue
        if absence.starts < on:
            absence.ends = date.fromordinal(on.toordinal() - 1)
        else:
            session.delete(absence)
        count += 1
    session.flush()  # the next choice of a desk must see it
    return count
