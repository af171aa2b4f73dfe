"""Offices of the agency and the desks in them."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.consultant import Consultant
from agency.storage.models.team import Team


class Branch(Model):
    """An office, and the postcode areas and towns it looks after."""

    __tablename__ = "branch"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    postcode_areas: Mapped[list[str]] = mapped_column(default=list)
    towns: Mapped[list[str]] = mapped_column(default=list)
    phone: Mapped[str | None]
    email: Mapped[str | None]
    address: Mapped[str | None]
    hours: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    is_head: Mapped[bool] = mapped_column(default=False)

    desks: Mapped[list["Desk"]] = relationship(back_populates="branch", order_by="Desk.id")


class Desk(Model):
    """
    A consultant's or team's waiting leads.

    It always has an owner, so a lead on it always has one.
    """

    __tablename__ = "desk"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), index=True)
    consultant_id: Mapped[int] = mapped_column(ForeignKey("consultant.id"), index=True)
    # Everybody in it sees the leads of this desk.
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(default=list)
    on_duty: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None]

    branch: Mapped[Branch] = relationship(back_populates="desks")
    consultant: Mapped[Consultant] = relationship()
    team: Mapped[Team | None] = relationship()
