"""The agency's people, and how they and their systems get in."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.storage.models.base import Model


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


class SignInLink(Model):
    """A link that signs one consultant in, once."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultant_id: Mapped[int] = mapped_column(
        ForeignKey("consultant.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

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
