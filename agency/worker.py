"""The process that reads CVs, sends the news and forgets in time."""

import logging
import random
import signal
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from agency.core.left_form import Fate
from agency.core.outcome import Outcome
from agency.cv.process import CvReader
from agency.cv.reading import refusal
from agency.cv.refusal import Reason
from agency.delivery.failure import NotDelivered
from agency.delivery.mail import Outbox, message_for
from agency.dispatch import Dispatch, dispatch_for
from agency.logs import configure_logs
from agency.rounds import Rounds
from agency.services.cv_reading import claim_reading, mark_read
from agency.services.deliveries import (
    News,
    claim_delivery,
    is_due,
    mark_failed,
    mark_sent,
)
from agency.services.delivery_list import (
    is_stopped,
    known_deliveries,
    meet_receivers,
    stop_receiver,
)
from agency.services.handing_on import MOST_AT_ONCE, hand_on_waiting
from agency.services.left_forms import is_any_left, see_to_left_form
from agency.services.promise_watch import promise_falls_due, see_to_promises
from agency.services.resuming import claim_link, known_links, mark_link_sent
from agency.services.retention import forget_expired
from agency.settings import Settings
from agency.storage.files import CvStore
from agency.storage.models.delivery import Channel
from agency.storage.unit import OpenUnit, looks, open_database, units

logger = logging.getLogger("agency.worker")

EVERY = 3.0  # seconds between two looks for what nobody waits for
# A lead just opened should be known at once, and somebody in the chat waits to hear what was
# read. A look that finds nothing costs less than a millisecond.
AT_ONCE = 0.25
EVERY_MINUTE = 60.0
HOURLY = 3600.0

# A letter with a link is no delivery of a lead, and named so that nobody takes it for one.
LINK = "link_"
# A receiver that hangs must not keep letters waiting, so each has a round of its own.
ROUNDS = ((Channel.MAIL, Channel.RECEIPT), (Channel.WEBHOOK,), (Channel.ROOM,))


def deliver_one(open_unit: OpenUnit, dispatch: Dispatch, to: Sequence[Channel]) -> bool:
    """
    Deliver what has waited longest; say whether there was anything.

    Nothing is sent while a transaction is open. Killed between the sending and
    the mark, the same news goes out again under the same id.
    """
    with open_unit() as session:
        news = claim_delivery(session, to, now=datetime.now(UTC))
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
        if failure.outcome is Outcome.GONE:
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


def send_one_link(open_unit: OpenUnit, dispatch: Dispatch) -> bool:
    """Send a link that opens a chat again; say whether there was one. What fails is due again."""
    with open_unit() as session:
        claimed = claim_link(session, now=datetime.now(UTC))
    if claimed is None or dispatch.links is None:
        return False
    try:
        message = message_for(
            dispatch.letters.to_come_back(dispatch.links.resume(claimed.link)),
            delivery=f"{LINK}{claimed.link}",
            to=claimed.address,
            sender=dispatch.mail_from,
            name=dispatch.letters.sender.name,
            now=datetime.now(UTC),
        )
        dispatch.post.send(message)
    except NotDelivered as failure:
        logger.warning("link not sent: %s", failure)
    else:
        with open_unit() as session:
            mark_link_sent(session, claimed.link, now=datetime.now(UTC))
        logger.info("link sent")
    return True


def deliver_if_due(
    look: OpenUnit, open_unit: OpenUnit, dispatch: Dispatch, to: Sequence[Channel]
) -> bool:
    """Deliver as `deliver_one` does, but look first: a claim would keep every writer waiting."""
    with look() as session:
        due = is_due(session, to, now=datetime.now(UTC))
    return due and deliver_one(open_unit, dispatch, to)


def deliver_all(open_unit: OpenUnit, dispatch: Dispatch) -> int:
    """Deliver everything that is due now; return how much there was."""
    with open_unit() as session:
        meet_receivers(session, dispatch.addresses)
    count = 0
    for to in ROUNDS:
        while deliver_one(open_unit, dispatch, to):
            count += 1
    return count


def read_one(open_unit: OpenUnit, store: CvStore, reader: CvReader) -> bool:
    """
    Read one CV that waits; say whether there was any.

    No transaction is open meanwhile. Killed before the mark, the file is claimed again.
    """
    with open_unit() as session:
        claimed = claim_reading(session, now=datetime.now(UTC))
    if claimed is None:
        return False
    try:
        body = store.open(claimed.key)
    except FileNotFoundError:
        reading = refusal(Reason.DAMAGED)
    else:
        reading = reader.read(body, claimed.filename, today=datetime.now(UTC).date())
    with open_unit() as session:
        mark_read(session, claimed, reading, now=datetime.now(UTC))
    known = {"cv": claimed.cv, "attempt": claimed.attempt, "reason": reading.reason}
    logger.info("a CV was looked at: %s", reading.outcome, extra=known)
    return True


