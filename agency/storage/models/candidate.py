"""A person who let us keep their details, and their word that we may."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model


class Candidate(Model):
    """A person looking for work, in their own words."""

    __tablename__ = "candidate"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(index=True)
    postcode: Mapped[str | None]
    town: Mapped[str | None]
    current_occupation: Mapped[str | None]
    experience_years: Mapped[float | None]
    qualifications: Mapped[list[str]] = mapped_column(default=list)
    availability: Mapped[str | None]
    start: Mapped[str | None]
    right_to_work: Mapped[str | None]
    dbs: Mapped[str | None]
    # The address and the number that a consultant knows to be theirs, as they then were.
    email_verified: Mapped[str | None]
    phone_verified: Mapped[str | None]
    created_at: Mapped[datetime]

    @classmethod
    def reached_on(cls, number: str) -> ColumnElement[bool]:
        """Return the condition that *number* is theirs, whatever extension is kept with it."""
        return or_(cls.phone == number, cls.phone.startswith(f"{number};ext="))


class Consent(Model):
    """What was agreed, to which wording, when. The wording is kept, for notices change."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(
        String(32), ForeignKey("conversation.id", ondelete="SET NULL"), index=True
    )
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidate.id"), index=True)
    version: Mapped[str]
    wording: Mapped[str]
    agreed: Mapped[bool]
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    candidate: Mapped[Candidate | None] = relationship()
