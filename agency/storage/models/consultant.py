"""The agency's people, and how they and their systems get in."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, String, Table, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model

if TYPE_CHECKING:
    from agency.storage.models.branch import Branch
    from agency.storage.models.team import Team

BRANCH_MEMBER = Table(
    "branch_member",
    Model.metadata,
    Column("branch_id", ForeignKey("branch.id", ondelete="CASCADE"), primary_key=True),
    Column(
        "consultant_id",
        ForeignKey("consultant.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)


class Access(StrEnum):
    """What a person may do at the desk; a role is a job in a school."""

    CONSULTANT = "consultant"
    MANAGER = "manager"
    EDITOR = "editor"
    PRIVACY_OFFICER = "privacy_officer"
    ADMINISTRATOR = "administrator"


class Consultant(Model):
    """A person of the agency who replies to candidates."""

    __tablename__ = "consultant"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    password_hash: Mapped[str | None]
    access: Mapped[Access] = mapped_column(default=Access.CONSULTANT)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("branch.id"))
    active: Mapped[bool] = mapped_column(default=True)
    # When they last had the conversations open: only then can one be promised.
    here_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    languages: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    # Weekdays by name; none listed is Monday to Friday.
    working_days: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    # How many open leads they can hold; empty is any number.
    capacity: Mapped[int | None]
    # Who they are to the sign-in provider, from the first time they came from there.
    provider_subject: Mapped[str | None] = mapped_column(unique=True, index=True)

    # Beside the branch they sit in.
    further_branches: Mapped[list["Branch"]] = relationship(
        secondary=BRANCH_MEMBER, order_by="Branch.name"
    )
    teams: Mapped[list["Team"]] = relationship(
        secondary="team_member", back_populates="members", order_by="Team.name"
    )


class SignInLink(Model):
    """
    A link that signs one consultant in, once.

    One that travels by letter has a `letter_id`, from which its token is made again when the
    letter is written; `due_at` is empty once it is sent.
    """

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultant_id: Mapped[int] = mapped_column(
        ForeignKey("consultant.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    letter_id: Mapped[str | None] = mapped_column(String(32), index=True)
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")

    consultant: Mapped[Consultant] = relationship()


class SignIn(Model):
    """A browser in which a consultant is signed in."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultant_id: Mapped[int] = mapped_column(
        ForeignKey("consultant.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    csrf: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # Its browser, in words, so that its owner knows it again.
    browser: Mapped[str] = mapped_column(default="", server_default="")
    # They came from the sign-in provider, which asks for a second factor where it wants one.
    by_provider: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The password was right, or the link; the code of the second factor is still to come.
    waits_for_code: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Whoever came by a link may set a password until then, without knowing the present one.
    sets_password_until: Mapped[datetime | None]

    consultant: Mapped[Consultant] = relationship()


class ApiToken(Model):
    """A key for one of the agency's own systems."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
