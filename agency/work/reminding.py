"""Reminders of promises and tasks: the worker looks, and queues them when they are due."""

import logging
from datetime import UTC, datetime, timedelta

from agency.services.calls.promise_watch import promise_falls_due, see_to_promises
from agency.services.leads.tasks import remind_of_tasks, task_falls_due
from agency.storage.unit import OpenUnit

logger = logging.getLogger("agency.worker")


def see_to_what_was_promised(look: OpenUnit, open_unit: OpenUnit, before: timedelta) -> bool:
    """Remind of promises and tell of broken ones; say whether there may be more."""
    with look() as session:
        due = promise_falls_due(session, before=before, now=datetime.now(UTC))
    if not due:
        return False
    with open_unit() as session:
        seen_to = see_to_promises(session, before=before, now=datetime.now(UTC))
    if seen_to.any:
        logger.info("promises: %d reminded, %d broken", seen_to.reminded, seen_to.broken)
    return seen_to.any


def see_to_tasks(look: OpenUnit, open_unit: OpenUnit) -> bool:
    """Remind of tasks that fall due; say whether there may be more."""
    with look() as session:
        due = task_falls_due(session, now=datetime.now(UTC))
    if not due:
        return False
    with open_unit() as session:
        reminded = remind_of_tasks(session, now=datetime.now(UTC))
    logger.info("tasks: %d reminded", reminded)
    return reminded > 0
