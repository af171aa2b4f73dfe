"""The news of a lead, queued in the transaction that makes it true."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.storage.models import (
    CandidateLetter,
    Channel,
    Consultant,
    Delivery,
    DeliveryState,
    Lead,
    Receiver,
    Webhook,
)

NEW_LEAD = "lead.opened"
LEAD_CHANGED = "lead.changed"
REMINDER, BROKEN = "promise.reminder", "promise.broken"
FOLLOW_UP = "registration.left"
LETTER = "letter.written"
MENTION, TASK, HANDED = "note.mention", "task.due", "lead.handed"
TO_COLLEAGUES = (MENTION, TASK, HANDED)
# Letters beside the news itself: they have names of their own, and never change those of others.
NAMED_BY_TYPE = (REMINDER, BROKEN, FOLLOW_UP, LETTER, *TO_COLLEAGUES)


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


def tell_webhooks(
    session: Session,
    lead: Lead,
    *,
    type: str = NEW_LEAD,  # noqa: A002 (the word that receivers read)
    now: datetime,
) -> None:
    """Queue news of the lead for every system and room set at the desk that wants such news."""
    for webhook in session.scalars(select(Webhook).where(Webhook.enabled)):
        theirs = [each for each in lead.deliveries if each.webhook_id == webhook.id]
        known = type != LEAD_CHANGED or any(each.state is DeliveryState.SENT for each in theirs)
        again = webhook.is_room and theirs  # a room hears of a lead once
        if type not in webhook.events or not known or again:
            continue
        lead.deliveries.append(
            Delivery(
                id=_named(lead, f"{webhook.id}:{len(theirs)}"),
                webhook_id=webhook.id,
                to=Channel.SYSTEM,
                type=type,
                created_at=now,
                due_at=now,
            )
        )
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
    known = {each.id for each in lead.deliveries}
    news_id = _named(lead, f"{type}:{due_at.timestamp():.0f}")
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


def queue_change(session: Session, lead: Lead, *, now: datetime) -> None:
    """Tell the systems outside that know this lead how it stands now that it was put right."""
    if any(
        each.to is Channel.WEBHOOK and each.state is DeliveryState.SENT for each in lead.deliveries
    ):
        queue_news(session, lead, [Channel.WEBHOOK], type=LEAD_CHANGED, now=now)
    tell_webhooks(session, lead, type=LEAD_CHANGED, now=now)


def drop_what_waits(lead: Lead) -> None:
    """Let go of every letter about a lead that is not on its way yet; systems outside hear on."""
    for each in [*lead.deliveries]:
        if each.state is DeliveryState.WAITING and each.to not in (Channel.WEBHOOK, Channel.SYSTEM):
            lead.deliveries.remove(each)


def queue_letter(
    session: Session, lead: Lead, letter: CandidateLetter, *, reply_to: str, now: datetime
) -> Delivery:
    """Queue a consultant's letter to the candidate, to the address it was written to."""
    delivery = Delivery(
        id=_named(lead, f"{LETTER}:{letter.id}"),
        to=Channel.RECEIPT,
        type=LETTER,
        says={
            "address": letter.address,
            "reply_to": reply_to,
            "subject": letter.subject,
            "text": letter.text,
        },
        created_at=now,
        due_at=now,
    )
    lead.deliveries.append(delivery)
    session.flush()  # what was not kept must not be shown as written
    return delivery


def queue_to_colleague(
    session: Session,
    lead: Lead,
    recipient: Consultant,
    *,
    type: str,  # noqa: A002 (the word that receivers read)
    says: dict[str, str],
    about: str,
    now: datetime,
) -> None:
    """
    Queue a letter to a colleague, which waits for the hours they chose.

    *about* names what it is about, once for each recipient: the same again is not queued.
    """
    news_id = _named(lead, f"{type}:{about}:{recipient.id}")
    if news_id in {each.id for each in lead.deliveries}:
        return
    lead.deliveries.append(
        Delivery(
            id=news_id,
            to=Channel.MAIL,
            type=type,
            says=says,
            recipient_id=recipient.id,
            created_at=now,
            due_at=now,
        )
    )
    session.flush()  # the news and what it is about are kept together


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
    news_id = _named(lead, FOLLOW_UP)
    lead.deliveries.append(
        Delivery(id=news_id, to=Channel.RECEIPT, type=FOLLOW_UP, created_at=now, due_at=now)
    )
    session.flush()  # the link and the letter that carries it are kept together


def drop_follow_up(lead: Lead) -> None:
    """Let go of a letter to whoever left before the end, where it is not on its way yet."""
    for each in [*lead.deliveries]:
        if each.type == FOLLOW_UP and each.state is DeliveryState.WAITING:
            lead.deliveries.remove(each)


def drop_hand_over(lead: Lead) -> None:
    """Let go of the letter that tells its owner of a lead, where it is not on its way yet."""
    for each in [*lead.deliveries]:
        theirs = each.type == HANDED and each.recipient_id == lead.owner_id
        if theirs and each.state is DeliveryState.WAITING:
            lead.deliveries.remove(each)


def _named(lead: Lead, what: str) -> str:
    named = f"{lead.conversation_id}:{lead.id}:{what}"
    return f"msg_{sha256(named.encode()).hexdigest()[:32]}"


def _news_id(lead: Lead, channel: Channel) -> str:
    # Made from the lead, not drawn at random: the same news has the same id, whoever asks.
    told = [each for each in lead.deliveries if each.type not in NAMED_BY_TYPE]
    before = sum(delivery.to is channel for delivery in told)
    return _named(lead, f"{channel}:{before}")
