"""What editors wrote at the desk in place of an answer that came with the house."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.consultant import Consultant


class AnswerVersion(Model):
    """
    One version of one answer: what it said, who wrote it, when and why.

    Versions only add up. The newest published one is said to visitors; one without content
    gives the answer back to the file that came with the house.
    """

    __tablename__ = "answer_version"
    # Two editors may save at once: the second then fails, and is told.
    __table_args__ = (UniqueConstraint("topic", "role", "nation", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(40))
    nation: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    content: Mapped[dict[str, Any] | None]
    shipped: Mapped[dict[str, Any] | None]
    why: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("consultant.id"))
    at: Mapped[datetime]
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("consultant.id"))
    published_at: Mapped[datetime | None]
    # Where another person approves: since when a draft waits for one, and who sent it back.
    approval_asked_at: Mapped[datetime | None]
    sent_back_why: Mapped[str | None]
    sent_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("consultant.id"))

    author: Mapped[Consultant] = relationship(foreign_keys=author_id)
    publisher: Mapped[Consultant | None] = relationship(foreign_keys=publisher_id)
    sent_back_by: Mapped[Consultant | None] = relationship(foreign_keys=sent_back_by_id)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None
