"""
Whether schools are about to be in session: a rule, for every council sets dates of its own.

It only decides which times are offered first, so that a week off the mark keeps nobody waiting.
"""

from datetime import date, timedelta

# First and last day, as month and day, of the long holidays of most councils of a nation.
SUMMER = {"scotland": ((6, 27), (8, 15)), "northern_ireland": ((7, 1), (8, 31))}
USUAL_SUMMER = ((7, 22), (8, 31))
CHRISTMAS_BEGINS, CHRISTMAS_ENDS = (12, 21), (1, 2)
# Days from Easter Sunday: Holy Week and the week after it; in Scotland the two weeks after.
EASTER = {"scotland": (-2, 12)}
USUAL_EASTER = (-6, 5)
# Half terms: month, and which of its Mondays begins the week off; -1 is the last.
HALF_TERMS = {"scotland": ((2, 2), (10, 1), (10, 2))}
USUAL_HALF_TERMS = ((2, 2), (5, -1), (10, -1))


def in_term(day: date, nation: str) -> bool:
    """Say whether most schools of *nation* are in session on *day*."""
    return day.weekday() < 5 and not (
        _in_summer(day, nation)
        or _at_christmas(day)
        or _around_easter(day, nation)
        or _in_half_term(day, nation)
    )


def easter(year: int) -> date:
    """Return Easter Sunday, after the rule of the western churches."""
    century, rest = divmod(year, 100)
    golden = year % 19
    skipped, left = divmod(century, 4)
    moon = (century + 8) // 25
    epact = (19 * golden + century - skipped - (century - moon + 1) // 3 + 15) % 30
    weekday = (32 + 2 * left + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _in_summer(day: date, nation: str) -> bool:
    first, last = SUMMER.get(nation, USUAL_SUMMER)
    return first <= (day.month, day.day) <= last


def _at_christmas(day: date) -> bool:
    return (day.month, day.day) >= CHRISTMAS_BEGINS or (day.month, day.day) <= CHRISTMAS_ENDS


def _around_easter(day: date, nation: str) -> bool:
    first, last = EASTER.get(nation, USUAL_EASTER)
    return first <= (day - easter(day.year)).days <= last


def _in_half_term(day: date, nation: str) -> bool:
    monday = day - timedelta(days=day.weekday())
    weeks = HALF_TERMS.get(nation, USUAL_HALF_TERMS)
    return any(monday == _monday(day.year, month, number) for month, number in weeks)


def _monday(year: int, month: int, number: int) -> date:
    """Return a month's Monday by its number from 0; -1 is the last."""
    first = date(year, month, 1)
    mondays = [first + timedelta(days=(-first.weekday()) % 7 + 7 * week) for week in range(5)]
    return [each for each in mondays if each.month == month][number]
