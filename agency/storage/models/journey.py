"""How far one chat and its lead came: what reports count, without a word that was said."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from agency.core.roles import Role
from agency.storage.models.base import Model

STEPS = ("opened", "asked", "started", "cv", "lead", "contacted", "registered", "placed")
HOW_SOON = ("waited_minutes", "in_time", "contacted_by_id", "lead_id")


class Journey(Model):
    """
    One chat's way, from the day it was opened on.

    It is told from the record, turn after turn, and lets go of chat and lead when they are
    erased. Then only the sums of its day are left, and it goes too.
    """

    __tablename__ = "journey"
    __table_args__ = (
        # Reports read these alone, and never the rows.
        Index("ix_journey_counted", "day", "branch_id", "role", "page", *STEPS, *HOW_SOON),
        {"info": {"outlives": True}},  # emptied of them, then summed up
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(
        String(32), ForeignKey("conversation.id", ondelete="SET NULL"), unique=True
    )
    lead_id: Mapped[int | None] = mapped_column(
        ForeignKey("lead.id", ondelete="SET NULL"), unique=True
    )
    day: Mapped[date]
    page: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[Role | None]
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id", ondelete="SET NULL"))

    opened: Mapped[bool] = mapped_column(default=False, server_default=false())
    asked: Mapped[bool] = mapped_column(default=False, server_default=false())
    started: Mapped[bool] = mapped_column(default=False, server_default=false())
    cv: Mapped[bool] = mapped_column(default=False, server_default=false())
    lead: Mapped[bool] = mapped_column(default=False, server_default=false())
    contacted: Mapped[bool] = mapped_column(default=False, server_default=false())
    registered: Mapped[bool] = mapped_column(default=False, server_default=false())
    placed: Mapped[bool] = mapped_column(default=False, server_default=false())

    # The first contact: how long it took, whether it kept the promise, and who made it.
    waited_minutes: Mapped[int | None]
    in_time: Mapped[bool | None]
    contacted_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("consultant.id", ondelete="SET NULL")
    )

    # How far the record has been told, and the forms on the way; empty once it is let go.
    told_to: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[datetime | None]
    path: Mapped[dict[str, Any] | None]
    counted: Mapped[list[dict[str, Any]] | None]
    # When nobody will have said a word for an hour in a form that is not sent.
    settles_at: Mapped[datetime | None] = mapped_column(index=True)
