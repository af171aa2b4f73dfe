"""Leads by the page, filtered and searched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from agency.core.phone import find_phone
from agency.core.roles import Role
from agency.services.desks import OPEN
from agency.storage.models import Branch, Candidate, Lead, Promise, Stage

MOST_LEADS = 200
# Where a page by the clock ended: when that lead was promised something, and its id.
_WAITING = re.compile(r"(?P<at>\d{1,11})-(?P<id>\d{1,9})", re.ASCII)


class CursorUnknown(ValueError):
    """The cursor is none of ours."""


@dataclass(frozen=True)
class LeadPage:
    """Some leads in their order, and the cursor of the page after them."""

    leads: Sequence[Lead]
    next: str | None


def list_leads(
    session: Session,
    *,
    stage: Stage | None = None,
    branch: str | None = None,
    role: Role | None = None,
    q: str | None = None,
    since: datetime | None = None,
    cursor: str | None = None,
    owner_id: int | None = None,
    by_the_clock: bool = False,
    limit: int = 50,
) -> LeadPage:
    """
    Return one page of leads, newest first, without what was said in their conversations.

    *by_the_clock* those come first whose sender waits for what was promised, the earliest first.

    *branch* is a branch's key or name; *q* is part of a name, an address, a place, a
    telephone number or a reference. A lead opened meanwhile never shifts the next page.
    """
    found = in_order(
        leads_that_fit(stage=stage, branch=branch, role=role, q=q, since=since, owner_id=owner_id),
        by_the_clock=by_the_clock,
        cursor=cursor,
    )
    limit = max(1, min(limit, MOST_LEADS))
    leads = session.scalars(
        found.limit(limit + 1).options(
            joinedload(Lead.candidate),
            joinedload(Lead.branch),
            joinedload(Lead.desk),
            joinedload(Lead.owner),
            joinedload(Lead.consent),
            joinedload(Lead.promise),
            selectinload(Lead.deliveries),
        )
    ).all()
    more = len(leads) > limit
    last = leads[limit - 1] if more else None
    return LeadPage(leads[:limit], _cursor_of(last, by_the_clock) if last else None)


def in_order[Of: Select[*tuple[Any, ...]]](
    found: Of, *, by_the_clock: bool = False, cursor: str | None = None
) -> Of:
    """Return *found* in the order of `list_leads`, from *cursor* on."""
    return _by_the_clock(found, cursor) if by_the_clock else _newest_first(found, cursor)


def _newest_first[Of: Select[*tuple[Any, ...]]](found: Of, cursor: str | None) -> Of:
    if cursor is not None:
        if not is_lead_id(cursor):
            raise CursorUnknown
        found = found.where(Lead.id < int(cursor))
    return found.order_by(Lead.id.desc())


def _by_the_clock[Of: Select[*tuple[Any, ...]]](found: Of, cursor: str | None) -> Of:
    waits = and_(Promise.lead_id.is_not(None), Promise.kept_at.is_(None), Lead.stage.in_(OPEN))
    promised = func.coalesce(Promise.call_at, Promise.due_at)
    found = found.outerjoin(Lead.promise)
    if cursor is not None and (place := _WAITING.fullmatch(cursor)):
        at, last = datetime.fromtimestamp(int(place["at"]), UTC), int(place["id"])
        later = or_(promised > at, and_(promised == at, Lead.id < last))
        found = found.where(or_(not_(waits), later))
    elif cursor is not None:
        if not is_lead_id(cursor):
            raise CursorUnknown
        found = found.where(not_(waits), Lead.id < int(cursor))
    return found.order_by(
        case((waits, 0), else_=1), case((waits, promised), else_=None), Lead.id.desc()
    )


def _cursor_of(lead: Lead, by_the_clock: bool) -> str:
    promise = lead.promise
    if by_the_clock and promise and promise.kept_at is None and lead.stage in OPEN:
        return f"{promise.next_at.timestamp():.0f}-{lead.id}"
    return str(lead.id)


def is_lead_id(text: str) -> bool:
    """Say whether *text* can be a lead's id at all."""
    return text.isascii() and text.isdigit() and len(text) <= 9


def leads_that_fit(
    *,
    stage: Stage | None = None,
    branch: str | None = None,
    role: Role | None = None,
    q: str | None = None,
    since: datetime | None = None,
    owner_id: int | None = None,
) -> Select[Lead]:
    """Return the selection of every lead that `list_leads` would show with these filters."""
    found = select(Lead)
    if stage is not None:
        found = found.where(Lead.stage == stage)
    if role is not None:
        found = found.where(Lead.role == role)
    if since is not None:
        found = found.where(Lead.opened_at >= since)
    if owner_id is not None:
        found = found.where(Lead.owner_id == owner_id)
    if branch:
        found = found.join(Lead.branch).where(
            or_(Branch.key == branch, func.lower(Branch.name) == branch.casefold())
        )
    return _matching(found, q.strip()) if q and q.strip() else found


def _matching(found: Select[Lead], q: str) -> Select[Lead]:
    columns = (
        Candidate.name,
        Candidate.email,
        Candidate.postcode,
        Candidate.town,
        Candidate.current_occupation,
    )
    wanted = [column.icontains(q, autoescape=True) for column in columns]
    if number := find_phone(q):
        wanted.append(Candidate.reached_on(number))
    if is_lead_id(reference := q.upper().removeprefix("L-")):
        wanted.append(Lead.id == int(reference))
    return found.join(Lead.candidate).where(or_(*wanted))
