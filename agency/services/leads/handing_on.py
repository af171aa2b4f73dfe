"""Leads that wait for somebody who was away or full, and go to whoever is free again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from agency.core.routing import Choice, NoDesk, Wish
from agency.services.agency.absences import has_left, is_gone
from agency.services.agency.desks import choose_for, day_of, wish_of
from agency.services.audit import keep_audit
from agency.services.leads.enquiries import enquiry_of
from agency.services.news.queue import NEW_LEAD, queue_news
from agency.services.news.wishes import follow_the_owner
from agency.storage.models import Channel, DeliveryState, Desk, Lead, Stage

MOST_AT_ONCE = 50  # a round holds the database: what is left moves in the next


def hand_on_waiting(session: Session, *, now: datetime) -> Sequence[Lead]:
    """
    Hand leads to the desks they were meant for, the oldest first, and return those that moved.

    Only a lead that nobody has accepted or worked on moves, and only one that stood in somewhere
    or whose owner is away; what a person handed on stays where they put it. What belongs to
    somebody who works here no longer moves all the same: nobody else would see to it.
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
        stays = choice.desk.id == lead.desk_id and choice.desk.consultant.id == lead.owner_id
        if stays:
            lead.stands_in = choice.stands_in
        elif not choice.stands_in or _owner_is_gone(session, lead, now=now):
            _move(session, lead, choice, choice.because, now=now)
            _tell_the_new_owner(session, lead, now=now)
            moved.append(lead)
            known.clear()  # who holds how much is another now
        if len(moved) == MOST_AT_ONCE:
            break
    session.flush()  # says at once if somebody has accepted one of them meanwhile
    return moved


def hand_on(session: Session, lead: Lead, *, now: datetime) -> None:
    """Move one lead whose owner has left to where the rules send it now, and tell its new owner."""
    choice = choose_for(session, wish_of(enquiry_of(lead)), but=lead, now=now)
    _move(session, lead, choice, choice.because, now=now)
    _tell_the_new_owner(session, lead, now=now)


def route_anew(session: Session, lead: Lead, *, now: datetime) -> bool:
    """
    Move a lead that says more than before to the desk it belongs to now; say whether it moved.

    Whoever has accepted it keeps it, and so does a desk where a person put it, or one that would
    do as well. The new owner is not told here.
    """
    if lead.stage is not Stage.NEW or lead.accepted_at or lead.placed_by_hand:
        return False
    choice = choose_for(session, wish_of(enquiry_of(lead)), but=lead, now=now)
    if choice.does_as_well(lead.desk_id):
        lead.routed_because, lead.stands_in = choice.because, choice.stands_in
        return False
    before = lead.desk.name
    _move(session, lead, choice, f"{choice.because}; known since it came to {before}", now=now)
    return True


def _waiting(session: Session, *, now: datetime) -> Sequence[Lead]:
    """Return the leads that may have to move, the oldest first; another worker's are left out."""
    untouched = and_(Lead.stage == Stage.NEW, Lead.accepted_at.is_(None))
    away = and_(is_gone(Lead.owner_id, on=day_of(now)), Lead.placed_by_hand.is_(False))
    return session.scalars(
        select(Lead)
        .where(Lead.is_open)
        .where(or_(has_left(Lead.owner_id), and_(untouched, or_(Lead.stands_in, away))))
        .order_by(Lead.opened_at, Lead.id)
        .options(joinedload(Lead.candidate), joinedload(Lead.desk))
        .with_for_update(skip_locked=True, of=Lead)
    ).all()


def _owner_is_gone(session: Session, lead: Lead, *, now: datetime) -> bool:
    gone = is_gone(Lead.owner_id, on=day_of(now))
    return bool(session.scalar(select(gone).where(Lead.id == lead.id)))


def _move(session: Session, lead: Lead, choice: Choice, because: str, *, now: datetime) -> None:
    desk = session.get_one(Desk, choice.desk.id)
    before = lead.desk.name
    lead.desk, lead.branch, lead.owner = desk, desk.branch, desk.consultant
    lead.routed_because, lead.stands_in = because, choice.stands_in
    lead.accepted_at, lead.placed_by_hand = None, False
    keep_audit(
        session,
        who="routing",
        did=f"moved from {before} to {desk.name}",
        kind="lead",
        subject=lead.reference,
        now=now,
    )
    session.flush()  # the next choice must see who holds what


def _tell_the_new_owner(session: Session, lead: Lead, *, now: datetime) -> None:
    waits = any(
        news.to is Channel.MAIL and news.type == NEW_LEAD and news.state is DeliveryState.WAITING
        for news in lead.deliveries
    )
    if waits:  # a letter that waits goes to the new owner
        follow_the_owner(session, lead, now=now)
    else:
        queue_news(session, lead, [Channel.MAIL], now=now)
