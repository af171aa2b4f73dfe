"""What somebody did to several leads at once, so that it can be taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class BulkDeed(Model):
    """
    One deed on several leads: for each its version afterwards, and what stood there before.

    It names leads by id and holds nobody's details.
    """

    __tablename__ = "bulk_deed"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultant_id: Mapped[int] = mapped_column(
        ForeignKey("consultant.id", ondelete="CASCADE"), index=True
    )
    did: Mapped[str] = mapped_column(String(40))
    leads: Mapped[list[dict[str, Any]]]
    at: Mapped[datetime] = mapped_column(index=True)
    undone_at: Mapped[datetime | None]
