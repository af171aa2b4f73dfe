"""What narrows a list of leads."""

from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import BigInteger, ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from agency.core.postcode import find_outward, find_postcode
from agency.core.roles import Role
from agency.services.leads.search import found_in
from agency.storage.lead_line import BEHIND
from agency.storage.models import (
    Branch,
    Candidate,
    Grade,
    Kind,
    Lead,
    Promise,
    Stage,
)


class Narrow(TypedDict, total=False):
    """
    What leads of a list have in common; whatever is missing, or None, narrows nothing.

    *branch* is a branch's key or name, *place* a postcode, its first half or letters, or a town;
    *q* is looked for as a search does. *within* says whose leads, as `seen_by` does.
    """

    within: ColumnElement[bool] | None
    owner_id: int | None
    unaccepted: bool | None
    stage: Stage | None
    role: Role | None
    kind: Kind | None
    grade: Grade | None
    branch: str | None
    place: str | None
    page: str | None
    has_cv: bool | None
    since: datetime | None
    before: datetime | None
    waiting_since: datetime | None
    overdue_at: datetime | None
    open_only: bool | None
    q: str | None


def leads_that_fit(session: Session, **narrow: Unpack[Narrow]) -> Select[Lead]:
    """Return the selection of every lead that a list shows with these filters."""
    found = select(Lead)
    for name, value in narrow.items():
        if value is not None and not (isinstance(value, str) and not value.strip()):
            found = found.where(_condition(session, name, value))
    return found


def _condition(session: Session, name: str, value: Any) -> Any:
    if name == "within":
        return value
    if name == "q":
        return found_in(session, value)
    if name == "branch":
        named = or_(Branch.key == value, func.lower(Branch.name) == value.casefold())
        # Which they are is asked first: then an index has their leads in the list's order.
        return Lead.branch_id.in_(session.scalars(select(Branch.id).where(named)).all())
    return _in_time(name, value) if isinstance(value, datetime) else _of_the_lead(name, value)


def _of_the_lead(name: str, value: Any) -> Any:
    match name:
        case "unaccepted":
            return and_(Lead.accepted_at.is_(None), Lead.stage == Stage.NEW)
        case "open_only":
            return Lead.is_open
        case "place":
            return _at_place(value)
    column: ColumnElement[Any] = getattr(Lead, name)
    return column == value


def _in_time(name: str, value: datetime) -> Any:
    match name:
        case "since":
            early = select(Lead.id).where(Lead.opened_at >= value).order_by(Lead.opened_at)
            first = select(func.min(early.limit(500).subquery().c.id)).scalar_subquery()
            # Who waits stands first, then the newest: behind the first lead of this time
            # nobody need look.
            return and_(
                Lead.opened_at >= value, Lead.in_line <= literal(BEHIND, BigInteger) - first
            )
        case "before":
            return Lead.opened_at < value
        case "waiting_since":
            return and_(
                Lead.stage == Stage.NEW, Lead.in_line < BEHIND // 2, Lead.opened_at <= value
            )
        case "overdue_at":
            broken = select(Promise.lead_id).where(
                Promise.due_at <= value, Promise.kept_at.is_(None)
            )
            # Nothing is promised for later than it is broken.
            return and_(Lead.in_line <= int(value.timestamp()), Lead.id.in_(broken))
    raise KeyError(name)


def _at_place(place: str) -> ColumnElement[bool]:
    typed = place.strip()
    letters = typed.upper()
    if len(letters) <= 2 and letters.isascii() and letters.isalpha():
        return Lead.area == letters
    area = "".join(letters[: 2 if letters[1:2].isalpha() else 1])
    if whole := find_postcode(typed):
        return and_(Lead.area == area, Lead.candidate.has(Candidate.postcode == whole))
    if find_outward(typed) == letters:
        starts = Candidate.postcode.startswith(f"{letters} ", autoescape=True)
        return and_(
            Lead.area == area, Lead.candidate.has(or_(starts, Candidate.postcode == letters))
        )
    return Lead.town == typed.casefold()[:80]
