"""Who has a lead's page open."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.consultant import Consultant


class LeadVisit(Model):
    """When one consultant last looked at one lead: only that moment is kept."""

    __tablename__ = "lead_visit"

    lead_id: Mapped[int] = mapped_column(
        ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True
    )
    consultant_id: Mapped[int] = mapped_column(
        ForeignKey("consultant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    seen_at: Mapped[datetime]

    consultant: Mapped[Consultant] = relationship()
