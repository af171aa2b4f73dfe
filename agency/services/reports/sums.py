"""Sums for reports: of the journeys that are told, and of the days of those that are erased."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from agency.core.report_periods import Period
from agency.core.roles import Role
from agency.storage.models import Branch, Consultant, DailyCount, Journey
from agency.storage.models.journey import STEPS


@dataclass(frozen=True)
class Wanted:
    """
    What a report is about: from when to when, which role, which branches.

    Without *branch_ids* all branches count, and those who never came to one.
    """

    period: Period
    role: Role | None = None
    branch_ids: frozenset[int] | None = None

    def of(self, period: Period) -> "Wanted":
        return replace(self, period=period)


def sum_steps(
    session: Session, wanted: Wanted, *by: InstrumentedAttribute[Any]
) -> dict[tuple[Any, ...], Counter[str]]:
    """Return how many came to each step, by these columns of a journey."""
    steps = [func.count().filter(getattr(Journey, step)) for step in STEPS]
    told = select(*by, *steps).where(*of_journeys(wanted))
    found: dict[tuple[Any, ...], Counter[str]] = {}
    for row in session.execute(told.group_by(*by) if by else told):
        key = tuple(value or "" for value in row[: len(by)])
        found.setdefault(key, Counter()).update(dict(zip(STEPS, row[len(by) :], strict=True)))
    columns = [getattr(DailyCount, column.key) for column in by]
    for row in sums(session, "reached", wanted, DailyCount.about, *columns):
        step, *of, count = row
        key = tuple(value or "" for value in of)
        found.setdefault(key, Counter())[step] += count
    return found


def sums(session: Session, what: str, wanted: Wanted, *by: Any) -> Collection[Any]:
    """Return the sums of the days of one kind, by these columns, each row's sum at its end."""
    where = [
        DailyCount.what == what,
        DailyCount.day.between(wanted.period.first, wanted.period.last),
    ]
    if wanted.role:
        where.append(DailyCount.role == wanted.role.value)
    if wanted.branch_ids is not None:
        where.append(DailyCount.branch_id.in_(wanted.branch_ids))
    total = func.sum(DailyCount.count)
    found = select(*by, total).where(*where)
    rows = session.execute(found.group_by(*by) if by else found).all()
    return [row for row in rows if row[-1]]


def of_journeys(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions of the journeys that a report is about."""
    where: list[ColumnElement[bool]] = [
        Journey.day.between(wanted.period.first, wanted.period.last)
    ]
    if wanted.role:
        where.append(Journey.role == wanted.role)
    if wanted.branch_ids is not None:
        where.append(Journey.branch_id.in_(wanted.branch_ids))
    return where


def by_slices(rows: Collection[Any], slices: Collection[Period]) -> dict[Any, list[int]]:
    """Return for each key of (day, key, count) how much there was in each slice."""
    ordered = list(slices)
    place = {
        date.fromordinal(day): at
        for at, piece in enumerate(ordered)
        for day in range(piece.first.toordinal(), piece.last.toordinal() + 1)
    }
    found: dict[Any, list[int]] = {}
    for day, key, count in rows:
        found.setdefault(key, [0] * len(ordered))[place[day]] += count
    return found


def branch_names(session: Session) -> dict[int, str]:
    """Return the name of every branch."""
    rows = session.execute(select(Branch.id, Branch.name).order_by(Branch.name))
    return dict(iter(rows))


def names_of_people(session: Session) -> dict[int, str]:
    """Return the name of everybody who works here, or did."""
    rows = session.execute(select(Consultant.id, Consultant.name))
    return dict(iter(rows))
