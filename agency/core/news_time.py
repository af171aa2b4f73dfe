"""When a consultant is told: at once, with others at set times, and not in quiet hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agency.core.enquiry import Kind

LONDON = ZoneInfo("Europe/London")
EVERY_DAY = frozenset(range(7))  # Monday is 0
SOON = timedelta(hours=2)
LOOK_AHEAD = 15  # days; whoever works on one day a week is awake within this


@dataclass(frozen=True)
class Wishes:
    """
    How one consultant wants to hear of leads, in the hours of the United Kingdom.

    Without `digests` each lead is told of at once. Quiet hours may go over midnight.
    """

    digests: tuple[time, ...] = ()
    quiet_from: time | None = None
    quiet_until: time | None = None
    days: frozenset[int] = EVERY_DAY
    urgent_in_quiet: bool = True

    def is_quiet(self, at: datetime) -> bool:
        """Say whether nobody should be written to at this moment."""
        here = at.astimezone(LONDON)
        return here.weekday() not in self.days or self.is_quiet_time(here.time())

    def is_quiet_time(self, at: time) -> bool:
        """Say whether this time of day lies in the quiet hours."""
        begins, ends = self.quiet_from, self.quiet_until
        if begins is None or ends is None or begins == ends:
            return False
        if begins < ends:
            return begins <= at < ends
        return at >= begins or at < ends


AT_ONCE = Wishes()


def is_urgent(kind: Kind, call_at: datetime | None, *, now: datetime) -> bool:
    """Say whether somebody waits to be called: soon, or at a time that nobody has agreed."""
    waits = kind in (Kind.CALLBACK, Kind.HANDOFF)
    return call_at - now <= SOON if call_at else waits


def choose_moment(
    wishes: Wishes,
    *,
    urgent: bool,
    call_at: datetime | None = None,
    since: datetime | None = None,
    now: datetime,
) -> datetime:
    """
    Return when the news should go; *now* means at once.

    It goes with the first digest from *since* on, when there was news: nobody looks at the very
    moment of a digest, and whoever looks later finds that it is due.

    What is urgent waits for no digest, but for the end of the quiet hours, unless the call
    begins before they end and their owner lets that through.
    """
    moment = now
    if wishes.digests and not urgent:
        moment = max(_next_digest(wishes, since or now), now)
    moment = _end_of_quiet(wishes, moment)
    breaks_in = urgent and wishes.urgent_in_quiet and call_at is not None and call_at < moment
    return now if breaks_in else moment


def _next_digest(wishes: Wishes, since: datetime) -> datetime:
    times = [
        at
        for day in _days_from(since)
        if day.weekday() in wishes.days
        for at in (_at(day, each) for each in wishes.digests)
        if at >= since
    ]
    return min(times, default=since)


def _end_of_quiet(wishes: Wishes, at: datetime) -> datetime:
    if not wishes.is_quiet(at):
        return at
    # Awake again at the end of some quiet hours, or when a working day begins.
    ends = {wishes.quiet_until or time(0), time(0)}
    moments = [
        moment
        for day in _days_from(at)
        for moment in (_at(day, each) for each in ends)
        if moment > at and not wishes.is_quiet(moment)
    ]
    return min(moments, default=at)


def _days_from(at: datetime) -> Iterator[date]:
    today = at.astimezone(LONDON).date()
    return (today + timedelta(days=number) for number in range(LOOK_AHEAD))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, LONDON).astimezone(UTC)
