"""Words the agency has ready, and the letters its people wrote to candidates."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.delivery import Delivery


class LetterTemplate(Model):
    """
    A letter to start from; its {fields} are filled in for one lead, and a person sends it.

    One that was edited at the desk stays when the house is prepared again; a retired one is not
    offered. Its place is where it stands among the others.
    """

    __tablename__ = "letter_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    place: Mapped[int] = mapped_column(default=0, server_default="0")
    edited_at: Mapped[datetime | None]
    # The name outlives the account.
    edited_by: Mapped[str | None]
    retired_at: Mapped[datetime | None]


class CannedReply(Model):
    """A few sentences for notes, letters and talks; retired and edited as a letter is."""

    __tablename__ = "canned_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str]
    text: Mapped[str]
    place: Mapped[int] = mapped_column(default=0, server_default="0")
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[str | None]
    retired_at: Mapped[datetime | None]


class ClosingReason(Model):
    """Why a lead may be closed, in the agency's own short list; the words beside it are free."""

    __tablename__ = "closing_reason"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str]
    place: Mapped[int] = mapped_column(default=0, server_default="0")
    edited_at: Mapped[datetime | None]
    # The name outlives the account.
    edited_by: Mapped[str | None]
    retired_at: Mapped[datetime | None]


class CandidateLetter(Model):
    """A letter as it was sent to a lead's candidate, and the delivery that brings it there."""

    __tablename__ = "candidate_letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    delivery_id: Mapped[str | None] = mapped_column(
        String(36), ForeignKey("delivery.id", ondelete="SET NULL"), unique=True
    )
    consultant_id: Mapped[int | None] = mapped_column(
        ForeignKey("consultant.id", ondelete="SET NULL")
    )
    # The name outlives the account.
    author: Mapped[str]
    template: Mapped[str | None] = mapped_column(String(60))
    address: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]

    delivery: Mapped[Delivery | None] = relationship()
