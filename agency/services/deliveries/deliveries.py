"""News on its way: claimed, sent by a door outside any transaction, and marked."""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from agency.core.news_time import choose_moment, is_urgent
from agency.core.outcome import Outcome
from agency.services.calls.agreed_calls import find_call
from agency.services.deliveries.contents import News, news_of
from agency.services.news.queue import BROKEN, NEW_LEAD, REMINDER, TASK, TO_COLLEAGUES
from agency.services.news.wishes import wishes_of
from agency.storage.models import Lead
from agency.storage.models.delivery import Channel, Delivery, DeliveryAttempt, DeliveryState

LEASE = timedelta(seconds=60)  # longer than any one attempt may take
MOST_IN_A_LETTER = 30

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


def is_due(session: Session, to: Collection[Channel], *, now: datetime) -> bool:
    """Say whether there may be something to claim; nothing is claimed by looking."""
    found = select(Delivery.id).where(Delivery.to.in_(to), *_is_free(now)).limit(1)
    return session.scalar(found) is not None


def claim_delivery(session: Session, to: Collection[Channel], *, now: datetime) -> News | None:
    """
    Claim the delivery that has waited longest, for a minute, and what goes in the same letter.

    The attempt counts from here: one whose sender dies is claimed again when
    its minute is over, and not for ever. News for a consultant waits for the hours they chose.
    """
    while delivery := session.scalar(_next_due(to, now)):
        _note_if_never_finished(delivery)
        if delivery.attempts >= ATTEMPTS:
            _bury(delivery, "it was never finished", at=now)
        elif (moment := _moment_for(session, delivery, now)) > now:
            delivery.due_at = moment
            delivery.claimed_until = None
        else:
            return _claimed(session, [delivery, *_with_it(session, delivery, now)], now)
        session.flush()  # or the next look would find it again
    return None


