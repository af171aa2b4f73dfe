"""Topics that the agency began at the desk, beside those that came with the house."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.consultant import Consultant


class OwnTopic(Model):
    """
    One topic of the agency's own: what it is called, and the question it answers.

    Its answers are versions and its sentences examples like any others. It is live as long as the
    live assistant was taught one of them: no column says so that could be wrong.
    """

    __tablename__ = "own_topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    question: Mapped[str] = mapped_column(String(200))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("question_group.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("consultant.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    author: Mapped[Consultant] = relationship()
