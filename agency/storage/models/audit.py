"""Who looked at, changed or took away what."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class AuditEntry(Model):
    """
    One deed at the desk, in words and ids; never anybody's details.

    Only ever added to: the database itself refuses to change or delete one.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "kind", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str] = mapped_column(index=True)
    did: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]


class AuditSeal(Model):
    """
    A seal under the entries up to `last_id` and the seal before it.

    Its key is not in the database: whoever changes an entry behind the house's back breaks it.
    """

    __tablename__ = "audit_seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    last_id: Mapped[int]
    count: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
