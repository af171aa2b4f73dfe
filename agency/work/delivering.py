"""News on its way out: each delivery is claimed, sent with nothing open, and marked."""

import logging
import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from agency.core.outcome import Outcome
from agency.delivery.failure import NotDelivered
from agency.dispatch import Dispatch
from agency.services.deliveries.contents import News
from agency.services.deliveries.deliveries import claim_delivery, is_due, mark_failed, mark_sent
from agency.services.deliveries.listing import (
    is_stopped,
    known_elsewhere,
    meet_receivers,
    stop_receiver,
)
from agency.services.news.webhooks import stop_webhook
from agency.storage.models.delivery import Channel
from agency.storage.unit import OpenUnit

logger = logging.getLogger("agency.worker")

# A receiver that hangs must not keep letters waiting, so each has a round of its own.
ROUNDS = ((Channel.MAIL, Channel.RECEIPT), (Channel.WEBHOOK,), (Channel.ROOM,), (Channel.SYSTEM,))


def deliver_one(open_unit: OpenUnit, dispatch: Dispatch, to: Sequence[Channel]) -> bool:
    """
    Deliver what has waited longest; say whether there was anything.

    Nothing is sent while a transaction is open. Killed between the sending and
    the mark, the same news goes out again under the same id.
    """
    with open_unit() as session:
        # What another worker can deliver, and this one was not told how, waits for the other.
        ours = set(to) - known_elsewhere(session, to, dispatch.addresses)
        news = claim_delivery(session, ours, now=datetime.now(UTC))
        stopped = news is not None and is_stopped(session, news.to)
    if news is None:
        return False

    known = {"delivery": news.delivery, "to": str(news.to), "attempt": news.attempt}
    began = time.monotonic()
    try:
        if stopped:
            raise NotDelivered(
                "the receiver has said that it wants no more news",
                outcome=Outcome.GONE,
                final=True,
            )
        dispatch.send(news, now=datetime.now(UTC))
    except NotDelivered as failure:
        logger.warning("not delivered: %s", failure, extra=known)
        give_back(open_unit, news, failure, began)
    except Exception as error:
        # One letter that cannot be written must not stop all others.
        logger.exception("not delivered", extra=known)
        give_back(open_unit, news, NotDelivered(type(error).__name__), began)
    else:
        with open_unit() as session:
            mark_sent(session, news, now=datetime.now(UTC), milliseconds=since(began))
        logger.info("delivered", extra=known)
    return True


def give_back(open_unit: OpenUnit, news: News, failure: NotDelivered, began: float) -> None:
    now, took = datetime.now(UTC), since(began)
    chance = random.random()  # noqa: S311 (it spreads attempts, it keeps no secret)
    with open_unit() as session:
        if failure.outcome is Outcome.GONE and news.hook:
            stop_webhook(session, news.hook.id, now=now)
        elif failure.outcome is Outcome.GONE:
            stop_receiver(session, news.to, now=now)
        mark_failed(
            session,
            news,
            str(failure),
            outcome=failure.outcome,
            final=failure.final,
            after=failure.after,
            milliseconds=took,
            chance=chance,
            now=now,
        )


def since(began: float) -> int:
    return round(1000 * (time.monotonic() - began))


def deliver_if_due(
    look: OpenUnit, open_unit: OpenUnit, dispatch: Dispatch, to: Sequence[Channel]
) -> bool:
    """Deliver as `deliver_one` does, but look first: a claim would keep every writer waiting."""
    with look() as session:
        ours = set(to) - known_elsewhere(session, to, dispatch.addresses)
        due = is_due(session, ours, now=datetime.now(UTC))
    return due and deliver_one(open_unit, dispatch, to)


def meet(open_unit: OpenUnit, dispatch: Dispatch) -> bool:
    """Say again which receivers this worker knows; there is never more at once."""
    with open_unit() as session:
        meet_receivers(session, dispatch.addresses, now=datetime.now(UTC))
    return False


def deliver_all(open_unit: OpenUnit, dispatch: Dispatch) -> int:
    """Deliver everything that is due now; return how much there was."""
    meet(open_unit, dispatch)
    count = 0
    for to in ROUNDS:
        while deliver_one(open_unit, dispatch, to):
            count += 1
    return count
