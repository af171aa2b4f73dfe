"""By when we owe an answer to somebody who asks about their own details."""

from calendar import monthrange
from datetime import date


def due_on(asked_on: date) -> date:
    """
    Return the day by which a request is answered: the same day of the next month.

    Where that month is shorter, its last day. The law lets a weekend pass; we do not count on it.
    """
    year, month = (
        (asked_on.year + 1, 1) if asked_on.month == 12 else (asked_on.year, asked_on.month + 1)
    )
    return date(year, month, min(asked_on.day, monthrange(year, month)[1]))
