"""Who looked at, changed or took away what."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from agency.storage.models.base import Model


class AuditEntry(Model):
    """One deed at the desk, in words and ids; never anybody's details."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str]
    did: Mapped[str]
    kind: Mapped[str]
    subject: Mapped[str]
