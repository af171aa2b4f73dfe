"""A visitor's CV: what we know about the file, and what was read from it. The bytes lie apart."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, and_, or_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, deferred, mapped_column

from agency.storage.models.base import Model


class Scan(StrEnum):
    """What the virus scanner said."""

    CLEAN = "clean"
    UNSAFE = "unsafe"
    NOT_SCANNED = "not_scanned"


class Cv(Model):
    """
    One file a visitor sent us, and its reading, which goes when the row goes.

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

    read_at: Mapped[datetime | None] = mapped_column(index=True)
    read_attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    read_claimed_until: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(40))
    fields: Mapped[dict[str, Any] | None]
    # Which of the fields its sender has said yes to; the others are only what a program read.
    confirmed: Mapped[list[str] | None]
    told_at: Mapped[datetime | None]
    # What the file says, for the desk: long, and needed there alone.
    text: Mapped[str | None] = deferred(mapped_column())
    # The same without what nobody may choose by: this may be searched.
    findable: Mapped[str | None] = deferred(mapped_column())

    @property
    def is_parsed(self) -> bool:
        return self.outcome == "parsed"

    @property
    def is_ours(self) -> bool:
        """Whether we made it for somebody who has no CV: it was told of as it came."""
        return self.told_at == self.received_at

    @hybrid_property
    def counts(self) -> bool:
        """Whether its sender has a CV by it: our own profile is none."""
        return self.scan is not Scan.UNSAFE and not self.is_ours

    @counts.inplace.expression
    @classmethod
    def _counts(cls) -> ColumnElement[bool]:
        told_later = or_(cls.told_at.is_(None), cls.told_at != cls.received_at)
        return and_(cls.scan != Scan.UNSAFE, told_later)