def hand_on(open_unit: OpenUnit) -> bool:
    """Hand leads that waited to whoever is free again; say whether there may be more."""
    with open_unit() as session:
        moved = hand_on_waiting(session, now=datetime.now(UTC))
    if moved:
        logger.info("handed on", extra={"leads": " ".join(lead.reference for lead in moved)})
    return len(moved) >= MOST_AT_ONCE


def see_to_what_was_promised(look: OpenUnit, open_unit: OpenUnit, before: timedelta) -> bool:
    """Remind of promises and tell of broken ones; say whether there may be more."""
    with look() as session:
        due = promise_falls_due(session, before=before, now=datetime.now(UTC))
    if not due:
        return False
    with open_unit() as session:
        seen_to = see_to_promises(session, before=before, now=datetime.now(UTC))
    if seen_to.any:
        logger.info("promises: %d reminded, %d broken", seen_to.reminded, seen_to.broken)
    return seen_to.any


def see_to_left(look: OpenUnit, open_unit: OpenUnit, *, webhook: bool) -> bool:
    """See to one form that was left an hour ago; say whether there may be more."""
    with look() as session:
        any_left = is_any_left(session, now=datetime.now(UTC))
    if not any_left:
        return False
    with open_unit() as session:
        fate = see_to_left_form(session, now=datetime.now(UTC), webhook=webhook)
    if fate in (Fate.LEAD, Fate.ERASED):
        logger.info("a form was left: %s", fate)
    return fate is not None


def forget_what_is_over(open_unit: OpenUnit, home: Path) -> bool:
    """Erase some of what is too old to keep; say whether there may be more."""
    with open_unit() as session:
        gone = forget_expired(session, CvStore(home / "cvs"), now=datetime.now(UTC))
    if gone.any:
        logger.info(
            "forgot %d conversations, %d CVs, %d candidates, %d lost files",
            *(gone.conversations, gone.cvs, gone.candidates, gone.lost_files),
        )
    return gone.any


def empty_outbox(open_unit: OpenUnit, home: Path) -> bool:
    """Erase the letters in the outbox whose lead was erased; there is never more at once."""
    outbox = Outbox(home / "outbox")
    kept = outbox.kept()
    with open_unit() as session:
        links = {each.removeprefix(LINK) for each in kept if each.startswith(LINK)}
        known = {f"{LINK}{each}" for each in known_links(session, links)}
        forgotten = kept - known_deliveries(session, kept) - known
    outbox.erase(forgotten)
    return False


def main() -> None:
    """Work until the process is asked to end."""
    configure_logs()
    settings = Settings.load()
    engine = open_database(settings.database_url)
    open_unit, look = units(engine), looks(engine)
    dispatch = dispatch_for(settings)
    with open_unit() as session:
        meet_receivers(session, dispatch.addresses)

    reader = CvReader()
    reader.start()
    rounds = Rounds()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: rounds.ending.set())
    for to in ROUNDS:
        task = partial(deliver_if_due, look, open_unit, dispatch, to)
        rounds.every(AT_ONCE, f"deliver {to[0]}", task)
    read = partial(read_one, open_unit, CvStore(settings.home / "cvs"), reader)
    rounds.every(AT_ONCE, "read CVs", read)
    rounds.every(EVERY, "send links", partial(send_one_link, open_unit, dispatch))
    left = partial(see_to_left, look, open_unit, webhook=bool(settings.webhook_url))
    rounds.every(EVERY_MINUTE, "left forms", left)
    rounds.every(EVERY_MINUTE, "hand on", partial(hand_on, open_unit))
    before = timedelta(minutes=settings.remind_minutes)
    see_to = partial(see_to_what_was_promised, look, open_unit, before)
    rounds.every(EVERY, "promises", see_to)
    rounds.every(HOURLY, "forget", partial(forget_what_is_over, open_unit, settings.home))
    rounds.every(HOURLY, "empty outbox", partial(empty_outbox, open_unit, settings.home))
    logger.info("working")
    rounds.ending.wait()
    rounds.end()
    reader.close()


if __name__ == "__main__":
    main()
