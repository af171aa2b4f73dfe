"""One-time links to the desk: printed for a newcomer, or sent to whoever forgot a password."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from agency.services.audit import keep_audit
from agency.services.keys.tokens import hash_token
from agency.storage.models.consultant import Consultant, SignInLink

LINK_LASTS = timedelta(hours=24)
LETTER_LASTS = timedelta(hours=1)
MOST_LETTERS = 3  # in an hour, for one person: nobody's mailbox is filled by a stranger
ATTEMPTS = 5
WAIT = timedelta(minutes=2)


@dataclass(frozen=True)
class LetterToSend:
    """What a door needs to send one link, once no transaction is open."""

    letter_id: str
    address: str
    name: str


def make_sign_in_link(
    session: Session, consultant: Consultant, *, token_hash: str, now: datetime
) -> SignInLink:
    """Keep a one-time link for *consultant*; only the hash of its token is kept."""
    link = SignInLink(
        consultant_id=consultant.id, token_hash=token_hash, expires_at=now + LINK_LASTS
    )
    session.add(link)
    return link


def find_sign_in_link(session: Session, *, token_hash: str, now: datetime) -> SignInLink | None:
    """Return a link that could still be used, without using it."""
    return session.scalar(select(SignInLink).where(still_good(token_hash, now)))


def use_sign_in_link(session: Session, *, token_hash: str, now: datetime) -> Consultant | None:
    """
    Use a link, once, and return whose it is.

    One statement finds it and marks it: of two presses at once, one gets nothing.
    """
    used = (
        update(SignInLink)
        .where(still_good(token_hash, now))
        .values(used_at=now)
        .returning(SignInLink.consultant_id)
    )
    consultant_id = session.execute(used).scalar_one_or_none()
    if consultant_id is None:
        return None
    consultant = session.get_one(Consultant, consultant_id)
    return consultant if consultant.active else None


def still_good(token_hash: str, now: datetime) -> ColumnElement[bool]:
    return (
        (SignInLink.token_hash == token_hash)
        & SignInLink.used_at.is_(None)
        & (SignInLink.expires_at > now)
    )


def token_in_letter(key: str, letter_id: str) -> str:
    """Return the token of a link that travels by letter: made again when the letter is written."""
    made = hmac.new(key.encode(), f"desk link {letter_id}".encode(), "sha256").digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def ask_for_letter(
    session: Session, consultant: Consultant | None, *, letter_id: str, key: str, now: datetime
) -> None:
    """
    Have a link sent to *consultant*, who forgot the password; to nobody if there is nobody.

    The door says the same either way.
    """
    if consultant is None or not consultant.active:
        return
    lately = select(func.count()).where(
        SignInLink.consultant_id == consultant.id,
        SignInLink.letter_id.is_not(None),
        SignInLink.expires_at > now,
    )
    if (session.scalar(lately) or 0) >= MOST_LETTERS:
        return
    session.add(
        SignInLink(
            consultant_id=consultant.id,
            token_hash=hash_token(token_in_letter(key, letter_id)),
            expires_at=now + LETTER_LASTS,
            letter_id=letter_id,
            due_at=now,
        )
    )
    keep_audit(
        session,
        who="the sign-in page",
        did="sent a link for a new password",
        kind="consultant",
        subject=str(consultant.id),
        now=now,
    )


def is_letter_due(session: Session, *, now: datetime) -> bool:
    """Say whether a letter waits to be sent."""
    due = select(SignInLink.id).where(SignInLink.due_at <= now, SignInLink.expires_at > now)
    return session.scalar(due.limit(1)) is not None


def known_letters(session: Session, ids: Collection[str], *, now: datetime) -> set[str]:
    """Return those of *ids* whose link still opens something."""
    return {
        each
        for each in session.scalars(
            select(SignInLink.letter_id).where(
                SignInLink.letter_id.in_(ids),
                SignInLink.expires_at > now,
                SignInLink.used_at.is_(None),
            )
        )
        if each
    }


def claim_letter(session: Session, *, now: datetime) -> LetterToSend | None:
    """Claim a letter that is due; it is due again in a while, unless it is marked as sent."""
    link = session.scalar(
        select(SignInLink)
        .where(SignInLink.due_at <= now, SignInLink.expires_at > now)
        .order_by(SignInLink.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if link is None or link.letter_id is None:
        return None
    link.attempts += 1
    link.due_at = now + WAIT if link.attempts < ATTEMPTS else None
    return LetterToSend(link.letter_id, link.consultant.email, link.consultant.name)


def mark_letter_sent(session: Session, letter_id: str) -> None:
    """Note that a letter has left."""
    session.execute(update(SignInLink).where(SignInLink.letter_id == letter_id).values(due_at=None))
