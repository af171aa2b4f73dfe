"""On which days somebody works."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
USUAL = frozenset(WEEKDAYS[:5])
LOOKS_AHEAD = 400  # days: whoever is away for longer is as good as away for good


@dataclass(frozen=True)
class Absence:
    """A time in which somebody is not there, first and last day included."""

    starts: date
    ends: date

    def covers(self, day: date) -> bool:
        return self.starts <= day <= self.ends


@dataclass(frozen=True)
class WorkingWeek:
    """One person's weekdays, the bank holidays where they are, and when they are away."""

    days: frozenset[str] = USUAL
    absences: tuple[Absence, ...] = ()
    bank_holidays: Mapping[date, str] | None = None

    def works_on(self, day: date) -> bool:
        """Say whether this is one of their days at all, whether they are away or not."""
        return WEEKDAYS[day.weekday()] in self.days and day not in (self.bank_holidays or {})

    def is_away_on(self, day: date) -> bool:
        return any(absence.covers(day) for absence in self.absences)

    def first_day(self, start: date, *, in_spite_of_absence: bool = False) -> date | None:
        """Return the first day from *start* on which they work; None is not in sight."""
        for ahead in range(LOOKS_AHEAD):
            day = start + timedelta(days=ahead)
            if self.works_on(day) and (in_spite_of_absence or not self.is_away_on(day)):
                return day
        return None
