"""The ways out of the house, ready to use: which letter or post is made of which news."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import yaml

from agency.core.outcome import Outcome
from agency.delivery.addresses import WebAddress
from agency.delivery.calendar import Call
from agency.delivery.failure import NotDelivered
from agency.delivery.letters import Letter, Letters, Sender
from agency.delivery.mail import Outbox, Post, message_for
from agency.delivery.mail_server import MailServer
from agency.delivery.webhook import Receiver, Room
from agency.services.agreed_calls import CALL_AGREED, CALL_CANCELLED
from agency.services.deliveries import News
from agency.services.lead_news import BROKEN, FOLLOW_UP, REMINDER
from agency.services.private_links import PrivateLinks
from agency.settings import ROOT, Settings
from agency.storage.models.delivery import Channel

AGENCY = ROOT / "data" / "agency.yml"
CALLS = (CALL_AGREED, CALL_CANCELLED)


@dataclass(frozen=True)
class Dispatch:
    """The ways out of the house."""

    letters: Letters
    post: Post
    mail_from: str
    receiver: Receiver | None = None
    room: Room | None = None
    links: PrivateLinks | None = None

    def send(self, news: News, *, now: datetime) -> None:
        """Send *news* where it belongs; NotDelivered says that it did not arrive."""
        if news.to is Channel.WEBHOOK:
            if self.receiver is None:
                raise not_set("webhook")
            self.receiver.tell(
                news.type, news.lead, delivery=news.delivery, at=news.opened_at, now=now
            )
        elif news.to is Channel.ROOM:
            if self.room is None:
                raise not_set("chat room")
            line = self.letters.line_for_a_room(news.lead)
            self.room.say(line, delivery=news.delivery, now=now)
        else:
            self.post.send(self.message(news, now=now))

    def message(self, news: News, *, now: datetime) -> EmailMessage:
        """Return *news* as a letter in its envelope."""
        if not news.address:
            raise NotDelivered("nobody's address is known", outcome=Outcome.NO_ADDRESS, final=True)
        return message_for(
            self.letter(news, news.address, now=now),
            delivery=news.delivery,
            to=news.address,
            sender=self.mail_from,
            name=self.letters.sender.name,
            now=now,
        )

    def letter(self, news: News, address: str, *, now: datetime) -> Letter:
        to_us = news.to is Channel.MAIL
        leads = [each.lead | each.asked for each in news.told]
        if news.type in CALLS and news.call:
            call = Call(
                news.call.uid,
                news.call.sequence,
                news.call.at,
                news.call.ends_at,
                cancelled=news.call.cancelled_at is not None,
            )
            return self.letters.of_a_call(
                leads[0], call, to_us=to_us, to=address, mail_from=self.mail_from, now=now
            )
        if news.type in (REMINDER, BROKEN):
            return self.letters.of_a_promise(leads[0], broken=news.type == BROKEN)
        if news.type == FOLLOW_UP:
            return self.follow_up(leads[0])
        if not to_us:
            return self.letters.to_the_candidate(leads[0])
        if len(leads) > 1:
            return self.letters.of_several(leads)
        return self.letters.to_the_owner(leads[0])

    def follow_up(self, lead: dict[str, Any]) -> Letter:
        if self.links is None or not lead["follow_up"]:
            raise NotDelivered("the chat is not there any more", final=True)
        return self.letters.to_whoever_left(self.links.resume(lead["follow_up"]))

    @property
    def addresses(self) -> dict[Channel, str]:
        """Who is told over the web, each by the hash of its address."""
        told = {Channel.WEBHOOK: self.receiver, Channel.ROOM: self.room}
        return {to: each.address.hash for to, each in told.items() if each}


def not_set(what: str) -> NotDelivered:
    return NotDelivered(f"no {what} is set", outcome=Outcome.NOT_SET, final=True)


def dispatch_for(settings: Settings) -> Dispatch:
    """Make the ways out of the house that *settings* describe."""
    post: Post = Outbox(settings.home / "outbox")
    if settings.smtp_url:
        post = mail_server_for(settings)
    receiver, room = None, None
    if settings.webhook_url:
        secrets = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
        receiver = Receiver(web_address(settings, settings.webhook_url), tuple(secrets.split()))
    if settings.room_url:
        room = Room(web_address(settings, settings.room_url.get_secret_value()))
    links = PrivateLinks(settings.signing_key, settings.public_url)
    letters = Letters(
        sender_from(AGENCY, settings),
        desk_url=f"{settings.public_url}/desk",
        details_link=lambda lead_id: links.details(int(lead_id)),
    )
    return Dispatch(letters, post, settings.mail_from, receiver, room, links)


def mail_server_for(settings: Settings) -> MailServer:
    """Return the mail server that is set."""
    if settings.smtp_url is None:
        raise ValueError("No AGENCY_SMTP_URL is set.")
    return MailServer(settings.smtp_url.get_secret_value(), ca_file=settings.ca_file)


def web_address(settings: Settings, url: str) -> WebAddress:
    private = settings.webhook_allow_private == "on"
    return WebAddress(url, private=private, ca_file=settings.ca_file)


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
