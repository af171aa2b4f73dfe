"""News that must reach someone outside."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model

if TYPE_CHECKING:
    from agency.storage.models.lead import Lead


class Channel(StrEnum):
    """How the news travels: to the consultant, to the agency's system, to the candidate."""

    MAIL = "mail"
    WEBHOOK = "webhook"
    RECEIPT = "receipt"


class DeliveryState(StrEnum):
    """How far the news has come. Dead stands red on the desk until somebody sends it again."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


class Delivery(Model):
    """One piece of news for one recipient. The id stays the same over every retry."""

    __tablename__ = "delivery"
    __table_args__ = (Index(None, "state", "due_at"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    to: Mapped[Channel]
    type: Mapped[str] = mapped_column(default="lead.opened")
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    last_problem: Mapped[str | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

    lead: Mapped["Lead"] = relationship(back_populates="deliveries")
