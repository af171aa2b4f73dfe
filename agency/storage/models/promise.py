"""What a visitor was promised: by when somebody will have been in touch."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model

if TYPE_CHECKING:
    from agency.storage.models.lead import Lead


class Promise(Model):
    """
    By when a lead is to be contacted for the first time, as its sender was told.

    `call_at` is when a call was promised to begin, if one was; at `due_at` the promise is broken,
    and at `kept_at` it was kept. A lead has one at most: a new promise takes its place.
    """

    __tablename__ = "promise"
    __table_args__ = (
        # Those that still run are few, however many were made.
        Index(
            "ix_promise_running",
            "due_at",
            sqlite_where=text("kept_at IS NULL"),
            postgresql_where=text("kept_at IS NULL"),
        ),
    )

    lead_id: Mapped[int] = mapped_column(
        ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True
    )
    call_at: Mapped[datetime | None]
    due_at: Mapped[datetime] = mapped_column(index=True)
    made_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    # How often its sender was rung and did not answer.
    tries: Mapped[int] = mapped_column(default=0, server_default="0")

    lead: Mapped["Lead"] = relationship(back_populates="promise")

    @property
    def next_at(self) -> datetime:
        """When something is to be done: the call, or else the answer."""
        return self.call_at or self.due_at
