"""The ways out of the house, ready to use: which letter or post is made of which news."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from typing import Any

from agency.core.outcome import Outcome
from agency.core.section_entries import AGENCY, LETTERS
from agency.delivery.addresses import WebAddress
from agency.delivery.calendar import Call
from agency.delivery.failure import NotDelivered
from agency.delivery.letters import Letter, Letters, Sender
from agency.delivery.mail import Outbox, Post, message_for
from agency.delivery.mail_server import MailServer
from agency.delivery.webhook import Receiver, Room
from agency.services.calls.agreed_calls import CALL_AGREED, CALL_CANCELLED
from agency.services.deliveries.contents import News
from agency.services.keys.private_links import PrivateLinks
from agency.services.keys.vault import SealBroken, Vault
from agency.services.news.queue import BROKEN, FOLLOW_UP, LETTER, REMINDER, TO_COLLEAGUES
from agency.settings import Settings, SettingsRefused
from agency.storage.models.delivery import Channel
from agency.storage.sections import SectionBook, supplied_section

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
    web: Callable[[str], WebAddress] | None = None
    vault: Vault | None = None
    # What is set and cannot be used, and why: its news waits, and nobody else's does.
    unusable: Mapping[Channel, str] = field(default_factory=dict)

    def send(self, news: News, *, now: datetime) -> None:
        """Send *news* where it belongs; NotDelivered says that it did not arrive."""
        if news.to is Channel.WEBHOOK:
            if self.receiver is None:
                raise self.not_open(news.to, "webhook")
            self.receiver.tell(
                news.type, news.lead, delivery=news.delivery, at=news.opened_at, now=now
            )
        elif news.to is Channel.ROOM:
            if self.room is None:
                raise self.not_open(news.to, "chat room")
            line = self.letters.line_for_a_room(news.lead)
            self.room.say(line, delivery=news.delivery, now=now)
        elif news.to is Channel.SYSTEM:
            self.tell_hook(news, now=now)
        else:
            self.post.send(self.message(news, now=now))

    def not_open(self, to: Channel, what: str) -> NotDelivered:
        if why := self.unusable.get(to):
            return NotDelivered(why, outcome=Outcome.NOT_SET)
        return not_set(what)

    def tell_hook(self, news: News, *, now: datetime) -> None:
        if news.hook is None or self.web is None or self.vault is None:
            raise not_set("webhook")
        if news.hook.stopped:
            raise NotDelivered(
                "the receiver has said that it wants no more news", outcome=Outcome.GONE, final=True
            )
        try:
            hook = news.hook.opened(self.vault)
        except SealBroken as problem:
            raise NotDelivered(
                "its address was sealed with another key", outcome=Outcome.NOT_SET, final=True
            ) from problem
        address = self.web(hook.url)
        if hook.is_room:
            line = self.letters.line_for_a_room(news.lead)
            Room(address).say(line, delivery=news.delivery, now=now)
        else:
            Receiver(address, hook.secrets).tell(
                news.type, news.lead, delivery=news.delivery, at=news.opened_at, now=now
            )

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
        if news.type == LETTER:
            return self.letters.as_written(leads[0], news.says)
        if news.type in TO_COLLEAGUES:
            return self.letters.to_a_colleague(leads[0], news.type, news.says)
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

    def sign_as(self, agency: Mapping[str, Any], settings: Settings) -> bool:
        """Sign letters as the agency calls itself now; there is never more at once."""
        self.letters.sender = sender_of(agency, settings)
        return False

    @property
    def addresses(self) -> dict[Channel, str]:
        """Who is told over the web, each by the hash of its address."""
        told = {Channel.WEBHOOK: self.receiver, Channel.ROOM: self.room}
        return {to: each.address.hash for to, each in told.items() if each}


def not_set(what: str) -> NotDelivered:
    return NotDelivered(f"no {what} is set", outcome=Outcome.NOT_SET, final=True)


def dispatch_for(settings: Settings, sections: SectionBook | None = None) -> Dispatch:
    """
    Make the ways out of the house that *settings* describe; *sections* has its own words.

    SettingsRefused says that letters cannot be sent; a webhook or a room that cannot be told is
    `unusable`, and the house lives on without it. Nobody is met, nothing is looked up.
    """
    post: Post = Outbox(settings.home / "outbox")
    if settings.smtp_url:
        post = mail_server_for(settings)
    receiver, room, unusable = None, None, {}
    try:
        receiver = receiver_of(settings)
    except SettingsRefused as refused:
        unusable[Channel.WEBHOOK] = str(refused)
    try:
        room = room_of(settings)
    except SettingsRefused as refused:
        unusable[Channel.ROOM] = str(refused)
    links = PrivateLinks(settings.signing_key, settings.public_url)
    letters = Letters(
        sender_of(supplied_section(AGENCY), settings),
        desk_url=f"{settings.public_url}/desk",
        details_link=lambda lead_id: links.details(int(lead_id)),
    )
    if sections is not None:
        letters.own = partial(sections.read, LETTERS)
    web, vault = partial(web_address, settings), Vault(settings.signing_key)
    return Dispatch(letters, post, settings.mail_from, receiver, room, links, web, vault, unusable)


def receiver_of(settings: Settings) -> Receiver | None:
    if not settings.webhook_url:
        return None
    with named("AGENCY_WEBHOOK_URL"):
        address = web_address(settings, settings.webhook_url)
    secrets = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    with named("AGENCY_WEBHOOK_SECRET"):
        return Receiver(address, tuple(secrets.split()))


def room_of(settings: Settings) -> Room | None:
    if not settings.room_url:
        return None
    with named("AGENCY_ROOM_URL"):
        return Room(web_address(settings, settings.room_url.get_secret_value()))


def mail_server_for(settings: Settings) -> MailServer:
    """Return the mail server that is set."""
    if settings.smtp_url is None:
        raise ValueError("No AGENCY_SMTP_URL is set.")
    with named("AGENCY_SMTP_URL"):
        return MailServer(settings.smtp_url.get_secret_value(), ca_file=settings.ca_file)


@contextmanager
def named(setting: str) -> Iterator[None]:
    """Say which setting it is that cannot be used."""
    try:
        yield
    except ValueError as unclear:
        raise SettingsRefused(f"{setting}: {unclear}") from None


def web_address(settings: Settings, url: str) -> WebAddress:
    private = settings.webhook_allow_private == "on"
    return WebAddress(url, private=private, ca_file=settings.ca_file)


def sender_of(agency: Mapping[str, Any], settings: Settings) -> Sender:
    privacy = agency["privacy"]["url"]
    return Sender(
        name=agency["name"],
        phone=agency["phone"],
        email=agency["email"],
        hours=agency["hours"],
        privacy_url=settings.public_url + privacy if privacy.startswith("/") else privacy,
    )
