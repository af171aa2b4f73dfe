"""Letters to the agency's own people about their way in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.consultant import Consultant


class AccountChange(StrEnum):
    """What changed about the way in."""

    PASSWORD = "password"  # noqa: S105 (what changed, and none itself)
    FACTOR_ON = "factor_on"
    FACTOR_OFF = "factor_off"
    CODES = "codes"


class AccountLetter(Model):
    """
    Word to a consultant that their way in was changed: whoever did it may have been a stranger.

    `due_at` is empty once it is sent, or given up.
    """

    __tablename__ = "account_letter"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    consultant_id: Mapped[int] = mapped_column(
        ForeignKey("consultant.id", ondelete="CASCADE"), index=True
    )
    change: Mapped[AccountChange]
    at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")

    consultant: Mapped[Consultant] = relationship()
