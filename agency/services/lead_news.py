"""The news of a lead, queued in the transaction that makes it true."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from agency.storage.models import Channel, Consultant, Delivery, DeliveryState, Lead, Receiver

NEW_LEAD = "lead.opened"
REMINDER, BROKEN = "promise.reminder", "promise.broken"
FOLLOW_UP = "registration.left"
# Letters beside the news itself: they have names of their own, and never change those of others.
NAMED_BY_TYPE = (REMINDER, BROKEN, FOLLOW_UP)


def queue_news(
    session: Session,
    lead: Lead,
    channels: Iterable[Channel],
    *,
    type: str = NEW_LEAD,  # noqa: A002 (the word that receivers read)
    now: datetime,
) -> None:
    """Queue one delivery of the lead for each channel; a chat room that is set hears of it once."""
    told = [*channels]
    room = session.get(Receiver, Channel.ROOM)
    if room and Channel.ROOM not in {each.to for each in lead.deliveries}:
        told.append(Channel.ROOM)
    for channel in told:
        delivery = Delivery(
            id=_news_id(lead, channel), to=channel, type=type, created_at=now, due_at=now
        )
        lead.deliveries.append(delivery)
    session.flush()  # news that cannot be kept must be known before anyone is thanked


def queue_about_promise(
    session: Session,
    lead: Lead,
    *,
    type: str,  # noqa: A002 (the word that receivers read)
    recipient: Consultant | None = None,
    due_at: datetime,
    now: datetime,
) -> None:
    """Queue a letter about what was promised for *due_at*: to the owner, or to *recipient*."""
    named = f"{lead.conversation_id}:{lead.id}:{type}:{due_at.timestamp():.0f}"
    known = {each.id for each in lead.deliveries}
    news_id = f"msg_{sha256(named.encode()).hexdigest()[:32]}"
    if news_id in known:
        return
    lead.deliveries.append(
        Delivery(
            id=news_id,
            to=Channel.MAIL,
            type=type,
            recipient_id=recipient.id if recipient else None,
            created_at=now,
            due_at=now,
        )
    )
    session.flush()  # what was promised is seen to once: with the letter, or not at all


def channels_for(lead: Lead, *, webhook: bool) -> list[Channel]:
    """Return who is to hear of the lead: its owner, its candidate, the agency's system."""
    channels = [Channel.MAIL]
    had = {each.to for each in lead.deliveries if each.type == NEW_LEAD}
    if lead.candidate.email and Channel.RECEIPT not in had:
        channels.append(Channel.RECEIPT)
    if webhook:
        channels.append(Channel.WEBHOOK)
    return channels


def queue_follow_up(session: Session, lead: Lead, *, now: datetime) -> None:
    """Queue the one letter that asks whoever left before the end to come back."""
    named = f"{lead.conversation_id}:{lead.id}:{FOLLOW_UP}"
    news_id = f"msg_{sha256(named.encode()).hexdigest()[:32]}"
    lead.deliveries.append(
        Delivery(id=news_id, to=Channel.RECEIPT, type=FOLLOW_UP, created_at=now, due_at=now)
    )
    session.flush()  # the link and the letter that carries it are kept together


def drop_follow_up(lead: Lead) -> None:
    """Let go of a letter to whoever left before the end, where it is not on its way yet."""
    for each in [*lead.deliveries]:
        if each.type == FOLLOW_UP and each.state is DeliveryState.WAITING:
            lead.deliveries.remove(each)


def _news_id(lead: Lead, channel: Channel) -> str:
    # Made from the lead, not drawn at random: the same news has the same id, whoever asks.
    told = [each for each in lead.deliveries if each.type not in NAMED_BY_TYPE]
    before = sum(delivery.to is channel for delivery in told)
    named = f"{lead.conversation_id}:{lead.id}:{channel}:{before}"
    return f"msg_{sha256(named.encode()).hexdigest()[:32]}"
