"""Tasks for a lead: set, reminded of, done."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from agency.core.answer_time import say_moment
from agency.services.news.queue import TASK, queue_to_colleague
from agency.services.people.access import works_on
from agency.storage.models import Consultant, Lead, Task

MOST_AT_ONCE = 20


class NotTheirs(Exception):
    """A task can only be set for somebody who may work on the lead."""


def set_task(
    session: Session,
    lead: Lead,
    *,
    title: str,
    due_at: datetime,
    whose: Consultant,
    by: Consultant,
    now: datetime,
) -> Task:
    """Set a task for *whose*, who is reminded of it when it falls due."""
    if not whose.active or not works_on(whose, lead):
        raise NotTheirs
    task = Task(
        lead_id=lead.id,
        consultant_id=whose.id,
        title=title,
        due_at=due_at,
        set_by=by.name,
        set_at=now,
        # Who sets a task for a time that is past needs no letter of it.
        reminded_at=now if due_at <= now and whose.id == by.id else None,
    )
    session.add(task)
    session.flush()  # gives it its id
    return task


def find_task(session: Session, lead: Lead, task_id: int) -> Task | None:
    """Return a task of this lead, locked: of two who tick it off, the second sees the first."""
    return session.scalar(
        select(Task).where(Task.id == task_id, Task.lead_id == lead.id).with_for_update()
    )


def finish_task(session: Session, task: Task, *, by: Consultant, now: datetime) -> bool:
    """Note that a task is done; say whether it was open."""
    if task.done_at:
        return False
    task.done_at, task.done_by = now, by.name
    session.flush()  # a reminder must not go out any more
    return True


def reopen_task(session: Session, task: Task) -> bool:
    """Take back that a task was done; say whether it was."""
    if task.done_at is None:
        return False
    task.done_at = task.done_by = None
    session.flush()  # a page shown at once must have it open
    return True


def list_tasks(session: Session, lead: Lead) -> Sequence[Task]:
    """Return every task of a lead: the open ones by their time, then what is done."""
    tasks = session.scalars(
        select(Task)
        .where(Task.lead_id == lead.id)
        .options(joinedload(Task.consultant))
        .order_by(Task.due_at, Task.id)
    ).all()
    return sorted(tasks, key=lambda each: each.done_at is not None)


def list_tasks_of(session: Session, consultant: Consultant) -> Sequence[Task]:
    """Return the open tasks of *consultant* where they may still work, the first due first."""
    tasks = session.scalars(
        select(Task)
        .where(Task.consultant_id == consultant.id, Task.done_at.is_(None))
        .options(joinedload(Task.lead).joinedload(Lead.candidate))
        .order_by(Task.due_at, Task.id)
    ).all()
    return [each for each in tasks if works_on(consultant, each.lead)]


def task_falls_due(session: Session, *, now: datetime) -> bool:
    """Say whether somebody is to be reminded; nothing is changed by looking."""
    return session.scalar(_due(now).limit(1)) is not None


def remind_of_tasks(session: Session, *, now: datetime) -> int:
    """Queue a reminder for each task that falls due, once, and return how many there were."""
    tasks = session.scalars(
        select(Task)
        .where(Task.id.in_(_due(now)))
        .order_by(Task.due_at, Task.id)
        .limit(MOST_AT_ONCE)
        .options(joinedload(Task.lead), joinedload(Task.consultant))
        .with_for_update(skip_locked=True, of=Task)
    ).all()
    for task in tasks:
        task.reminded_at = now
        if not works_on(task.consultant, task.lead):
            continue  # it went to where they do not look any more
        queue_to_colleague(
            session,
            task.lead,
            task.consultant,
            type=TASK,
            says={"title": task.title, "due": say_moment(task.due_at)},
            about=f"{task.id}:{task.due_at.timestamp():.0f}",
            now=now,
        )
    session.flush()  # each is reminded of once, whoever looks next
    return len(tasks)


def _due(now: datetime) -> Select[int]:
    return select(Task.id).where(
        Task.done_at.is_(None), Task.reminded_at.is_(None), Task.due_at <= now
    )
