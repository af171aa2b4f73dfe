"""A letter in its envelope, and the folder where letters lie until a mail server is named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as ON_THE_WIRE
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from agency.core.outcome import Outcome
from agency.delivery.failure import NotDelivered
from agency.delivery.letters import Letter


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
        if letter.stop:
            message["List-Unsubscribe"] = f"<{letter.stop}>"
        if not letter.by_hand:
            message["Auto-Submitted"] = "auto-generated"
    except (ValueError, IndexError, MessageError) as error:
        raise NotDelivered(
            "an address on the letter is not one address", outcome=Outcome.NO_ADDRESS, final=True
        ) from error
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if entry := letter.entry:
        # Beside the words, so that a calendar offers it; as a file, for whoever keeps another.
        if entry.asks:
            message.add_alternative(entry.text, subtype="calendar", params={"method": entry.method})
        message.add_attachment(
            entry.text,
            subtype="calendar",
            params={"method": entry.method},
            filename="cancelled.ics" if entry.method == "CANCEL" else "call.ics",
        )
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
