"""A chat that is left, and opened again by a link: on this device or another."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.services.keys.private_links import GOOD_FOR, RESUME
from agency.storage.models import Conversation, ResumeLink

MOST_LINKS = 3
ATTEMPTS = 5
WAIT = timedelta(minutes=5)


class TooManyLinks(Exception):
    """This conversation has been sent enough letters."""


@dataclass(frozen=True)
class LinkToSend:
    """What a door needs to send one link, once no transaction is open."""

    link: str
    address: str


def leave_for_later(
    session: Session, conversation: Conversation, address: str, *, link_id: str, now: datetime
) -> ResumeLink:
    """
    Have a link to *conversation* sent to *address*.

    The letter names nobody and says nothing of what was typed: an address may be mistyped.
    """
    sent = select(func.count()).select_from(ResumeLink)
    if (session.scalar(sent.where(ResumeLink.conversation_id == conversation.id)) or 0) >= (
        MOST_LINKS
    ):
        raise TooManyLinks
    link = ResumeLink(
        id=link_id, conversation_id=conversation.id, email=address, created_at=now, due_at=now
    )
    session.add(link)
    session.flush()  # what cannot be kept must be known before it is promised
    return link


def follow_up_link(conversation_id: str) -> str:
    """Return the id of the link that is sent to whoever left this chat: one, however often."""
    return sha256(f"left:{conversation_id}".encode()).hexdigest()[:32]


def claim_link(session: Session, *, now: datetime) -> LinkToSend | None:
    """Claim a link that is due; it is due again in a while, unless it is marked as sent."""
    link = session.scalar(
        select(ResumeLink)
        .where(ResumeLink.due_at <= now)
        .order_by(ResumeLink.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if link is None:
        return None
    link.attempts += 1
    link.due_at = now + WAIT * link.attempts if link.attempts < ATTEMPTS else None
    return LinkToSend(link.id, link.email)


def mark_link_sent(session: Session, link_id: str, *, now: datetime) -> None:
    """Note that a link has left; one whose chat was erased meanwhile stays erased."""
    if link := session.get(ResumeLink, link_id):
        link.sent_at, link.due_at = now, None


def known_links(session: Session, ids: Collection[str]) -> set[str]:
    """Return those of *ids* that are links still; the others were erased with their chat."""
    return set(session.scalars(select(ResumeLink.id).where(ResumeLink.id.in_(ids))))


def find_left_conversation(session: Session, link_id: str, *, now: datetime) -> Conversation | None:
    """Return the chat that a link opens: not one that is over, nor by a link that is too old."""
    link = session.get(ResumeLink, link_id)
    if link is None or now - link.created_at > timedelta(seconds=GOOD_FOR[RESUME]):
        return None
    conversation = session.get(Conversation, link.conversation_id)
    return conversation if conversation and conversation.ended_at is None else None


def open_again(
    session: Session, conversation: Conversation, link_id: str, *, token_hash: str, now: datetime
) -> None:
    """Give the chat to whoever opened the link; the key it had before opens it no more."""
    conversation.token_hash = token_hash
    conversation.resumed_at = now
    session.get_one(ResumeLink, link_id).opened_at = now
