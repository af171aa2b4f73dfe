"""A person who let us keep their details, and their word that we may."""

from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    and_,
    func,
    literal_column,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model

LENGTH = 12  # of every number with its +44, but for a few short ones
# As text: a database that is told the numbers later does not know its index again.
BEGINS: tuple[ColumnElement[int], ColumnElement[int]] = (
    literal_column("1"),
    literal_column(str(LENGTH)),
)


class Candidate(Model):
    """A person looking for work, in their own words."""

    __tablename__ = "candidate"
    __table_args__ = (
        # However an address is written, and whatever extension is kept with a number.
        Index("ix_candidate_address", func.lower(literal_column("email"))),
        Index("ix_candidate_number", func.substr(literal_column("phone"), *BEGINS)),
        # Each night the oldest are looked at first.
        Index("ix_candidate_oldest", "created_at", "id"),
        # Few are kept as a record alone: an index of all others says nothing.
        Index(
            "ix_candidate_erase_on",
            "erase_on",
            sqlite_where=text("erase_on IS NOT NULL"),
            postgresql_where=text("erase_on IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    email: Mapped[str | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(index=True)
    postcode: Mapped[str | None] = mapped_column(index=True)
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
    # Kept, and not used: nobody works on it, and no letter goes.
    restricted_at: Mapped[datetime | None]
    restricted_because: Mapped[str | None]
    # Only the record the law wants is left of it; on this day that goes too.
    erase_on: Mapped[date | None]

    @classmethod
    def reached_on(cls, number: str) -> ColumnElement[bool]:
        """Return the condition that *number* is theirs, whatever extension is kept with it."""
        theirs = or_(cls.phone == number, cls.phone.startswith(f"{number};ext="))
        if len(number) < LENGTH:
            return theirs
        # What it begins with stands in an index; a database finds no LIKE in one.
        return and_(func.substr(cls.phone, *BEGINS) == number[:LENGTH], theirs)

    @classmethod
    def written_to_at(cls, address: str) -> ColumnElement[bool]:
        """Return the condition that *address* is theirs, in large or small letters."""
        return func.lower(cls.email) == address.lower()


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
    # Whom they told, and how: by telephone, by letter.
    withdrawn_by: Mapped[str | None]
    withdrawn_way: Mapped[str | None]

    candidate: Mapped[Candidate | None] = relationship()
