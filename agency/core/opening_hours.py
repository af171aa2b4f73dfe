"""When somebody is there to take up the telephone, day by day."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agency.core.working_days import WEEKDAYS, WorkingWeek

type Span = tuple[time, time]

LONDON = ZoneInfo("Europe/London")
USUAL = dict.fromkeys(WEEKDAYS[:5], "09:00-17:00")
LOOKS_AHEAD = 60  # days


@dataclass(frozen=True)
class OpeningHours:
    """
    The hours of a branch, as data/agency.yml has them, in the time of the United Kingdom.

    On *closed* days nobody is there, unless the hours name that very day. With a *week*, only
    its owner's days count.
    """

    hours: Mapping[str, str] | None = None
    closed: Collection[date] = ()
    week: WorkingWeek | None = None
    _week: Mapping[int, Span] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_week", week_of(self.hours) or week_of(USUAL))

    def on(self, day: date) -> Span | None:
        """Return when *day* begins and ends; None is a day on which nobody is there."""
        if self.week and (self.week.is_away_on(day) or not self.week.works_on(day)):
            return None
        return span_on(self.hours, self._week, day, self.closed)

    def days(self, first: date) -> Iterator[tuple[date, time, time]]:
        """Yield the open days from *first* on, with their hours."""
        for ahead in range(LOOKS_AHEAD):
            day = first + timedelta(days=ahead)
            if hours := self.on(day):
                yield day, *hours

    def are_kept_at(self, at: datetime) -> bool:
        """Say whether somebody is there at this moment."""
        here = at.astimezone(LONDON)
        hours = self.on(here.date())
        return hours is not None and hours[0] <= here.time() < hours[1]


def week_of(hours: Mapping[str, str] | None) -> dict[int, Span]:
    """Return opening and closing by weekday; what is not two times is a day off."""
    said = {number: _span((hours or {}).get(name)) for number, name in enumerate(WEEKDAYS)}
    return {number: span for number, span in said.items() if span}


def span_on(
    hours: Mapping[str, str] | None,
    week: Mapping[int, Span],
    day: date,
    closed: Collection[date] = (),
) -> Span | None:
    """Return when *day* begins and ends: as *hours* say of that very day, or as in every week."""
    if (exception := (hours or {}).get(day.isoformat())) is not None:
        return _span(exception)
    return None if day in closed else week.get(day.weekday())


def _span(said: str | None) -> Span | None:
    opens, _, closes = str(said or "").partition("-")
    try:
        return time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())
    except ValueError:
        return None


def in_london(day: date, hour: time) -> datetime:
    """Return the moment, in UTC, at which clocks in London show *hour* on *day*."""
    return datetime.combine(day, hour, LONDON).astimezone(UTC)
