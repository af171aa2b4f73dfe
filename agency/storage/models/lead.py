"""An enquiry on one desk, and what the agency's people wrote beside it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    bindparam,
    false,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.core.scoring import Grade
from agency.core.ways import Way
from agency.storage.models.base import Model
from agency.storage.models.branch import Branch, Desk
from agency.storage.models.candidate import Candidate, Consent
from agency.storage.models.consultant import Consultant
from agency.storage.models.conversation import Conversation
from agency.storage.models.delivery import Delivery
from agency.storage.models.promise import Promise


class Stage(StrEnum):
    """Where a lead stands."""

    NEW = "new"
    CONTACTED = "contacted"
    REGISTERED = "registered"
    PLACED = "placed"
    CLOSED = "closed"


class NoteKind(StrEnum):
    """What a note is about: anything, or a telephone call that was made."""

    NOTE = "note"
    CALL = "call"


# Somebody's work; what is registered, placed or closed weighs on nobody.
OPEN = (Stage.NEW, Stage.CONTACTED)
_IS_OPEN = text("stage IN ('new', 'contacted')")


class Lead(Model):
    """One person's request, from the chat until a consultant closes it."""

    __tablename__ = "lead"
    __table_args__ = (
        # A page of the list is read from one of these, in its order, and no further.
        Index("ix_lead_in_line", "in_line"),
        *(
            Index(f"ix_lead_{name}_line", column, "in_line")
            for name, column in [
                ("owner", "owner_id"),
                ("branch", "branch_id"),
                ("stage", "stage"),
                ("role", "role"),
                ("grade", "grade"),
                ("kind", "kind"),
                ("area", "area"),
                ("town", "town"),
                ("page", "page"),
            ]
        ),
        Index("ix_lead_points", "points", "id"),
        Index(
            "ix_lead_unaccepted",
            "in_line",
            sqlite_where=text("accepted_at IS NULL"),
            postgresql_where=text("accepted_at IS NULL"),
        ),
        # However many were closed over the years, few are open: who counts reads these alone.
        Index(
            "ix_lead_open",
            "owner_id",
            "branch_id",
            "desk_id",
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        {"sqlite_autoincrement": True},  # a reference is never used again
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(
        String(32), ForeignKey("conversation.id", ondelete="SET NULL"), unique=True
    )
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("consultant.id"), index=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id"), index=True)
    kind: Mapped[Kind]
    role: Mapped[Role | None]
    stage: Mapped[Stage] = mapped_column(default=Stage.NEW, index=True)
    grade: Mapped[Grade]
    points: Mapped[int]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    missing: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    language: Mapped[str | None] = mapped_column(String(40))
    routed_because: Mapped[str]
    # It waits here for a desk that was away or full when it came.
    stands_in: Mapped[bool] = mapped_column(default=False, server_default=false(), index=True)
    # A person handed it to its owner: no rule moves it while they work here.
    placed_by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())
    question: Mapped[str | None]
    call_when: Mapped[str | None]
    # How they want to be reached: the wish alone, in their words where they gave some.
    way: Mapped[Way | None]
    way_words: Mapped[str | None]
    # The reference of the vacancy they were looking at.
    vacancy: Mapped[str | None] = mapped_column(String(40))
    # Which of the agency's reasons, and in the consultant's own words.
    closed_reason: Mapped[str | None] = mapped_column(String(60))
    closed_because: Mapped[str | None]
    opened_at: Mapped[datetime] = mapped_column(index=True)
    accepted_at: Mapped[datetime | None]
    # Its sender left before the end, and has not come back.
    left_at: Mapped[datetime | None]
    # Its place in a list by the clock, and what lists are narrowed by: kept in step with what
    # they are taken from by agency.storage.lead_index, and never set by hand.
    in_line: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    area: Mapped[str | None] = mapped_column(String(4))
    town: Mapped[str | None]
    page: Mapped[str | None]
    has_cv: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column()

    conversation: Mapped[Conversation | None] = relationship()
    candidate: Mapped[Candidate] = relationship()
    branch: Mapped[Branch] = relationship()
    desk: Mapped[Desk] = relationship()
    owner: Mapped[Consultant] = relationship()
    consent: Mapped[Consent] = relationship()
    notes: Mapped[list["Note"]] = relationship(
        back_populates="lead",
        order_by="Note.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    deliveries: Mapped[list[Delivery]] = relationship(
        back_populates="lead",
        order_by="(Delivery.created_at, Delivery.id)",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    promise: Mapped[Promise | None] = relationship(
        back_populates="lead", cascade="all, delete-orphan", passive_deletes=True
    )

    # Two consultants may press Accept at once; the second save then fails.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def reference(self) -> str:
        return f"L-{self.id:04d}"

    @hybrid_property
    def is_open(self) -> bool:
        """Whether it is somebody's work; in a query, in the words of the index of open leads."""
        return self.stage in OPEN

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        # A database that is told the stages apart from the words would not know its index again.
        return cls.stage.in_(bindparam(None, OPEN, expanding=True, literal_execute=True))


class Note(Model):
    """What someone wrote beside a lead. The author's name outlives their account."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id", ondelete="CASCADE"), index=True)
    consultant_id: Mapped[int | None] = mapped_column(
        ForeignKey("consultant.id", ondelete="SET NULL")
    )
    author: Mapped[str]
    text: Mapped[str]
    kind: Mapped[NoteKind] = mapped_column(default=NoteKind.NOTE, server_default="note")
    at: Mapped[datetime]

    lead: Mapped[Lead] = relationship(back_populates="notes")
