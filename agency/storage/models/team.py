"""People who work on the same leads, whichever branch they sit in."""

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model
from agency.storage.models.consultant import Consultant

TEAM_MEMBER = Table(
    "team_member",
    Model.metadata,
    Column("team_id", ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "consultant_id",
        ForeignKey("consultant.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class Team(Model):
    """Consultants who see the leads of the same desks."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]

    members: Mapped[list[Consultant]] = relationship(
        secondary=TEAM_MEMBER, back_populates="teams", order_by=Consultant.name
    )
