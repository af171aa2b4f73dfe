"""How each consultant wants to hear of leads."""

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from agency.core.news_time import AT_ONCE, Wishes
from agency.storage.models import Channel, Consultant, Delivery, DeliveryState, Lead, NewsWish


def wishes_of(session: Session, consultant_id: int) -> Wishes:
    """Return how a consultant wants to be told; whoever never said so is told at once."""
    wish = session.get(NewsWish, consultant_id)
    return wish.as_wishes() if wish else AT_ONCE


def keep_wishes(
    session: Session, consultant: Consultant, wishes: Wishes, *, now: datetime
) -> NewsWish:
    """Keep how *consultant* wants to be told; what waits for them is looked at again."""
    wish = session.get(NewsWish, consultant.id) or NewsWish(consultant_id=consultant.id)
    wish.digests = [f"{each:%H:%M}" for each in sorted(wishes.digests)]
    wish.quiet_from = f"{wishes.quiet_from:%H:%M}" if wishes.quiet_from else None
    wish.quiet_until = f"{wishes.quiet_until:%H:%M}" if wishes.quiet_until else None
    wish.days = sorted(wishes.days)
    wish.urgent_in_quiet = wishes.urgent_in_quiet
    session.add(wish)

    _look_again(session, Lead.owner_id == consultant.id, now)
    return wish


def follow_the_owner(session: Session, lead: Lead, *, now: datetime) -> None:
    """Let the news of a lead wait as its new owner wants it, and no more as the old one did."""
    _look_again(session, Lead.id == lead.id, now)


def _look_again(session: Session, whose: ColumnElement[bool], now: datetime) -> None:
    session.flush()
    held_back = session.scalars(
        select(Delivery)
        .join(Lead)
        .where(whose, Delivery.to == Channel.MAIL, Delivery.state == DeliveryState.WAITING)
        .where(Delivery.attempts == 0, Delivery.due_at > now)
    )
    for delivery in held_back:
        delivery.due_at = now  # whoever claims it asks the owner's wishes anew