def _next_due(to: Collection[Channel], now: datetime) -> Select[Delivery]:
    return (
        select(Delivery)
        .where(Delivery.to.in_(to), *_is_free(now))
        .order_by(Delivery.due_at, Delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _is_free(now: datetime) -> tuple[Any, ...]:
    return (
        Delivery.state == DeliveryState.WAITING,
        Delivery.due_at <= now,
        or_(
            Delivery.claimed_until.is_(None),
            Delivery.claimed_until <= now,
            # Claimed by a clock that was put right since. Not `+ LEASE`: whoever waited for the
            # database read the time before the other's claim.
            Delivery.claimed_until > now + 2 * LEASE,
        ),
    )


def _moment_for(session: Session, delivery: Delivery, now: datetime) -> datetime:
    if delivery.type in (REMINDER, BROKEN):
        return _moment_for_a_promise(session, delivery, now)
    if delivery.type in TO_COLLEAGUES:
        # A reminder was asked for at its time; what a colleague says can wait for a digest.
        urgent = delivery.type == TASK or delivery.attempts > 0
        wishes = wishes_of(session, delivery.recipient_id or delivery.lead.owner_id)
        return choose_moment(wishes, urgent=urgent, now=now)
    if delivery.to is not Channel.MAIL or delivery.type != NEW_LEAD:
        return now
    call = find_call(session, delivery.lead)
    call_at = call.at if call else None
    # What has been tried before has had its digest; quiet hours it keeps all the same.
    urgent = is_urgent(delivery.lead.kind, call_at, now=now) or delivery.attempts > 0
    wishes = wishes_of(session, delivery.lead.owner_id)
    return choose_moment(wishes, urgent=urgent, call_at=call_at, since=delivery.created_at, now=now)


def _moment_for_a_promise(session: Session, delivery: Delivery, now: datetime) -> datetime:
    promise, owner_id = delivery.lead.promise, delivery.lead.owner_id
    # A reminder that comes after its call is none; of a broken promise nobody need be woken.
    at = promise.next_at if promise and delivery.type == REMINDER else None
    wishes = wishes_of(session, delivery.recipient_id or owner_id)
    return choose_moment(wishes, urgent=True, call_at=at, now=now)


def _with_it(session: Session, delivery: Delivery, now: datetime) -> list[Delivery]:
    """Return what was held back with *delivery* for the same person, or went with it before."""
    others = select(Delivery).where(Delivery.id != delivery.id, *_is_free(now))
    if delivery.letter:
        others = others.where(Delivery.letter == delivery.letter)
    elif _was_held_back(delivery):
        others = (
            others.join(Lead)
            .where(Delivery.to == Channel.MAIL, Delivery.type == NEW_LEAD)
            .where(Delivery.attempts == 0, Delivery.due_at > Delivery.created_at)
            .where(Lead.owner_id == delivery.lead.owner_id)
        )
    else:
        return []
    chosen = others.order_by(Delivery.created_at, Delivery.id).limit(MOST_IN_A_LETTER - 1)
    return list(session.scalars(chosen.with_for_update(skip_locked=True, of=Delivery)))


def _was_held_back(delivery: Delivery) -> bool:
    mail = delivery.to is Channel.MAIL and delivery.type == NEW_LEAD
    return mail and delivery.attempts == 0 and delivery.due_at > delivery.created_at


def _claimed(session: Session, letter: list[Delivery], now: datetime) -> News:
    letter = sorted(letter, key=lambda each: each.lead_id)
    first = letter[0]
    if len(letter) > 1 and not first.letter:
        # Named after what is in it: sent twice, it is one letter, and nothing joins it later.
        named = ":".join(sorted(each.id for each in letter))
        for each in letter:
            each.letter = f"dig_{sha256(named.encode()).hexdigest()[:32]}"
    for each in letter:
        each.attempts += 1
        each.claimed_until = now + LEASE
    return news_of(session, letter, now=now)


def mark_sent(
    session: Session, news: News, *, now: datetime, milliseconds: int | None = None
) -> None:
    """Note that the news arrived; a delivery erased meanwhile stays erased."""
    for told in news.told:
        if delivery := session.get(Delivery, told.delivery):
            delivery.state = DeliveryState.SENT
            delivery.sent_at = now
            delivery.claimed_until = None
            delivery.last_problem = None
            _log(delivery, told.attempt, Outcome.SENT, at=now, milliseconds=milliseconds)


def mark_failed(
    session: Session,
    news: News,
    problem: str,
    *,
    final: bool,
    chance: float,
    now: datetime,
    outcome: Outcome = Outcome.FAILED,
    after: timedelta | None = None,
    milliseconds: int | None = None,
) -> None:
    """
    Note why the news did not arrive, and when to try again: not before *after*.

    *chance*, from 0 to 1, spreads the next attempts. Whoever's minute is over
    has no say any more: another has claimed the delivery since.
    """
    for told in news.told:
        delivery = session.get(Delivery, told.delivery)
        if delivery is None or delivery.attempts != told.attempt:
            continue
        if delivery.state is not DeliveryState.WAITING:
            continue
        _log(delivery, told.attempt, outcome, at=now, milliseconds=milliseconds)
        delivery.claimed_until = None
        if final or told.attempt >= ATTEMPTS:
            _bury(delivery, problem, at=now)
            continue
        delivery.last_problem = problem
        delivery.due_at = now + max(wait_after(told.attempt, chance), after or timedelta(0))


def wait_after(attempt: int, chance: float) -> timedelta:
    """Return how long to wait after the *attempt*, a little more or less."""
    return WAITS[attempt - 1] * (1 + JITTER * (2 * chance - 1))


def send_again(delivery: Delivery, *, now: datetime) -> None:
    """Give a dead delivery all its attempts once more, from now, in a letter of its own."""
    delivery.state = DeliveryState.WAITING
    delivery.attempts = 0
    delivery.letter = None
    delivery.claimed_until = None
    delivery.due_at = now


def _bury(delivery: Delivery, problem: str, *, at: datetime) -> None:
    delivery.state = DeliveryState.DEAD
    delivery.claimed_until = None
    delivery.last_problem = problem
    delivery.due_at = at


def _note_if_never_finished(delivery: Delivery) -> None:
    if delivery.claimed_until is not None:
        began = delivery.claimed_until - LEASE
        _log(delivery, delivery.attempts, Outcome.NEVER_FINISHED, at=began, milliseconds=None)


def _log(
    delivery: Delivery, number: int, outcome: Outcome, *, at: datetime, milliseconds: int | None
) -> None:
    delivery.log.append(
        DeliveryAttempt(number=number, at=at, milliseconds=milliseconds, outcome=outcome)
    )
