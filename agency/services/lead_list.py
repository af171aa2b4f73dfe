"""Leads by the page, filtered and searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from agency.core.phone import find_phone
from agency.core.roles import Role
from agency.storage.models import Branch, Candidate, Lead, Stage

MOST_LEADS = 200


class CursorUnknown(ValueError):
    """The cursor is none of ours."""


@dataclass(frozen=True)
class LeadPage:
    """Some leads, newest first, and the cursor of the page after them."""

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
    limit: int = 50,
) -> LeadPage:
    """
    Return one page of leads, newest first, without what was said in their conversations.

    *branch* is a branch's key or name; *q* is part of a name, an address, a place, a
    telephone number or a reference. A lead opened meanwhile never shifts the next page.
    """
    found = leads_that_fit(
        stage=stage, branch=branch, role=role, q=q, since=since, owner_id=owner_id
    ).order_by(Lead.id.desc())
    if cursor is not None:
        if not is_lead_id(cursor):
            raise CursorUnknown
        found = found.where(Lead.id < int(cursor))
    limit = max(1, min(limit, MOST_LEADS))
    leads = session.scalars(
        found.limit(limit + 1).options(
            joinedload(Lead.candidate),
            joinedload(Lead.branch),
            joinedload(Lead.desk),
            joinedload(Lead.owner),
            joinedload(Lead.consent),
            selectinload(Lead.deliveries),
        )
    ).all()
    more = len(leads) > limit
    return LeadPage(leads[:limit], str(leads[limit - 1].id) if more else None)


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
