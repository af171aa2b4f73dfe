"""The audit log: who looked at, changed or took away what. It is only ever added to."""

from datetime import datetime

from sqlalchemy.orm import Session

from agency.storage.models.audit import AuditEntry


def keep_audit(
    session: Session, *, who: str, did: str, kind: str, subject: str, now: datetime
) -> None:
    """
    Write down one deed, in the transaction of the deed itself.

    *subject* is an id or a reference, never anybody's details: the log outlives
    an erasure.
    """
    session.add(AuditEntry(at=now, who=who, did=did, kind=kind, subject=subject))
