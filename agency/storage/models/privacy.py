"""What people asked us about their own details, and what became of it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.candidate import Candidate


class Asked(StrEnum):
    """What somebody may ask of us under the UK GDPR."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    WITHDRAWAL = "withdrawal"
    RESTRICTION = "restriction"


class Way(StrEnum):
    """How they told us."""

    OWN_PAGE = "own_page"
    TELEPHONE = "telephone"
    MAIL = "mail"
    LETTER = "letter"
    IN_PERSON = "in_person"


class Fate(StrEnum):
    """How a request ended."""

    DONE = "done"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class PrivacyRequest(Model):
    """
    One request in the register. It outlives the erasure of whoever made it, and names nobody then.

    `because` is ours, of why a request was refused; it goes with the person.
    """

    __tablename__ = "privacy_request"
    __table_args__ = {"sqlite_autoincrement": True, "info": {"outlives": True}}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int | None] = mapped_column(
        ForeignKey("candidate.id", ondelete="SET NULL"), index=True
    )
    asked: Mapped[Asked]
    way: Mapped[Way]
    asked_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(index=True)
    received_by: Mapped[str]
    fate: Mapped[Fate | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    because: Mapped[str | None]

    candidate: Mapped[Candidate | None] = relationship()

    @property
    def reference(self) -> str:
        return f"R-{self.id:04d}"


class Erasure(Model):
    """A certificate: what was erased in numbers, what is held and why. It names nobody."""

    __tablename__ = "erasure"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str]
    erased: Mapped[dict[str, Any]]
    told: Mapped[dict[str, Any]]
    held: Mapped[list[str]]
    held_until: Mapped[date | None]
    requests: Mapped[list[str]]

    @property
    def reference(self) -> str:
        return f"E-{self.id:04d}"


class RetentionHold(Model):
    """A reason to keep one person longer than the periods say, until a day."""

    __tablename__ = "retention_hold"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    because: Mapped[str]
    until: Mapped[date]
    placed_at: Mapped[datetime]
    placed_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]

    candidate: Mapped[Candidate] = relationship()


class RetentionRun(Model):
    """One night's forgetting, in numbers."""

    __tablename__ = "retention_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    night: Mapped[datetime] = mapped_column(unique=True)
    conversations: Mapped[int] = mapped_column(default=0)
    cvs: Mapped[int] = mapped_column(default=0)
    candidates: Mapped[int] = mapped_column(default=0)
    lost_files: Mapped[int] = mapped_column(default=0)
    corrections: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]


class Correction(Model):
    """
    One detail that was put right.

    The wrong value is there for a month, to see what was done, and is then gone: `before` and
    `after` are emptied, and what stays is that this field was put right.
    """

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    field: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)
    by: Mapped[str]
