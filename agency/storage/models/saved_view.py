"""A list of leads that somebody keeps under a name."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.consultant import Consultant


class SavedView(Model):
    """
    The filters of a list, as they stand in its address. It shows whoever opens it their own leads.

    One that is shared is offered to the others of its owner's branch too.
    """

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("consultant_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultant_id: Mapped[int] = mapped_column(ForeignKey("consultant.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(1000))
    shared: Mapped[bool] = mapped_column(default=False, server_default=false())
    kept_at: Mapped[datetime]

    consultant: Mapped[Consultant] = relationship()
