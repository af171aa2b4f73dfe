"""The audit log: who looked at, changed or took away what. It is only ever added to."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from agency.storage.models.audit import AuditEntry

SAME_VIEW = timedelta(minutes=1)
MOST_LATELY = 1_000


def keep_audit(
    session: Session, *, who: str, did: str, kind: str, subject: str, now: datetime
) -> None:
    """
    Write down one deed, in the transaction of the deed itself.

    *subject* is an id or a reference, never anybody's details: the log outlives
    an erasure.
    """
    session.add(AuditEntry(at=now, who=who, did=did, kind=kind, subject=subject))


def keep_view(
    session: Session, *, who: str, did: str, kind: str, subject: str, now: datetime
) -> None:
    """Write a view down, once a minute at most: a page that renews itself must not fill the log."""
    # The last minute first: somebody's views of one list may be hundreds of thousands.
    lately = select(AuditEntry).where(AuditEntry.at > now - SAME_VIEW, AuditEntry.at <= now)
    lately = lately.order_by(AuditEntry.at.desc()).limit(MOST_LATELY)
    recent = aliased(AuditEntry, lately.subquery())
    seen = select(recent.id).where(
        recent.who == who, recent.did == did, recent.kind == kind, recent.subject == subject
    )
    if session.scalar(seen.limit(1)) is None:
        keep_audit(session, who=who, did=did, kind=kind, subject=subject, now=now)
