"""A telephone call that was agreed for a time."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class AgreedCall(Model):
    """
    When a lead's owner calls its candidate. A lead has one at most.

    `uid` and `sequence` are what calendars know it by: the uid stays, the sequence grows
    with every change.
    """

    __tablename__ = "agreed_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), unique=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True)
    at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=15)
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None]

    @property
    def ends_at(self) -> datetime:
        return self.at + timedelta(minutes=self.minutes)
