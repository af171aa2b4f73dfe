"""Leads by the page, filtered and searched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Unpack

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from agency.services.leads.filters import Narrow, leads_that_fit
from agency.services.leads.search import Hit, search_leads, tell_hits
from agency.storage.models import Lead

MOST_LEADS = 200
MOST_COUNTED = 100
# Where a page ended: what it is ordered by, and the id of its last lead.
_PLACE = re.compile(r"(?P<at>-?\d{1,12})-(?P<id>\d{1,9})", re.ASCII)

WHOLE: tuple[ORMOption, ...] = (
    joinedload(Lead.candidate),
    joinedload(Lead.branch),
    joinedload(Lead.desk),
    joinedload(Lead.owner),
    joinedload(Lead.consent),
    joinedload(Lead.promise),
    selectinload(Lead.deliveries),
)


class CursorUnknown(ValueError):
    """The cursor is none of ours."""


class Order(StrEnum):
    """
    What stands first.

    By the clock those come first whose sender waits for what was promised, the earliest first, and
    behind them the newest.
    """

    CLOCK = "clock"
    NEWEST = "newest"
    OLDEST = "oldest"
    SCORE = "score"


@dataclass(frozen=True)
class LeadPage:
    """Some leads in their order, the cursor of the page after them, and where they were found."""

    leads: Sequence[Lead]
    next: str | None
    hits: dict[int, Hit] | None = None


def list_leads(
    session: Session,
    *,
    order: Order = Order.NEWEST,
    cursor: str | None = None,
    limit: int = 50,
    loads: Sequence[ORMOption] = WHOLE,
    **narrow: Unpack[Narrow],
) -> LeadPage:
    """
    Return one page of leads, without what was said in their conversations.

    A lead opened meanwhile never shifts the next page.
    """
    limit = max(1, min(limit, MOST_LEADS))
    found = in_order(leads_that_fit(session, **narrow), order, cursor)
    # The order first, from an index alone; then what is shown of these few.
    keys = found.with_only_columns(Lead.id, Lead.in_line, Lead.points).limit(limit + 1)
    rows = session.execute(keys).all()
    leads = load_leads(session, [row.id for row in rows[:limit]], loads)
    more = len(rows) > limit
    return LeadPage(leads, _cursor_of(rows[limit - 1], order) if more else None)


def find_by_words(
    session: Session,
    words: str,
    *,
    cursor: str | None = None,
    limit: int = 50,
    loads: Sequence[ORMOption] = WHOLE,
    **narrow: Unpack[Narrow],
) -> LeadPage:
    """Return one page of the leads found by *words*, the best first, and where they say so."""
    if cursor is not None and not is_lead_id(cursor):
        raise CursorUnknown
    after = int(cursor or 0)
    if after > MOST_LEADS * 5:
        raise CursorUnknown
    fit = leads_that_fit(session, **narrow)
    ids, over = search_leads(session, words, fit, after=after, limit=limit)
    leads = load_leads(session, ids, loads)
    return LeadPage(leads, None if over else str(after + limit), tell_hits(session, words, ids))


def load_leads(session: Session, ids: Sequence[int], loads: Sequence[ORMOption]) -> list[Lead]:
    """Return these leads in this order, with what *loads* says of each."""
    if not ids:
        return []
    rows = session.scalars(select(Lead).where(Lead.id.in_(ids)).options(*loads))
    by_id = {lead.id: lead for lead in rows}
    return [by_id[lead_id] for lead_id in ids if lead_id in by_id]


def count_leads(session: Session, **narrow: Unpack[Narrow]) -> int:
    """Return how many leads fit, and MOST_COUNTED for any larger number: it looks no further."""
    some = leads_that_fit(session, **narrow).with_only_columns(Lead.id).limit(MOST_COUNTED)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def count_newer(session: Session, *, after: int, **narrow: Unpack[Narrow]) -> int:
    """Return how many leads that fit were opened after the lead with this id, up to the most."""
    newer = leads_that_fit(session, **narrow).where(Lead.id > after)
    some = newer.with_only_columns(Lead.id).limit(MOST_COUNTED)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def newest_id(session: Session) -> int:
    """Return the id of the lead that was opened last; 0 where there is none."""
    return session.scalar(select(func.max(Lead.id))) or 0


def in_order[Of: Select[*tuple[Any, ...]]](
    found: Of, order: Order = Order.NEWEST, cursor: str | None = None
) -> Of:
    """Return *found* in *order*, from *cursor* on."""
    match order:
        case Order.CLOCK:
            if cursor is not None:
                at, last = _place(cursor)
                after = or_(Lead.in_line > at, and_(Lead.in_line == at, Lead.id < last))
                found = found.where(Lead.in_line >= at, after)
            return found.order_by(Lead.in_line, Lead.id.desc())
        case Order.SCORE:
            if cursor is not None:
                at, last = _place(cursor)
                after = or_(Lead.points < at, and_(Lead.points == at, Lead.id < last))
                found = found.where(Lead.points <= at, after)
            return found.order_by(Lead.points.desc(), Lead.id.desc())
    if cursor is not None:
        if not is_lead_id(cursor):
            raise CursorUnknown
        last = int(cursor)
        found = found.where(Lead.id > last if order is Order.OLDEST else Lead.id < last)
    return found.order_by(Lead.id if order is Order.OLDEST else Lead.id.desc())


def is_lead_id(text: str) -> bool:
    """Say whether *text* can be a lead's id at all."""
    return text.isascii() and text.isdigit() and len(text) <= 9


def _place(cursor: str) -> tuple[int, int]:
    place = _PLACE.fullmatch(cursor)
    if not place:
        raise CursorUnknown
    return int(place["at"]), int(place["id"])


def _cursor_of(lead: Row[int, int, int], order: Order) -> str:
    match order:
        case Order.CLOCK:
            return f"{lead.in_line}-{lead.id}"
        case Order.SCORE:
            return f"{lead.points}-{lead.id}"
    return str(lead.id)
