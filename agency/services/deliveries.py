"""News on its way: claimed, sent by a door outside any transaction, and marked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from agency.services.lead_description import describe_lead, rfc3339
from agency.storage.models.candidate import Candidate
from agency.storage.models.consultant import Consultant
from agency.storage.models.delivery import Channel, Delivery, DeliveryState

LEASE = timedelta(seconds=60)  # longer than any one attempt may take
LATE = timedelta(minutes=10)

# The schedule of Standard Webhooks: what to wait after each attempt. After the last, it is dead.
WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
ATTEMPTS = len(WAITS) + 1
JITTER = 0.2  # so that a server that comes back is not met by everything at once


@dataclass(frozen=True)
class News:
    """What a door needs to send one delivery, once no transaction is open."""

    delivery: str
    attempt: int
    to: Channel
    type: str
    address: str | None
    opened_at: str
    lead: dict[str, Any]
    asked: dict[str, str | None]  # what a letter adds to the Lead that other systems read


def claim_delivery(session: Session, to: Collection[Channel], *, now: datetime) -> News | None:
    """
    Claim the delivery that has waited longest, for a minute.

    The attempt counts from here: one whose sender dies is claimed again when
    its minute is over, and not for ever.
    """
    while delivery := session.scalar(next_due(to, now)):
        if delivery.attempts >= ATTEMPTS:
            bury(delivery, "it was never finished", at=now)
            session.flush()  # or the next look would find it again
            continue
        delivery.attempts += 1
        delivery.claimed_until = now + LEASE
        return News(
            delivery=delivery.id,
            attempt=delivery.attempts,
            to=delivery.to,
            type=delivery.type,
            address=address_of(session, delivery),
            opened_at=rfc3339(delivery.created_at),
            lead=describe_lead(session, delivery.lead),
            asked={"call_when": delivery.lead.call_when, "question": delivery.lead.question},
        )
    return None


def next_due(to: Collection[Channel], now: datetime) -> Any:
    return (
        select(Delivery)
        .where(Delivery.to.in_(to), Delivery.state == DeliveryState.WAITING)
        .where(Delivery.due_at <= now)
        .where(or_(Delivery.claimed_until.is_(None), Delivery.claimed_until <= now))
        .order_by(Delivery.due_at, Delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def address_of(session: Session, delivery: Delivery) -> str | None:
    if delivery.to is Channel.MAIL:
        return session.get_one(Consultant, delivery.lead.owner_id).email
    if delivery.to is Channel.RECEIPT:
        return session.get_one(Candidate, delivery.lead.candidate_id).email
    return None


def mark_sent(session: Session, news: News, *, now: datetime) -> None:
    """Note that the news arrived; a delivery erased meanwhile stays erased."""
    if delivery := session.get(Delivery, news.delivery):
        delivery.state = DeliveryState.SENT
        delivery.sent_at = now
        delivery.claimed_until = None
        delivery.last_problem = None


def mark_failed(
    session: Session, news: News, problem: str, *, final: bool, chance: float, now: datetime
) -> None:
    """
    Note why the news did not arrive, and when to try again.

    *chance*, from 0 to 1, spreads the next attempts. Whoever's minute is over
    has no say any more: another has claimed the delivery since.
    """
    delivery = session.get(Delivery, news.delivery)
    if delivery is None or delivery.attempts != news.attempt:
        return
    if delivery.state is not DeliveryState.WAITING:
        return
    delivery.claimed_until = None
    if final or news.attempt >= ATTEMPTS:
        bury(delivery, problem, at=now)
        return
    delivery.last_problem = problem
    delivery.due_at = now + wait_after(news.attempt, chance)


def wait_after(attempt: int, chance: float) -> timedelta:
    """Return how long to wait after the *attempt*, a little more or less."""
    return WAITS[attempt - 1] * (1 + JITTER * (2 * chance - 1))


def bury(delivery: Delivery, problem: str, *, at: datetime) -> None:
    delivery.state = DeliveryState.DEAD
    delivery.claimed_until = None
    delivery.last_problem = problem
    delivery.due_at = at


def send_again(delivery: Delivery, *, now: datetime) -> None:
    """Give a dead delivery all its attempts once more, from now."""
    delivery.state = DeliveryState.WAITING
    delivery.attempts = 0
    delivery.claimed_until = None
    delivery.due_at = now


def list_deliveries(
    session: Session, *, state: DeliveryState | None = None, limit: int = 200
) -> Sequence[Delivery]:
    """List deliveries, the newest first."""
    chosen = select(Delivery).order_by(Delivery.created_at.desc(), Delivery.id).limit(limit)
    if state:
        chosen = chosen.where(Delivery.state == state)
    return session.scalars(chosen).all()


def count_waiting(session: Session, *, now: datetime) -> tuple[int, int, int]:
    """Count what waits, what of it should have left ten minutes ago, and what is dead."""
    waiting = Delivery.state == DeliveryState.WAITING
    late = waiting & (Delivery.due_at < now - LATE)
    counted = select(
        func.count().filter(waiting),
        func.count().filter(late),
        func.count().filter(Delivery.state == DeliveryState.DEAD),
    ).select_from(Delivery)
    count = session.execute(counted).one()
    return count[0], count[1], count[2]


def known_deliveries(session: Session, ids: Collection[str]) -> set[str]:
    """Return those of *ids* that are deliveries still; the others were erased with their lead."""
    return set(session.scalars(select(Delivery.id).where(Delivery.id.in_(ids))))
