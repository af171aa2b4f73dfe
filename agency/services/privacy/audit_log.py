"""The audit log as people read it: filtered, page by page, and sealed."""

import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from agency.storage.models import AuditEntry, AuditSeal

LONDON = ZoneInfo("Europe/London")
SETTLED = timedelta(minutes=1)  # a unit of work that is still open may yet add an earlier id
SEALED_AT_ONCE = 500
AT_ONCE = 1_000
# What a page looks through at most, however long the log has grown: the rest is a page further.
LOOKED_THROUGH = 50_000
# An entry's time and its place in the log differ by less: by as long as a unit of work was open.
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Sought:
    """Which entries; what is empty filters nothing. Days are London's."""

    who: str = ""
    did: str = ""
    subject: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class AuditPage:
    """
    Some entries, the newest first, and the id before which the next page begins.

    `looked_back_to` says how far, where the page ends because enough was looked through.
    """

    entries: Sequence[AuditEntry]
    next: int | None
    looked_back_to: datetime | None = None


@dataclass(frozen=True)
class SealsChecked:
    """How many entries are under whole seals, and from which entry on a seal is broken."""

    count: int
    broken_from: int | None = None


def list_entries(
    session: Session,
    sought: Sought,
    *,
    before: int | None = None,
    limit: int = 100,
    looked_through: int = LOOKED_THROUGH,
) -> AuditPage:
    """Return one page of the log, the newest first; what is written meanwhile shifts none."""
    behind = _first_behind(session, sought, before)
    until = behind - looked_through
    wanted = _entries_sought(sought).where(AuditEntry.id < behind, AuditEntry.id >= until)
    found = session.scalars(wanted.order_by(AuditEntry.id.desc()).limit(limit + 1)).all()
    if len(found) > limit:
        return AuditPage(found[:limit], found[limit - 1].id)
    older = select(AuditEntry).where(AuditEntry.id < until).order_by(AuditEntry.id.desc())
    last = session.scalar(older.limit(1))
    if last is None or (sought.first and last.at < _midnight(sought.first) - A_DAY):
        return AuditPage(found, None)
    return AuditPage(found, until, last.at)


def _first_behind(session: Session, sought: Sought, before: int | None) -> int:
    """Return the id before which everything sought stands."""
    newest = session.scalar(select(func.max(AuditEntry.id))) or 0
    if sought.last:
        later = select(AuditEntry.id).where(AuditEntry.at >= _midnight(sought.last) + 2 * A_DAY)
        newest = session.scalar(later.order_by(AuditEntry.at).limit(1)) or newest
    return newest + 1 if before is None else min(newest + 1, before)


def export_entries(session: Session, sought: Sought) -> Iterator[AuditEntry]:
    """Yield every entry sought, the newest first; only some are held at a time."""
    wanted = _entries_sought(sought).order_by(AuditEntry.id.desc())
    yield from session.scalars(wanted.execution_options(yield_per=AT_ONCE))


def seal_entries(session: Session, *, key: str, now: datetime) -> int:
    """Put a seal under the entries that have none yet; return how many there were."""
    last = session.scalar(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1))
    after = last.last_id if last else 0
    entries = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.id > after, AuditEntry.at < now - SETTLED)
        .order_by(AuditEntry.id)
        .limit(SEALED_AT_ONCE)
    ).all()
    if not entries:
        return 0
    session.add(
        AuditSeal(
            at=now,
            last_id=entries[-1].id,
            count=len(entries),
            digest=_digest(key, last.digest if last else "", entries),
        )
    )
    return len(entries)


def check_seals(session: Session, *, key: str) -> SealsChecked:
    """Say whether every sealed entry is as it was written, and none is missing."""
    count, after, digest = 0, 0, ""
    for seal in session.scalars(select(AuditSeal).order_by(AuditSeal.id)):
        entries = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.id > after, AuditEntry.id <= seal.last_id)
            .order_by(AuditEntry.id)
        ).all()
        if not hmac.compare_digest(_digest(key, digest, entries), seal.digest):
            return SealsChecked(count, broken_from=after + 1)
        count, after, digest = count + len(entries), seal.last_id, seal.digest
    return SealsChecked(count)


def _digest(key: str, before: str, entries: Sequence[AuditEntry]) -> str:
    made = hmac.new(f"audit {key}".encode(), before.encode(), "sha256")
    for entry in entries:
        told = [entry.id, entry.at.isoformat(), entry.who, entry.did, entry.kind, entry.subject]
        made.update(json.dumps(told).encode() + b"\n")
    return made.hexdigest()


def _entries_sought(sought: Sought) -> Select[AuditEntry]:
    wanted = select(AuditEntry)
    if sought.who:
        wanted = wanted.where(AuditEntry.who.icontains(sought.who, autoescape=True))
    if sought.did:
        wanted = wanted.where(AuditEntry.did.icontains(sought.did, autoescape=True))
    if sought.subject:
        wanted = wanted.where(AuditEntry.subject.icontains(sought.subject, autoescape=True))
    if sought.first:
        wanted = wanted.where(AuditEntry.at >= _midnight(sought.first))
    if sought.last:
        wanted = wanted.where(AuditEntry.at < _midnight(sought.last + timedelta(days=1)))
    return wanted


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)
