"""The news of a lead, queued in the transaction that makes it true."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from agency.storage.models import Channel, Delivery, Lead, Receiver

NEW_LEAD = "lead.opened"


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
    before = sum(delivery.to is channel for delivery in lead.deliveries)
    named = f"{lead.conversation_id}:{lead.id}:{channel}:{before}"
    return f"msg_{sha256(named.encode()).hexdigest()[:32]}"
