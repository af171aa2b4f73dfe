"""Leads that wait for somebody who was away or full, and go to whoever is free again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, joinedload

from agency.core.routing import Choice, NoDesk, Wish
from agency.services.audit import keep_audit
from agency.services.desks import choose_for, day_of, wish_of
from agency.services.lead_enquiries import enquiry_of
from agency.services.lead_news import queue_news
from agency.services.news_wishes import follow_the_owner
from agency.storage.models import (
    Absence,
    Channel,
    Consultant,
    DeliveryState,
    Desk,
    Lead,
    Stage,
)

MOST_AT_ONCE = 50  # a round holds the database: what is left moves in the next


def hand_on_waiting(session: Session, *, now: datetime) -> Sequence[Lead]:
    """
    Hand leads to the desks they were meant for, the oldest first, and return those that moved.

    Only a lead that nobody has accepted or worked on moves, and only one that stood in somewhere
    or whose owner is away or has left; what a person handed on stays where they put it.
    """
    moved: list[Lead] = []
    known: dict[Wish, Choice] = {}
    for lead in _waiting(session, now=now):
        wish = wish_of(enquiry_of(lead))
        try:
            choice = known.get(wish) or choose_for(session, wish, now=now)
        except NoDesk:
            break
        known[wish] = choice
        if choice.desk.id == lead.desk_id:
            lead.stands_in = choice.stands_in
        elif not choice.stands_in or _owner_is_gone(session, lead, now=now):
            _move(session, lead, choice, now=now)
            moved.append(lead)
            known.clear()  # who holds how much is another now
        if len(moved) == MOST_AT_ONCE:
            break
    session.flush()  # says at once if somebody has accepted one of them meanwhile
    return moved


def _waiting(session: Session, *, now: datetime) -> Sequence[Lead]:
    """Return the leads that may have to move, the oldest first; another worker's are left out."""
    return session.scalars(
        select(Lead)
        .where(Lead.stage == Stage.NEW, Lead.accepted_at.is_(None))
        .where(or_(Lead.stands_in, _is_left(now)))
        .order_by(Lead.opened_at, Lead.id)
        .options(joinedload(Lead.candidate), joinedload(Lead.desk))
        .with_for_update(skip_locked=True, of=Lead)
    ).all()


def _is_left(now: datetime) -> ColumnElement[bool]:
    day = day_of(now)
    left = exists().where(Consultant.id == Lead.owner_id, Consultant.active.is_(False))
    away = exists().where(
        Absence.consultant_id == Lead.owner_id, Absence.starts <= day, Absence.ends >= day
    )
    return or_(left, away)


def _owner_is_gone(session: Session, lead: Lead, *, now: datetime) -> bool:
    return bool(session.scalar(select(_is_left(now)).where(Lead.id == lead.id)))


def _move(session: Session, lead: Lead, choice: Choice, *, now: datetime) -> None:
    desk = session.get_one(Desk, choice.desk.id)
    before, owner = lead.desk.name, lead.owner_id
    lead.desk, lead.branch, lead.owner = desk, desk.branch, desk.consultant
    lead.routed_because, lead.stands_in = choice.because, choice.stands_in
    keep_audit(
        session,
        who="routing",
        did=f"moved from {before} to {desk.name}",
        kind="lead",
        subject=lead.reference,
        now=now,
    )
    told = any(
        news.to is Channel.MAIL and news.state is DeliveryState.WAITING for news in lead.deliveries
    )
    if owner != desk.consultant_id and told:  # a letter that waits goes to the new owner
        follow_the_owner(session, lead, now=now)
    elif owner != desk.consultant_id:
        queue_news(session, lead, [Channel.MAIL], now=now)
    session.flush()  # the next choice must see who holds what
