"""Two people in one chat, each with a lead of their own."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.lead import Lead


class LeadSplit(Model):
    """
    That a lead was opened out of another, and which facts it took along.

    `moved` has each of them as the first lead had it, so that the split can be undone.
    """

    __tablename__ = "lead_split"

    new_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    moved: Mapped[dict[str, Any]]
    # The name outlives the account.
    split_by: Mapped[str]
    at: Mapped[datetime]

    new: Mapped[Lead] = relationship(foreign_keys=new_id)
    lead: Mapped[Lead] = relationship(foreign_keys=lead_id)
