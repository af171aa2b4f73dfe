"""How long we keep what about whom, and when what is over goes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
# When nobody works and hardly anybody chats.
NIGHT = time(3)

# A file is written before its row is: a day later, whoever was to write the row has died.
FILE_WITHOUT_ROW_KEPT = timedelta(days=1)
# Long enough to see what was put right, and to put it back.
WRONG_VALUE_KEPT = timedelta(days=30)
# The Conduct of Employment Agencies and Employment Businesses Regulations 2003, regulation 29:
# a work-seeker's record is kept for a year after the last service to them.
LAW_KEEPS = timedelta(days=366)

CONVERSATION, UNCLAIMED_CV = "conversation", "unclaimed_cv"
UNREGISTERED, REGISTERED, PLACED = "unregistered", "registered", "placed"
# Days; none is as long as they are at that stage.
DEFAULTS: Mapping[str, int | None] = MappingProxyType(
    {
        # A visitor may come back to a chat within weeks; nobody needs it for longer.
        CONVERSATION: 30,
        # A file sent by somebody who never registered was not ours to keep.
        UNCLAIMED_CV: 7,
        UNREGISTERED: 366,
        REGISTERED: 366,
        PLACED: None,
    }
)
BOUNDS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        CONVERSATION: (1, 366),
        UNCLAIMED_CV: (1, 90),
        UNREGISTERED: (30, 2200),
        REGISTERED: (LAW_KEEPS.days, 2200),
        PLACED: (LAW_KEEPS.days, 2200),
    }
)
PERIOD_OF_STAGE: Mapping[str, str] = MappingProxyType(
    {
        "new": UNREGISTERED,
        "contacted": UNREGISTERED,
        "closed": UNREGISTERED,
        "registered": REGISTERED,
        "placed": PLACED,
    }
)
# At these we have done something for them that the law wants a record of.
STAGES_OF_SERVICE = frozenset({"registered", "placed"})


class PeriodUnclear(ValueError):
    """A period that is none, or one outside what is allowed; the message names which."""


@dataclass(frozen=True)
class Periods:
    """The agency's own periods, in days."""

    days: Mapping[str, int | None]

    def end(self, name: str, now: datetime) -> datetime | None:
        """Return the time before which something of this kind is too old; None is never."""
        days = self.days[name]
        return None if days is None else now - timedelta(days=days)

    def end_of_stage(self, stage: str, now: datetime) -> datetime | None:
        """Return the time before which a lead at *stage* was touched too long ago."""
        return self.end(PERIOD_OF_STAGE[stage], now)


def read_periods(given: Mapping[str, Any]) -> Periods:
    """Return *given* as periods, what is not in it as it comes with the house."""
    if strange := sorted(set(given) - set(DEFAULTS)):
        raise PeriodUnclear(f"there is no period {strange[0]:.40}")
    days: dict[str, int | None] = {**DEFAULTS}
    for name, value in given.items():
        lowest, highest = BOUNDS[name]
        if value is None and DEFAULTS[name] is None:
            days[name] = None
        elif (
            isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest
        ):
            raise PeriodUnclear(name)
        else:
            days[name] = value
    return Periods(MappingProxyType(days))


def files_without_rows_end_before(now: datetime) -> datetime:
    """Return the time before which a file must have found its row."""
    return now - FILE_WITHOUT_ROW_KEPT


def wrong_values_end_before(now: datetime) -> datetime:
    """Return the time before which a value was put right too long ago to keep the wrong one."""
    return now - WRONG_VALUE_KEPT


def last_night(now: datetime) -> datetime:
    """Return the latest moment, not after *now*, at which what is over goes."""
    here = now.astimezone(LONDON)
    tonight = datetime.combine(here.date(), NIGHT, LONDON)
    if tonight > here:
        tonight = datetime.combine(here.date() - timedelta(days=1), NIGHT, LONDON)
    return tonight.astimezone(now.tzinfo)


def next_night(now: datetime) -> datetime:
    """Return the first moment after *now* at which what is over goes."""
    after = last_night(now).astimezone(LONDON).date() + timedelta(days=1)
    return datetime.combine(after, NIGHT, LONDON).astimezone(now.tzinfo)


def law_keeps_until(leads: Iterable[tuple[str, datetime]]) -> date | None:
    """
    Return until which day the law wants a record, of leads as (stage, last touched).

    None says that we have done nothing for them yet: an application on which nobody acted may go.
    """
    last = [touched for stage, touched in leads if stage in STAGES_OF_SERVICE]
    return (max(last) + LAW_KEEPS).date() if last else None
