"""Letters that tell somebody their way in was changed; by them, or by somebody else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from agency.storage.models import AccountChange, AccountLetter, Consultant

ATTEMPTS = 8
WAIT = timedelta(minutes=5)
KEPT = timedelta(days=7)


@dataclass(frozen=True)
class AccountNews:
    """What a door needs to send one letter, once no transaction is open."""

    letter_id: str
    address: str
    name: str
    change: AccountChange
    at: datetime


def tell_of_change(
    session: Session,
    consultant: Consultant,
    change: AccountChange,
    *,
    letter_id: str,
    now: datetime,
) -> None:
    """Have *consultant* told, with the change itself: neither is kept without the other."""
    session.execute(delete(AccountLetter).where(AccountLetter.at < now - KEPT))
    session.add(
        AccountLetter(id=letter_id, consultant_id=consultant.id, change=change, at=now, due_at=now)
    )


def is_news_due(session: Session, *, now: datetime) -> bool:
    """Say whether a letter waits to be sent."""
    due = select(AccountLetter.id).where(AccountLetter.due_at <= now)
    return session.scalar(due.limit(1)) is not None


def claim_news(session: Session, *, now: datetime) -> AccountNews | None:
    """Claim a letter that is due; it is due again in a while, unless it is marked as sent."""
    letter = session.scalar(
        select(AccountLetter)
        .where(AccountLetter.due_at <= now)
        .order_by(AccountLetter.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if letter is None:
        return None
    letter.attempts += 1
    letter.due_at = now + WAIT if letter.attempts < ATTEMPTS else None
    who = letter.consultant
    return AccountNews(letter.id, who.email, who.name, letter.change, letter.at)


def mark_news_sent(session: Session, letter_id: str) -> None:
    """Note that a letter has left."""
    session.execute(update(AccountLetter).where(AccountLetter.id == letter_id).values(due_at=None))


def known_news(session: Session, ids: Collection[str]) -> set[str]:
    """Return those of *ids* that are letters of the last days."""
    return set(session.scalars(select(AccountLetter.id).where(AccountLetter.id.in_(ids))))
