"""Until when a vacancy is open: a date, or so long after the day on which it is taken in."""

import re
from datetime import date, timedelta

_SO_LONG = re.compile(r"in (\d{1,2}) (week|day)s?", re.IGNORECASE)


def find_closing_day(text: str, *, on: date) -> date | None:
    """Return the last day that *text* says: "2027-02-12", or "in 12 weeks" from *on*."""
    if so_long := _SO_LONG.fullmatch(text):
        number, unit = so_long.groups()
        return on + timedelta(**{f"{unit.lower()}s": int(number)})
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
