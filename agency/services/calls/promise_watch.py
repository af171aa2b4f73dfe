"""Sees to promises: reminds the owner of one that falls due, and tells of one that is broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from agency.services.agency.absences import is_gone
from agency.services.agency.desks import day_of
from agency.services.audit import keep_audit
from agency.services.news.queue import BROKEN, REMINDER, queue_about_promise
from agency.storage.models import Absence, Access, Branch, Consultant, Desk, Lead, Promise, Stage

MOST_AT_ONCE = 20  # a round holds the database: what is left is seen to in the next


@dataclass(frozen=True)
class SeenTo:
    """How many owners were reminded, and how many promises were found broken."""

    reminded: int = 0
    broken: int = 0

    @property
    def any(self) -> bool:
        return bool(self.reminded or self.broken)


def promise_falls_due(session: Session, *, before: timedelta, now: datetime) -> bool:
    """Say whether there is a promise to see to; nothing is changed by looking."""
    return session.scalar(_due(before, now).limit(1)) is not None


def see_to_promises(session: Session, *, before: timedelta, now: datetime) -> SeenTo:
    """
    Remind owners *before* a promise falls due, and tell somebody else of each that is broken.

    A reminder that its owner could not act on, because they are away or have left, goes to
    whoever hears of broken promises.

    Each is done once, in the transaction that queues the letter. Whoever wants no letters at this
    hour gets theirs when their quiet hours end.
    """
    reminded = broken = 0
    for promise in _to_see_to(session, before, now):
        if promise.due_at <= now:
            promise.escalated_at = now
            promise.reminded_at = promise.reminded_at or now
            _tell_of_broken(session, promise.lead, promise, now)
            broken += 1
            continue
        promise.reminded_at = now
        # Whoever had no more time than this was told with the lead itself.
        if promise.made_at <= promise.next_at - before:
            _remind(session, promise.lead, promise, now)
            reminded += 1
    session.flush()  # says at once if the promise was kept meanwhile
    return SeenTo(reminded, broken)


def find_backup(session: Session, lead: Lead, *, now: datetime) -> Consultant | None:
    """
    Return who is told of a promise that the lead's owner did not keep.

    The duty desk of the branch, then its manager, then those of the head branch, then any manager
    or administrator; whoever is away comes last.
    """
    day = day_of(now)
    away = set(
        session.scalars(
            select(Absence.consultant_id).where(Absence.starts <= day, Absence.ends >= day)
        )
    )
    head = session.scalar(select(Branch.id).where(Branch.is_head).order_by(Branch.id).limit(1))
    people = [
        each
        for branch_id in dict.fromkeys((lead.branch_id, head))
        for each in (*_on_duty(session, branch_id), *_managers(session, branch_id))
    ]
    everybody = dict.fromkeys([*people, *_managers(session)])
    others = [each for each in everybody if each.active and each.id != lead.owner_id]
    return min(others, key=lambda each: each.id in away, default=None)


def _due(before: timedelta, now: datetime) -> Select[int]:
    return (
        select(Promise.lead_id)
        .join(Promise.lead)
        .where(Promise.kept_at.is_(None), Lead.stage != Stage.CLOSED, _is_due(before, now))
    )


def _is_due(before: timedelta, now: datetime) -> ColumnElement[bool]:
    return or_(
        and_(
            Promise.reminded_at.is_(None),
            func.coalesce(Promise.call_at, Promise.due_at) <= now + before,
        ),
        and_(Promise.escalated_at.is_(None), Promise.due_at <= now),
    )


def _to_see_to(session: Session, before: timedelta, now: datetime) -> Sequence[Promise]:
    """Return the promises that fall due, the earliest first; another worker's are left out."""
    return session.scalars(
        select(Promise)
        .where(Promise.lead_id.in_(_due(before, now)))
        .order_by(Promise.due_at, Promise.lead_id)
        .limit(MOST_AT_ONCE)
        .options(joinedload(Promise.lead))
        .with_for_update(skip_locked=True, of=Promise)
    ).all()


def _remind(session: Session, lead: Lead, promise: Promise, now: datetime) -> None:
    gone = select(is_gone(Lead.owner_id, on=day_of(promise.next_at))).where(Lead.id == lead.id)
    backup = find_backup(session, lead, now=now) if session.scalar(gone) else None
    queue_about_promise(
        session, lead, type=REMINDER, recipient=backup, due_at=promise.due_at, now=now
    )


def _tell_of_broken(session: Session, lead: Lead, promise: Promise, now: datetime) -> None:
    backup = find_backup(session, lead, now=now)
    queue_about_promise(
        session, lead, type=BROKEN, recipient=backup, due_at=promise.due_at, now=now
    )
    told = backup.name if backup else lead.owner.name
    keep_audit(
        session,
        who="promises",
        did=f"told {told} that a promise is broken",
        kind="lead",
        subject=lead.reference,
        now=now,
    )


def _on_duty(session: Session, branch_id: int | None) -> Sequence[Consultant]:
    return session.scalars(
        select(Consultant)
        .join(Desk, Desk.consultant_id == Consultant.id)
        .where(Desk.branch_id == branch_id, Desk.on_duty)
        .order_by(Desk.id)
    ).all()


def _managers(session: Session, branch_id: int | None = None) -> Sequence[Consultant]:
    wanted = [Access.MANAGER] if branch_id else [Access.MANAGER, Access.ADMINISTRATOR]
    found = select(Consultant).where(Consultant.access.in_(wanted))
    if branch_id:
        found = found.where(Consultant.branch_id == branch_id)
    return session.scalars(found.order_by(Consultant.access.desc(), Consultant.id)).all()
