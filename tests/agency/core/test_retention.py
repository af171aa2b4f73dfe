from datetime import UTC, date, datetime, timedelta

import pytest

from agency.core.privacy_requests import due_on
from agency.core.retention import (
    PeriodUnclear,
    last_night,
    law_keeps_until,
    next_night,
    read_periods,
)

NOON = datetime(2026, 7, 6, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 3, 2), date(2026, 4, 2)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_an_answer_is_due_on_the_same_day_of_the_next_month(asked: date, due: date):
    assert due_on(asked) == due


def test_the_night_is_three_in_the_morning_in_the_united_kingdom():
    assert last_night(NOON) == datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
    assert next_night(NOON) == datetime(2026, 7, 7, 2, 0, tzinfo=UTC)
    assert last_night(datetime(2026, 1, 6, 2, 59, tzinfo=UTC)).day == 5


@pytest.mark.parametrize("hours", range(0, 24 * 8, 5))
def test_every_moment_lies_between_two_nights_also_when_the_clocks_change(hours: int):
    now = datetime(2026, 10, 22, tzinfo=UTC) + timedelta(hours=hours)

    assert last_night(now) <= now < next_night(now)
    assert last_night(next_night(now)) == next_night(now)


def test_the_law_keeps_whoever_we_have_done_something_for():
    last = datetime(2026, 3, 2, tzinfo=UTC)

    assert law_keeps_until([("new", last), ("closed", last)]) is None
    assert law_keeps_until([("registered", last), ("new", NOON)]) == date(2027, 3, 3)


@pytest.mark.parametrize(
    "wrong", [{"registered": 365}, {"placed": 7}, {"conversation": True}, {"conversation": None}]
)
def test_a_period_that_the_law_forbids_or_that_is_none_is_refused(wrong: dict[str, object]):
    with pytest.raises(PeriodUnclear):
        read_periods(wrong)


def test_what_is_not_said_is_as_it_comes_with_the_house():
    assert read_periods({"conversation": 14}).days["unclaimed_cv"] == 7
    assert read_periods({}).end_of_stage("placed", NOON) is None
