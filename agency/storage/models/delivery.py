"""News that must reach someone outside, and each attempt to bring it there."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.core.outcome import Outcome
from agency.storage.models.base import Model

if TYPE_CHECKING:
    from agency.storage.models.lead import Lead


class Channel(StrEnum):
    """
    How news travels: to the consultant, the agency's system, the candidate, a chat room.

    SYSTEM is any system or room that was set at the desk.
    """

    MAIL = "mail"
    WEBHOOK = "webhook"
    RECEIPT = "receipt"
    ROOM = "room"
    SYSTEM = "system"


class DeliveryState(StrEnum):
    """How far the news has come. Dead stands red on the desk until somebody sends it again."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class Delivery(Model):
    """
    One piece of news for one recipient. The id stays the same over every retry.

    `letter` names the letter in which it goes together with others.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index(None, "state", "due_at"),
        # Lists, the newest first: of all, and of one state.
        Index("ix_delivery_newest", "created_at", "id"),
        Index("ix_delivery_newest_of_state", "state", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    # Whom a letter of ours goes to, where that is not the lead's owner.
    recipient_id: Mapped[int | None] = mapped_column(ForeignKey("consultant.id"))
    # Which of the receivers set at the desk; empty is the one of the environment.
    webhook_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("webhook.id"), index=True)
    to: Mapped[Channel]
    type: Mapped[str] = mapped_column(default="lead.opened")
    # What the letter says that the lead does not know: who asks for what, or a consultant's words.
    says: Mapped[dict[str, Any] | None]
    letter: Mapped[str | None] = mapped_column(String(36), index=True)
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    last_problem: Mapped[str | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

    lead: Mapped["Lead"] = relationship(back_populates="deliveries")
    log: Mapped[list["DeliveryAttempt"]] = relationship(
        order_by="DeliveryAttempt.id", cascade="all, delete-orphan", passive_deletes=True
    )


class DeliveryAttempt(Model):
    """One attempt to deliver: when, how long it took, how it ended. Nobody's details."""

    __tablename__ = "delivery_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("delivery.id", ondelete="CASCADE"), index=True
    )
    number: Mapped[int]
    at: Mapped[datetime]
    milliseconds: Mapped[int | None]
    outcome: Mapped[Outcome]


class Receiver(Model):
    """
    A system or a chat room outside that is told of leads, as the worker last knew it.

    Of its address only a hash is kept: a room's address is also its key. One that said it
    wants no more news is `stopped` until its address changes or somebody starts it again.
    """

    __tablename__ = "receiver"

    to: Mapped[Channel] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(String(64))
    stopped_at: Mapped[datetime | None]
    # When a worker that knows its address last said so.
    met_at: Mapped[datetime | None]
