"""Tries at a secret: a password, a code, a link by letter."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class Guess(Model):
    """
    A try that was wrong, or is still being checked, or waits for its turn at `at`.

    What it counts against is kept as a hash: an address says who sits where.
    """

    __tablename__ = "guess"
    __table_args__ = (Index(None, "against", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    against: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
