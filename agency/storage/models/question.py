"""What visitors asked and what they got for it, and the groups of those that mean the same."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.core.asked import Got
from agency.storage.models.base import Model
from agency.storage.models.consultant import Consultant


class QuestionGroup(Model):
    """
    Questions that mean the same, as far as a machine can tell.

    It stays when its questions are forgotten, if somebody decided about it: later ones like
    them come under the same decision.
    """

    __tablename__ = "question_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The sum of its questions' sentence vectors, as float32.
    centre: Mapped[bytes] = mapped_column(LargeBinary)
    began_at: Mapped[datetime]
    aside_at: Mapped[datetime | None]
    aside_by_id: Mapped[int | None] = mapped_column(ForeignKey("consultant.id"))
    topic: Mapped[str | None] = mapped_column(String(80))
    role: Mapped[str | None] = mapped_column(String(40))
    pointed_at: Mapped[datetime | None]
    pointed_by_id: Mapped[int | None] = mapped_column(ForeignKey("consultant.id"))

    aside_by: Mapped[Consultant | None] = relationship(foreign_keys=aside_by_id)
    pointed_by: Mapped[Consultant | None] = relationship(foreign_keys=pointed_by_id)


class Question(Model):
    """A turn outside of forms, without contact details; it goes when its conversation goes."""

    __tablename__ = "question"
    __table_args__ = (
        # What is counted of a period stands in the index; of a group the newest are read.
        Index("ix_question_counted", "at", "got", "group_id", "page"),
        Index("ix_question_of_group", "group_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    turn_id: Mapped[int] = mapped_column(ForeignKey("turn.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str]
    got: Mapped[Got] = mapped_column(index=True)
    topic: Mapped[str | None] = mapped_column(String(80), index=True)
    role: Mapped[str | None] = mapped_column(String(40))
    confidence: Mapped[float | None]
    guesses: Mapped[list[dict[str, Any]] | None]
    page: Mapped[str | None]
    at: Mapped[datetime]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("question_group.id"))

    group: Mapped[QuestionGroup | None] = relationship()
