"""Letters leave by SMTP, or lie in a folder until a mail server is named."""

import smtplib
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as ON_THE_WIRE
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from agency.delivery.failure import NotDelivered
from agency.delivery.letters import Letter

TIMEOUT = 20.0
CERTAINLY_NOT = range(550, 555)  # no such mailbox, refused, bad address: trying again cannot help


class Post(Protocol):
    """A way for a message to leave the house."""

    def send(self, message: EmailMessage) -> None: ...


def message_for(
    letter: Letter, *, delivery: str, to: str, sender: str, name: str, now: datetime
) -> EmailMessage:
    """
    Put *letter* into an envelope.

    The Message-ID comes from the delivery: a letter that is sent twice, because
    the first answer was lost, is one letter to whoever receives it.
    """
    try:
        message = EmailMessage(policy=ON_THE_WIRE)
        message["From"] = Address(name, addr_spec=sender)
        message["To"] = one_address(to)
        if letter.reply_to:
            message["Reply-To"] = one_address(letter.reply_to)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{delivery}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
    except (ValueError, IndexError, MessageError) as error:
        raise NotDelivered("an address on the letter is not one address", final=True) from error
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def one_address(text: str) -> Address:
    # A header would take "jo@example.org, evil@example.org" for two; this refuses it.
    return Address(addr_spec=text)


@dataclass(frozen=True)
class Outbox:
    """The mail server's stand-in on one machine: a folder of .eml files."""

    folder: Path

    def send(self, message: EmailMessage) -> None:
        """Keep *message* under its Message-ID, so that the same letter is kept once."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        draft = self.folder / f".{name}.draft"
        draft.touch(mode=0o600)
        draft.write_bytes(message.as_bytes())
        draft.replace(self.folder / f"{name}.eml")

    def kept(self) -> set[str]:
        """Return the deliveries whose letters lie here."""
        return {path.stem for path in self.folder.glob("*.eml")}

    def erase(self, deliveries: Iterable[str]) -> None:
        """Erase the letters of these deliveries; one that is gone already is no mistake."""
        for delivery in deliveries:
            (self.folder / f"{Path(delivery).name}.eml").unlink(missing_ok=True)


class MailServer:
    """
    A mail server, as its URL describes it.

    smtp://user:password@host:587?tls=starttls, smtps://host:465; without `tls`
    STARTTLS is demanded of every server but one on this machine.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("A mail server's URL begins with smtp:// or smtps:// and a host.")
        self.host = parts.hostname
        self.tls = wanted_tls(parts)
        self.port = parts.port or {"implicit": 465, "starttls": 587, "none": 25}[self.tls]
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        if self.user and self.tls == "none" and not on_this_machine(self.host):
            raise ValueError("A password is not sent to a mail server without TLS.")

    def send(self, message: EmailMessage) -> None:
        """Hand *message* over; NotDelivered says that the server did not take it."""
        self.with_server(lambda server: server.send_message(message))

    def greet(self) -> None:
        """Sign in and leave again; NotDelivered says that it did not work."""
        self.with_server(lambda server: server.noop())

    def with_server(self, act: Callable[[smtplib.SMTP], object]) -> None:
        try:
            with self.connect() as server:
                if self.tls == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                act(server)
        except smtplib.SMTPRecipientsRefused as refused:
            raise said_no(next(code for code, _ in refused.recipients.values())) from None
        except smtplib.SMTPResponseException as answer:
            raise said_no(answer.smtp_code) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            # Their words may quote the envelope; their type does not.
            raise NotDelivered(
                f"the mail server was not reached ({type(error).__name__})"
            ) from None

    def connect(self) -> smtplib.SMTP:
        if self.tls == "implicit":
            secure = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=secure)
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT)


def said_no(code: int) -> NotDelivered:
    return NotDelivered(f"the mail server answered {code}", final=code in CERTAINLY_NOT)


def wanted_tls(parts: SplitResult) -> str:
    usual = "none" if on_this_machine(parts.hostname or "") else "starttls"
    if parts.scheme == "smtps":
        usual = "implicit"
    tls = parse_qs(parts.query).get("tls", [usual])[0]
    if tls not in ("starttls", "implicit", "none"):
        raise ValueError("A mail server's tls is starttls, implicit or none.")
    return tls


def on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
