"""A CV as it was sent: the facts about the file. The file itself is in the CV store."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class Scan(StrEnum):
    """What the virus scanner said."""

    CLEAN = "clean"
    UNSAFE = "unsafe"
    NOT_SCANNED = "not_scanned"


class Cv(Model):
    """
    One file a visitor sent us.

    Erase the file before the row: a row can be found again, a nameless file cannot.
    """

    __tablename__ = "cv"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(
        String(32), ForeignKey("conversation.id", ondelete="SET NULL"), index=True
    )
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(unique=True)
    scan: Mapped[Scan] = mapped_column(default=Scan.NOT_SCANNED)
    received_at: Mapped[datetime]
