"""Days on which a consultant is not there."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class Absence(Model):
    """
    First and last day of a consultant's absence, both included.

    Why somebody is away is nobody's business here, and is not kept.
    """

    __tablename__ = "absence"
    __table_args__ = (UniqueConstraint("consultant_id", "starts", "ends"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultant_id: Mapped[int] = mapped_column(
        ForeignKey("consultant.id", ondelete="CASCADE"), index=True
    )
    starts: Mapped[date]
    ends: Mapped[date]
    kept_at: Mapped[datetime]
