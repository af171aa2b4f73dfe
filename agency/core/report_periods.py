"""
The weeks that a report is about, and those it is compared with; days are London's.

Every period is whole weeks that are over. Two periods that differ by a day would tell, by
subtraction, what happened on that day, however few it was about.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from agency.core.opening_hours import in_london

LONGEST = 104  # weeks: two years, and what they are compared with
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)


class Span(StrEnum):
    """How a period is named."""

    WEEK = "7"
    FOUR_WEEKS = "28"
    NINETY_DAYS = "90"
    MONTH = "month"
    QUARTER = "quarter"
    DAYS = "days"


@dataclass(frozen=True)
class Period:
    """From one day to another, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def moments(self) -> tuple[datetime, datetime]:
        """Return when it begins and when it is over, in UTC."""
        return in_london(self.first, time()), in_london(self.last + A_DAY, time())

    def says(self) -> str:
        """Return "2 to 8 March 2026"."""
        if self.first == self.last:
            return _say(self.last)
        same_year = self.first.year == self.last.year
        same_month = same_year and self.first.month == self.last.month
        begin = f"{self.first.day}" if same_month else f"{self.first.day} {self.first:%B}"
        return f"{begin}{'' if same_year else f' {self.first.year}'} to {_say(self.last)}"

    def slices(self) -> list["Period"]:
        """Return the days, weeks or months that a chart over time has as its columns."""
        # A day stands in the report of its own week alone: no other can be taken from it.
        if self.days <= 7:
            step = 1
        elif self.days <= 120:
            step = 7
        else:
            step = 28
        # Whole slices up to the last day; the first may be shorter, and nothing is left out.
        ends = [self.last - A_DAY * step * back for back in range(-(-self.days // step))]
        return [Period(max(end - A_DAY * (step - 1), self.first), end) for end in reversed(ends)]


def choose_period(
    span: Span, today: date, first: date | None = None, last: date | None = None
) -> Period:
    """
    Return the weeks that are asked for, from a Monday to a Sunday before *today*.

    A month or a quarter is the weeks that ended in the one *today* lies in, or, while none has,
    in the one before. Chosen days are widened to their whole weeks, in whichever order they are;
    a period that is too long begins later.
    """
    over = today - A_DAY * today.isoweekday()
    if span is Span.MONTH:
        return Period(_monday(over.replace(day=1)), over)
    if span is Span.QUARTER:
        begins = over.replace(month=(over.month - 1) // 3 * 3 + 1, day=1)
        return Period(_monday(begins), over)
    if span is Span.DAYS:
        chosen = sorted((first or last or over, last or over))
        end = min(_monday(chosen[1]) + A_WEEK - A_DAY, over)
        begin = min(_monday(chosen[0]), _monday(end))
        return Period(max(begin, end + A_DAY - A_WEEK * LONGEST), end)
    weeks = -(-int(span) // 7)
    return Period(over + A_DAY - A_WEEK * weeks, over)


def period_before(period: Period) -> Period:
    """Return the period to compare with: as many weeks, just before."""
    return Period(period.first - A_DAY * period.days, period.first - A_DAY)


def _monday(day: date) -> date:
    return day - A_DAY * (day.isoweekday() - 1)


def _say(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
