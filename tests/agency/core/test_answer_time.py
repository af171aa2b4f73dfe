"""By when a visitor is told that somebody will have answered."""

from datetime import UTC, date, datetime

import pytest

from agency.core.answer_time import answer_by, say_moment

HOURS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), "07:30-17:30") | {
    "friday": "07:30-17:00"
}


@pytest.mark.parametrize(
    ("now", "by"),
    [
        # London is an hour ahead of UTC in summer.
        ("2026-11-23 10:10", "Tuesday 24 November, 10.30am"),
        ("2026-07-06 10:00", "Tuesday 7 July, 11am"),
        ("2026-11-23 05:00", "Monday 23 November, 5.30pm"),
        ("2026-11-23 19:00", "Tuesday 24 November, 5.30pm"),
        ("2026-11-26 17:20", "Friday 27 November, 5pm"),
        ("2026-11-27 12:00", "Monday 30 November, 12pm"),
        ("2026-11-28 12:00", "Monday 30 November, 5.30pm"),
        ("2026-11-29 23:59", "Monday 30 November, 5.30pm"),
    ],
)
def test_an_answer_comes_within_one_working_day(now: str, by: str) -> None:
    asked = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert say_moment(answer_by(HOURS, asked)) == by


def test_a_bank_holiday_is_no_working_day() -> None:
    asked = datetime(2026, 12, 24, 12, 0, tzinfo=UTC)

    by = answer_by(HOURS, asked, closed=[date(2026, 12, 25), date(2026, 12, 28)])

    assert say_moment(by) == "Tuesday 29 December, 12pm"


@pytest.mark.parametrize("hours", [None, {}, {"monday": "when we are in"}])
def test_a_branch_without_hours_keeps_those_of_an_office(hours: dict[str, str] | None) -> None:
    asked = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    assert say_moment(answer_by(hours, asked)) == "Monday 23 November, 5pm"
