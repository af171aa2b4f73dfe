"""One visitor's chat and what was said in it: the record, whatever the assistant remembers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.consultant import Consultant


class Speaker(StrEnum):
    """Who said a turn."""

    VISITOR = "visitor"
    ASSISTANT = "assistant"
    CONSULTANT = "consultant"


class Conversation(Model):
    """One visitor's chat. The browser knows its id, the assistant only `assistant_id`."""

    __tablename__ = "conversation"
    __table_args__ = (
        # However many there were, few are spoken in now: who looks every few seconds reads these.
        Index(
            "ix_conversation_taken_by_id",
            "taken_by_id",
            sqlite_where=text("taken_by_id IS NOT NULL"),
            postgresql_where=text("taken_by_id IS NOT NULL"),
        ),
        # With the id, by which a lead names it: the night asks of every old one if it has a lead.
        Index("ix_conversation_last_turn", "last_turn_at", "id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    assistant_id: Mapped[str] = mapped_column(String(32), unique=True)
    page: Mapped[str | None]
    # The reference of the vacancy whose page it was opened on.
    vacancy: Mapped[str | None] = mapped_column(String(40))
    memory: Mapped[dict[str, Any] | None]
    form: Mapped[dict[str, Any] | None]
    contingency: Mapped[dict[str, Any] | None]
    # A form that was begun and is not sent yet, and since when nobody has said a word in it.
    unfinished: Mapped[dict[str, Any] | None]
    unfinished_at: Mapped[datetime | None] = mapped_column(index=True)
    started_at: Mapped[datetime]
    last_turn_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # When a link opened it again: its key is as old as that.
    resumed_at: Mapped[datetime | None]
    # When a person was asked for last; who speaks in the assistant's place, and since when.
    wanted_at: Mapped[datetime | None] = mapped_column(index=True)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("consultant.id"))
    taken_at: Mapped[datetime | None]
    # When a consultant was told of something said in need.
    care_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    turns: Mapped[list["Turn"]] = relationship(
        back_populates="conversation",
        order_by="Turn.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    taken_by: Mapped[Consultant | None] = relationship()

    # Two turns of one visitor may be in hand at once; the second save then fails.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Turn(Model):
    """One thing said. The id is the order of telling: clocks step back, sequences do not."""

    __tablename__ = "turn"
    __table_args__ = (
        UniqueConstraint("conversation_id", "idempotency_key"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversation.id", ondelete="CASCADE"), index=True
    )
    speaker: Mapped[Speaker]
    text: Mapped[str]
    reply: Mapped[dict[str, Any] | None]
    understood: Mapped[dict[str, Any] | None]
    # Which questions of a form it answered, by their slots: a fact leads back to here.
    told: Mapped[list[str] | None]
    idempotency_key: Mapped[str | None]
    body_hash: Mapped[str | None] = mapped_column(String(64))
    answers_turn_id: Mapped[int | None] = mapped_column(
        ForeignKey("turn.id", ondelete="CASCADE"), index=True
    )
    answered_at: Mapped[datetime | None]
    # Which consultant said it, or was there when the visitor did.
    consultant_id: Mapped[int | None] = mapped_column(ForeignKey("consultant.id"))
    at: Mapped[datetime]

    conversation: Mapped[Conversation] = relationship(back_populates="turns")
    consultant: Mapped[Consultant | None] = relationship()
