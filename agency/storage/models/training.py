"""Sentences that editors chose to teach, and the trainings that teach them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.consultant import Consultant


class Use(StrEnum):
    """What a sentence is for: to learn from, or to be asked in the test and never learned."""

    TEACH = "teach"
    TEST = "test"


class Example(Model):
    """One way people ask about a topic, chosen and looked over by a person of the agency."""

    __tablename__ = "example"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    topic: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(40))
    use: Mapped[Use]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("question_group.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("consultant.id"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    author: Mapped[Consultant | None] = relationship()


class TrainingState(StrEnum):
    """Where a training stands."""

    WAITING = "waiting"
    TRAINING = "training"
    COMPARING = "comparing"
    READY = "ready"
    PROMOTING = "promoting"
    LIVE = "live"
    REPLACED = "replaced"
    ROLLING_BACK = "rolling_back"
    ROLLED_BACK = "rolled_back"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Training(Model):
    """One training of the assistant with the desk's examples, and what became of it."""

    __tablename__ = "training"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[TrainingState] = mapped_column(index=True)
    examples: Mapped[list[int]] = mapped_column(JSON)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("consultant.id"))
    at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    # While somebody is at it, this moves on; what stands still was left, and is begun again.
    beat_at: Mapped[datetime | None]
    begun: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    ended_at: Mapped[datetime | None]
    step: Mapped[str | None]
    cancel_at: Mapped[datetime | None]
    comparison: Mapped[dict[str, Any] | None]
    problem: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("consultant.id"))
    decided_at: Mapped[datetime | None]
    why: Mapped[str | None]

    by: Mapped[Consultant | None] = relationship(foreign_keys=by_id)
    decided_by: Mapped[Consultant | None] = relationship(foreign_keys=decided_by_id)
