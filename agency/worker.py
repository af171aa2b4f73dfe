"""The process that reads CVs, sends the news and forgets in time."""

import logging
import random
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import yaml

from agency.cv.process import CvReader
from agency.cv.reading import refusal
from agency.cv.refusal import Reason
from agency.delivery.failure import NotDelivered
from agency.delivery.letters import Letters, Sender
from agency.delivery.mail import MailServer, Outbox, Post, message_for
from agency.delivery.webhook import Receiver
from agency.logs import configure_logs
from agency.services.cv_reading import claim_reading, mark_read
from agency.services.deliveries import (
    News,
    claim_delivery,
    known_deliveries,
    mark_failed,
    mark_sent,
)
from agency.services.private_links import PrivateLinks
from agency.services.resuming import claim_link, known_links, mark_link_sent
from agency.services.retention import forget_expired
from agency.settings import ROOT, Settings
from agency.storage.files import CvStore
from agency.storage.models.delivery import Channel
from agency.storage.unit import OpenUnit, open_database, units

logger = logging.getLogger("agency.worker")

EVERY = 3.0  # seconds between two looks for news
AT_ONCE = 0.25  # somebody in the chat is waiting to hear what was read
HOURLY = 3600.0
AGENCY = ROOT / "data" / "agency.yml"

# A receiver that hangs must not keep letters waiting, so each has a round of its own.
# A letter with a link is no delivery of a lead, and named so that nobody takes it for one.
LINK = "link_"
ROUNDS = ((Channel.MAIL, Channel.RECEIPT), (Channel.WEBHOOK,))


@dataclass(frozen=True)
class Dispatch:
    """The ways out of the house, ready to use."""

    letters: Letters
    post: Post
    mail_from: str
    receiver: Receiver | None
    links: PrivateLinks | None = None

    def send(self, news: News, *, now: datetime) -> None:
        """Send *news* where it belongs; NotDelivered says that it did not arrive."""
        if news.to is Channel.WEBHOOK:
            if self.receiver is None:
                raise NotDelivered("no webhook is set", final=True)
            self.receiver.tell(
                news.type, news.lead, delivery=news.delivery, at=news.opened_at, now=now
            )
            return
        self.post.send(self.letter(news, now=now))

    def letter(self, news: News, *, now: datetime) -> EmailMessage:
        if not news.address:
            raise NotDelivered("nobody's address is known", final=True)
        to_us = news.to is Channel.MAIL
        write = self.letters.to_the_owner if to_us else self.letters.to_the_candidate
        return message_for(
            write(news.lead | news.asked),
            delivery=news.delivery,
            to=news.address,
            sender=self.mail_from,
            name=self.letters.sender.name,
            now=now,
        )


def dispatch_for(settings: Settings) -> Dispatch:
    """Make the ways out of the house that *settings* describe."""
    post: Post = Outbox(settings.home / "outbox")
    if settings.smtp_url:
        post = MailServer(settings.smtp_url.get_secret_value())
    receiver = None
    if settings.webhook_url:
        secrets = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        receiver = Receiver(
            settings.webhook_url,
            tuple(secrets.split()),
            private=settings.webhook_allow_private == "on",
        )
    links = PrivateLinks(settings.signing_key, settings.public_url)
    letters = Letters(
        sender_from(AGENCY, settings),
        desk_url=f"{settings.public_url}/desk",
        details_link=lambda lead_id: links.details(int(lead_id)),
    )
    return Dispatch(letters, post, settings.mail_from, receiver, links)


def sender_from(path: Path, settings: Settings) -> Sender:
    agency = yaml.safe_load(path.read_text("utf-8"))["agency"]
    privacy = agency["privacy"]["url"]
    return Sender(
        name=agency["name"],
        phone=agency["phone"],
        email=agency["email"],
        hours=agency["hours"],
        privacy_url=settings.public_url + privacy if privacy.startswith("/") else privacy,
    )


def deliver_one(open_unit: OpenUnit, dispatch: Dispatch, to: Sequence[Channel]) -> bool:
    """
    Deliver what has waited longest; say whether there was anything.

    Nothing is sent while a transaction is open. Killed between the sending and
    the mark, the same news goes out again under the same id.
    """
    with open_unit() as session:
        news = claim_delivery(session, to, now=datetime.now(UTC))
    if news is None:
        return False

    known = {"delivery": news.delivery, "to": str(news.to), "attempt": news.attempt}
    try:
        dispatch.send(news, now=datetime.now(UTC))
    except NotDelivered as failure:
        logger.warning("not delivered: %s", failure, extra=known)
        give_back(open_unit, news, str(failure), final=failure.final)
    except Exception as error:
        # One letter that cannot be written must not stop all others.
        logger.exception("not delivered", extra=known)
        give_back(open_unit, news, type(error).__name__, final=False)
    else:
        with open_unit() as session:
            mark_sent(session, news, now=datetime.now(UTC))
        logger.info("delivered", extra=known)
    return True


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


def give_back(open_unit: OpenUnit, news: News, problem: str, *, final: bool) -> None:
    chance = random.random()  # noqa: S311 (it spreads attempts, it keeps no secret)
    with open_unit() as session:
        mark_failed(session, news, problem, final=final, chance=chance, now=datetime.now(UTC))


def deliver_all(open_unit: OpenUnit, dispatch: Dispatch) -> int:
    """Deliver everything that is due now; return how much there was."""
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


class Rounds:
    """Runs each task again and again, in a thread of its own, until it is told to end."""

    def __init__(self) -> None:
        self.ending = threading.Event()
        self.threads: list[threading.Thread] = []

    def every(self, seconds: float, name: str, task: Callable[[], bool]) -> None:
        """Run *task* now, again at once while it finds work, and else after *seconds*."""
        thread = threading.Thread(
            target=self.run, args=(seconds, name, task), name=name, daemon=True
        )
        self.threads.append(thread)
        thread.start()

    def run(self, seconds: float, name: str, task: Callable[[], bool]) -> None:
        while not self.ending.is_set():
            try:
                found = task()
            except Exception:
                # The database may be away for a moment; the worker must outlive that.
                logger.exception("a round failed", extra={"round": name})
                found = False
            if not found:
                self.ending.wait(seconds)

    def end(self) -> None:
        """Let each task finish what it is doing, and stop."""
        self.ending.set()
        for thread in self.threads:
            thread.join(timeout=30)


def main() -> None:
    """Work until the process is asked to end."""
    configure_logs()
    settings = Settings.load()
    open_unit = units(open_database(settings.database_url))
    dispatch = dispatch_for(settings)

    reader = CvReader()
    reader.start()
    rounds = Rounds()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: rounds.ending.set())
    for to in ROUNDS:
        task = partial(deliver_one, open_unit, dispatch, to)
        rounds.every(EVERY, f"deliver {to[0]}", task)
    read = partial(read_one, open_unit, CvStore(settings.home / "cvs"), reader)
    rounds.every(AT_ONCE, "read CVs", read)
    rounds.every(EVERY, "send links", partial(send_one_link, open_unit, dispatch))
    rounds.every(HOURLY, "forget", partial(forget_what_is_over, open_unit, settings.home))
    rounds.every(HOURLY, "empty outbox", partial(empty_outbox, open_unit, settings.home))
    logger.info("working")
    rounds.ending.wait()
    rounds.end()
    reader.close()


if __name__ == "__main__":
    main()
