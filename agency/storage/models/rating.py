"""What visitors think of what they were answered."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class Thumb(StrEnum):
    """Helpful, or not."""

    UP = "up"
    DOWN = "down"


class Reason(StrEnum):
    """Why an answer did not help."""

    NOT_MY_QUESTION = "not_my_question"
    NOT_CLEAR = "not_clear"
    NOT_ENOUGH = "not_enough"
    TOO_LONG = "too_long"
    WRONG = "wrong"


class Rating(Model):
    """
    One visitor's rating of one reply; it goes with the chat, and its daily counts stay.

    `words` are the visitor's own, with telephone numbers and addresses taken out.
    """

    __tablename__ = "rating"

    turn_id: Mapped[int] = mapped_column(
        ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True
    )
    thumb: Mapped[Thumb]
    reason: Mapped[Reason | None]
    words: Mapped[str | None] = mapped_column(String(300))
    topic: Mapped[str] = mapped_column(String(80), index=True)
    role: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(index=True)
