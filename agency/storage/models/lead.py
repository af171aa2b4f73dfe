"""An enquiry on one desk, and what the agency's people wrote beside it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.core.scoring import Grade
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


class Lead(Model):
    """One person's request, from the chat until a consultant closes it."""

    __tablename__ = "lead"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012  a reference is never used again

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(
        String(32), ForeignKey("conversation.id", ondelete="SET NULL"), unique=True
    )
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidate.id"), index=True)
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("desk.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("consultant.id"), index=True)
    consent_id: Mapped[int] = mapped_column(ForeignKey("consent.id"))
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
    question: Mapped[str | None]
    call_when: Mapped[str | None]
    closed_because: Mapped[str | None]
    opened_at: Mapped[datetime] = mapped_column(index=True)
    accepted_at: Mapped[datetime | None]
    # Its sender left before the end, and has not come back.
    left_at: Mapped[datetime | None]
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
    at: Mapped[datetime]

    lead: Mapped[Lead] = relationship(back_populates="notes")
