"""Which times for a call are offered, and which one is promised: always when somebody is there."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from agency.core.call_wishes import ANY_TIME, CallWish
from agency.core.opening_hours import LONDON, OpeningHours, in_london
from agency.core.spoken_times import DAWN

# A call begins within half an hour of the time that was promised, and there must be time for it.
WITHIN = timedelta(minutes=30)
NOTICE = timedelta(minutes=15)  # nobody reads of a call in less
STEP = timedelta(minutes=15)
KIND_HOUR = time(8, 30)  # nobody is rung earlier who did not ask for it
AFTER_SCHOOL = time(15, 30)
OFFERED_HOURS = (KIND_HOUR, time(10, 30), time(12, 30), AFTER_SCHOOL, time(16, 30))
MOST_OFFERED, MOST_IN_A_DAY = 4, 2
A_WEEK = timedelta(days=7)
APART = timedelta(hours=3)  # two times of one day that suit different people

type InTerm = Callable[[date], bool]


def offer_times(
    hours: OpeningHours,
    now: datetime,
    *,
    in_term: InTerm | None = None,
    taken: Collection[datetime] = (),
    most: int = MOST_OFFERED,
) -> list[datetime]:
    """
    Return the times to choose from, the soonest first; none is *taken* already.

    Whoever works in a school is best rung once the pupils have left: with *in_term* a time after
    school on its next day comes first.
    """
    offered: list[datetime] = []
    for day, begins, ends in _open_days(hours, now):
        chances = [at for hour in OFFERED_HOURS if begins <= (at := in_london(day, hour)) <= ends]
        if not chances or begins > in_london(day, KIND_HOUR):
            chances.insert(0, begins)
        chances = [free for at in chances if (free := _free(at, ends, taken))]
        if not chances:
            continue
        offered += [chances[0], *(at for at in chances if at >= chances[0] + APART)][:MOST_IN_A_DAY]
        if len(offered) >= most:
            break
    after_school = _after_school(hours, now, in_term, taken) if in_term else None
    if after_school:
        offered = [after_school, *(at for at in offered if at != after_school)]
    return offered[:most]


def choose_time(
    wishes: Sequence[CallWish],
    hours: OpeningHours,
    now: datetime,
    *,
    taken: Collection[datetime] = (),
) -> datetime | None:
    """Return the first time that suits and is not *taken*; None: nobody is there when it would."""
    fits = [at for wish in wishes if (at := _first_fit(wish, hours, now, taken)) is not None]
    return min(fits, default=None)


def nearest_times(
    wishes: Sequence[CallWish],
    hours: OpeningHours,
    now: datetime,
    *,
    taken: Collection[datetime] = (),
    most: int = 3,
) -> list[datetime]:
    """Return the times nearest to what was asked for, at most one a day, the soonest first."""
    asked = [_asked(wish, now) for wish in wishes] or [now]

    def distance(at: datetime) -> timedelta:
        return min(abs(at - each) for each in asked)

    best = []
    for day, begins, ends in _open_days(hours, now):
        steps = _steps(max(begins, in_london(day, KIND_HOUR)), ends) or [begins]
        best.append(min([at for at in steps if at not in taken] or steps, key=distance))
    return sorted(sorted(best, key=distance)[:most])


def settle_time(
    wishes: Sequence[CallWish],
    hours: OpeningHours,
    now: datetime,
    *,
    taken: Collection[datetime] = (),
) -> datetime | None:
    """Return the time to promise: one that suits, or the nearest to it, or the next there is."""
    fit = choose_time(wishes or [ANY_TIME], hours, now, taken=taken)
    if fit is None and wishes:
        fit = next(iter(nearest_times(wishes, hours, now, taken=taken, most=1)), None)
    return fit or choose_time([ANY_TIME], hours, now)


def is_as_asked(wishes: Sequence[CallWish], at: datetime) -> bool:
    """Say whether a time suits one of *wishes*."""
    here = at.astimezone(LONDON)
    return any(
        wish.suits(here.date())
        and wish.begins <= here.time() <= wish.ends
        and (wish.not_before is None or wish.not_before.astimezone(LONDON).date() == here.date())
        for wish in wishes
    )


def _first_fit(
    wish: CallWish, hours: OpeningHours, now: datetime, taken: Collection[datetime]
) -> datetime | None:
    moment = max(now, wish.not_before) if wish.not_before else now
    early = wish.begins != DAWN or wish.ends < KIND_HOUR or wish.not_before is not None
    for day, opens, closes in _open_days(hours, moment, first=wish.first):
        if wish.last and day > wish.last:
            return None
        if wish.not_before and day > wish.not_before.astimezone(LONDON).date():
            return None
        if not wish.suits(day):
            continue
        begins = max(opens, in_london(day, wish.begins if early else KIND_HOUR))
        ends = min(closes, in_london(day, wish.ends))
        if begins <= ends:
            # Whoever named a day and an hour, or chose one of ours, gets that one.
            named = wish.first is not None and wish.first == wish.last and wish.begins != DAWN
            return begins if named else _free(begins, ends, taken) or begins
    return None


def _asked(wish: CallWish, now: datetime) -> datetime:
    """Return the moment that was asked for, whether or not anybody is there."""
    if wish.not_before:
        return wish.not_before
    day = max(wish.first or date.min, now.astimezone(LONDON).date())
    while day.weekday() not in wish.days and wish.days:
        day += timedelta(days=1)
    hour = KIND_HOUR if wish.begins == DAWN else wish.begins
    return in_london(day, min(hour, wish.ends))


def _after_school(
    hours: OpeningHours, now: datetime, in_term: InTerm, taken: Collection[datetime]
) -> datetime | None:
    for day, begins, ends in _open_days(hours, now):
        if day - now.astimezone(LONDON).date() > A_WEEK:
            break  # in the holidays nobody waits for the end of them
        at = in_london(day, AFTER_SCHOOL)
        if in_term(day) and begins <= at and (free := _free(at, ends, taken)):
            return free
    return None


def _open_days(
    hours: OpeningHours, now: datetime, *, first: date | None = None
) -> Iterator[tuple[date, datetime, datetime]]:
    """Yield the days on which a call can still begin, with the first and last moment for it."""
    soonest = _on_the_quarter(now + NOTICE)
    today = now.astimezone(LONDON).date()
    for day, opens, closes in hours.days(max(first, today) if first else today):
        begins, ends = max(in_london(day, opens), soonest), in_london(day, closes) - WITHIN
        if begins <= ends:
            yield day, begins, ends


def _free(begins: datetime, ends: datetime, taken: Collection[datetime]) -> datetime | None:
    return next((at for at in _steps(begins, ends) if at not in taken), None)


def _steps(begins: datetime, ends: datetime) -> list[datetime]:
    count = max(0, (ends - begins) // STEP + 1)
    return [begins + number * STEP for number in range(count)]


def _on_the_quarter(at: datetime) -> datetime:
    at = at.astimezone(UTC)
    beyond = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at - beyond + STEP if beyond else at
