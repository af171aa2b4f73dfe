"""The news of a lead, queued in the transaction that makes it true."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from agency.storage.models import Channel, Consultant, Delivery, Lead, Receiver

NEW_LEAD = "lead.opened"
REMINDER, BROKEN = "promise.reminder", "promise.broken"


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


def _news_id(lead: Lead, channel: Channel) -> str:
    # Made from the lead, not drawn at random: the same news has the same id, whoever asks.
    told = [each for each in lead.deliveries if each.type not in (REMINDER, BROKEN)]
    before = sum(delivery.to is channel for delivery in told)
    named = f"{lead.conversation_id}:{lead.id}:{channel}:{before}"
    return f"msg_{sha256(named.encode()).hexdigest()[:32]}"
