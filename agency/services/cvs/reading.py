"""What CVs say: read by the worker, told in the chat, confirmed by whoever sent them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from agency.cv.private import without_private
from agency.cv.reading import CvReading, Outcome, refusal
from agency.cv.refusal import Reason
from agency.storage.models import Conversation, Cv, Scan

LEASE = timedelta(seconds=90)  # longer than any file may take, on a busy machine
ATTEMPTS = 3

# What nobody should open, although it was noticed only when the file was read.
UNSAFE = frozenset({Reason.MACROS, Reason.ACTIVE, Reason.BOMB, Reason.DISGUISED})


@dataclass(frozen=True)
class ToRead:
    """What a door needs to read one CV, once no transaction is open."""

    cv: str
    key: str
    filename: str
    attempt: int


def claim_reading(session: Session, *, now: datetime) -> ToRead | None:
    """
    Claim a CV to read: the newest, for its sender is still in the chat.

    The attempt counts from here. A file whose reader dies three times is left unread, and says so.
    """
    while cv := session.scalar(_next_unread(now)):
        if cv.read_attempts >= ATTEMPTS:
            _write(cv, refusal(Reason.TOO_HEAVY), now=now)
            session.flush()  # or the next look would find it again
            continue
        cv.read_attempts += 1
        cv.read_claimed_until = now + LEASE
        return ToRead(cv.id, cv.key, cv.filename, cv.read_attempts)
    return None


def mark_read(session: Session, claimed: ToRead, reading: CvReading, *, now: datetime) -> None:
    """
    Keep what was read; of a CV that was erased meanwhile nothing is kept.

    Whoever's claim is over has no say any more: another has read the file since.
    """
    cv = session.get(Cv, claimed.cv, with_for_update=True)
    if cv and cv.read_at is None and cv.read_attempts == claimed.attempt:
        _write(cv, reading, now=now)


def count_unread(session: Session, conversation_id: str) -> tuple[int, bool]:
    """Return how many CVs of a conversation are not read yet, and whether somebody is at it."""
    unread = session.execute(
        select(Cv.read_attempts).where(Cv.conversation_id == conversation_id, Cv.read_at.is_(None))
    ).scalars()
    attempts = list(unread)
    return len(attempts), any(attempts)


def find_newest_cv(session: Session, conversation: Conversation) -> Cv | None:
    """Return the CV that was sent last in this conversation."""
    return session.scalar(
        select(Cv)
        .where(Cv.conversation_id == conversation.id)
        .order_by(Cv.received_at.desc(), Cv.id.desc())
        .limit(1)
    )


def tell_unread(session: Session, conversation: Conversation, *, now: datetime) -> list[str]:
    """Return why CVs of this conversation could not be read; each is told once."""
    untold = session.scalars(
        select(Cv)
        .where(Cv.conversation_id == conversation.id, Cv.told_at.is_(None))
        .where(Cv.read_at.is_not(None), Cv.outcome != Outcome.PARSED.value)
        .order_by(Cv.received_at, Cv.id)
    ).all()
    for cv in untold:
        cv.told_at = now
    return [cv.reason or Reason.DAMAGED.value for cv in untold]


def confirm_fields(cv: Cv, fields: Collection[str]) -> None:
    """Note which fields the sender of *cv* has said yes to."""
    cv.confirmed = sorted({*(cv.confirmed or ()), *fields})


def unconfirmed_fields(cv: Cv) -> Sequence[str]:
    """Return the fields that something was read for, and nobody has said yes to."""
    read = cv.fields or {}
    confirmed = {"outcome", "reason", "evidence", *(cv.confirmed or ())}
    return [name for name, value in read.items() if value and name not in confirmed]


def _next_unread(now: datetime) -> Select[Cv]:
    return (
        select(Cv)
        .where(Cv.read_at.is_(None))
        .where(or_(Cv.read_claimed_until.is_(None), Cv.read_claimed_until <= now))
        .order_by(Cv.received_at.desc(), Cv.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _write(cv: Cv, reading: CvReading, *, now: datetime) -> None:
    cv.read_at, cv.read_claimed_until = now, None
    cv.outcome = reading.outcome.value
    cv.reason = reading.reason.value if reading.reason else None
    cv.fields, cv.text = reading.as_json(), reading.text or None
    cv.findable = without_private(reading.text) if reading.text else None
    if reading.reason in UNSAFE:
        cv.scan = Scan.UNSAFE
