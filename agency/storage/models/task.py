"""Something to be done for a lead by a certain time."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.consultant import Consultant
from agency.storage.models.lead import Lead


class Task(Model):
    """
    What one consultant is to do for a lead, and by when.

    At `reminded_at` the reminder was queued; a task that is given another time has none yet.
    """

    __tablename__ = "task"
    __table_args__ = (Index(None, "consultant_id", "done_at"), Index(None, "done_at", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    consultant_id: Mapped[int] = mapped_column(ForeignKey("consultant.id"))
    title: Mapped[str]
    due_at: Mapped[datetime]
    # Names outlive accounts.
    set_by: Mapped[str]
    set_at: Mapped[datetime]
    done_by: Mapped[str | None]
    done_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    lead: Mapped[Lead] = relationship()
    consultant: Mapped[Consultant] = relationship()
