"""By when somebody who wrote to us is answered: within one working day of the branch."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from agency.core.opening_hours import LONDON, USUAL, span_on, week_of

LOOKS_AHEAD = 21  # days: no office is shut for longer
HALF_HOUR = timedelta(minutes=30)


def answer_by(
    hours: Mapping[str, str] | None, now: datetime, closed: Collection[date] = ()
) -> datetime:
    """
    Return the moment, in the time of the United Kingdom, by which a consultant will have answered.

    Asked while the branch is open: the same time on its next day, or when that ends. Asked
    when it is shut: the end of its next day. *hours* are as data/agency.yml has them.
    """
    week = week_of(hours) or week_of(USUAL)
    here = now.astimezone(LONDON)
    days = (here.date() + timedelta(days=ahead) for ahead in range(LOOKS_AHEAD))
    spans = ((day, span_on(hours, week, day, closed)) for day in days)
    open_days = [(day, span) for day, span in spans if span]
    if not open_days:
        return here
    (first, (opens, closes)), *later = open_days
    if first != here.date() or here.time() < opens or not later:
        return _at(first, closes)
    next_day, span = later[0]
    begins, ends = (_at(next_day, hour) for hour in span)
    if here.time() >= closes:
        return ends
    same_time = datetime.combine(next_day, here.time(), LONDON)
    return min(max(_next_half_hour(same_time), begins), ends)


def say_moment(at: datetime) -> str:
    """Return "Tuesday 24 November, 5.30pm"."""
    return f"{_day(at)}, {_hour(at)}"


def say_call(at: datetime) -> str:
    """Return "Tuesday 24 November, from 5.30pm"."""
    return f"{_day(at)}, from {_hour(at)}"


def say_agreed(at: datetime) -> str:
    """Return "Tuesday 24 November at 5.30pm"."""
    return f"{_day(at)} at {_hour(at)}"


def _day(at: datetime) -> str:
    here = at.astimezone(LONDON)
    return f"{here:%A} {here.day} {here:%B}"


def _hour(at: datetime) -> str:
    here = at.astimezone(LONDON)
    hour, half = here.hour % 12 or 12, f".{here.minute:02}" if here.minute else ""
    return f"{hour}{half}{'am' if here.hour < 12 else 'pm'}"


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LONDON)


def _next_half_hour(at: datetime) -> datetime:
    beyond = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    return at - beyond + HALF_HOUR if beyond else at
