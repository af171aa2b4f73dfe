"""Until when a vacancy is open."""

from datetime import date

import pytest

from agency.core.closing_days import find_closing_day

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-04-17", date(2026, 4, 17)),
        ("in 2 weeks", date(2026, 3, 16)),
        ("In 1 week", date(2026, 3, 9)),
        ("in 10 days", date(2026, 3, 12)),
        ("soon", None),
        ("in 100 weeks", None),
        ("in weeks", None),
        ("2026-02-30", None),
    ],
)
def test_a_closing_day_is_a_date_or_so_long_after_it_is_taken_in(said: str, meant: date | None):
    assert find_closing_day(said, on=MONDAY) == meant
