"""Which days a report is about, by the calendar of London."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.core.contact_times import measure_waits, roughly
from agency.core.report_periods import LONGEST, Period, Span, choose_period, period_before

TODAY = date(2026, 5, 12)


@pytest.mark.parametrize(
    ("span", "first", "before"),
    [
        (Span.WEEK, date(2026, 5, 4), ("2026-04-27", "2026-05-03")),
        (Span.FOUR_WEEKS, date(2026, 4, 13), ("2026-03-16", "2026-04-12")),
        (Span.NINETY_DAYS, date(2026, 2, 9), ("2025-11-10", "2026-02-08")),
        (Span.MONTH, date(2026, 4, 27), ("2026-04-13", "2026-04-26")),
        (Span.QUARTER, date(2026, 3, 30), ("2026-02-16", "2026-03-29")),
    ],
)
def test_a_period_ends_last_sunday_and_is_compared_with_as_many_weeks(span, first, before):
    period = choose_period(span, TODAY)

    assert period == Period(first, date(2026, 5, 10))
    assert period_before(period) == Period(*map(date.fromisoformat, before))


def test_on_a_sunday_this_week_is_not_over():
    assert choose_period(Span.WEEK, date(2026, 5, 10)).last == date(2026, 5, 3)
    assert choose_period(Span.WEEK, date(2026, 5, 11)).last == date(2026, 5, 10)


def test_until_a_week_of_a_month_is_over_it_is_the_month_before():
    first_of_may = choose_period(Span.MONTH, date(2026, 5, 2))

    assert first_of_may == Period(date(2026, 3, 30), date(2026, 4, 26))


def test_chosen_days_may_stand_in_any_order_and_become_their_whole_weeks():
    chosen = choose_period(Span.DAYS, TODAY, date(2027, 1, 1), date(2026, 5, 1))

    assert chosen == Period(date(2026, 4, 27), date(2026, 5, 10))


def test_days_of_the_week_that_runs_are_those_of_the_last_one_that_is_over():
    assert choose_period(Span.DAYS, TODAY, TODAY, TODAY) == Period(
        date(2026, 5, 4), date(2026, 5, 10)
    )


def test_nobody_asks_for_a_thousand_years():
    chosen = choose_period(Span.DAYS, TODAY, date(1026, 1, 1), TODAY)

    assert chosen.days == LONGEST * 7


dates = st.dates(date(2024, 1, 1), date(2026, 6, 30))


asked = st.tuples(st.sampled_from(Span), dates, dates, dates)


@given(asked, asked)
def test_no_two_periods_differ_by_less_than_a_whole_week(
    one: tuple[Span, date, date, date], other: tuple[Span, date, date, date]
):
    """Whoever takes one report from another is left with whole weeks: no day can be told."""
    some, others = choose_period(*one), choose_period(*other)
    days = [
        {period.first + timedelta(days=n) for n in range(period.days)}
        for period in (some, period_before(some), others, period_before(others))
    ]

    for theirs in days:
        for taken_away in days:
            for left in theirs - taken_away:
                monday = left - timedelta(days=left.weekday())
                assert {monday + timedelta(days=n) for n in range(7)} <= theirs - taken_away


@given(dates, dates, dates)
def test_a_day_stands_in_the_report_of_one_week_alone(today: date, first: date, last: date):
    period = choose_period(Span.DAYS, today, first, last)

    assert {each.days for each in period.slices()} <= ({1} if period.days == 7 else {7, 14, 21, 28})


def test_a_period_is_said_as_short_as_it_is_clear():
    def says(first: str, last: str) -> str:
        return Period(date.fromisoformat(first), date.fromisoformat(last)).says()

    assert says("2026-03-02", "2026-03-08") == "2 to 8 March 2026"
    assert says("2026-02-23", "2026-03-01") == "23 February to 1 March 2026"
    assert says("2025-12-29", "2026-01-04") == "29 December 2025 to 4 January 2026"
    assert says("2026-03-02", "2026-03-02") == "2 March 2026"


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, LONGEST))
def test_slices_are_the_period_without_a_gap(first: date, days: int):
    period = Period(first, first + timedelta(days=days - 1))
    slices = period.slices()

    assert (slices[0].first, slices[-1].last) == (period.first, period.last)
    for one, next_one in pairwise(slices):
        assert next_one.first == one.last + timedelta(days=1)
    assert len(slices) <= 28


def test_the_middle_and_nine_of_ten_reckoned_by_hand():
    waits = measure_waits({10: 1, 20: 1, 30: 1, 40: 1, 1000: 1}, in_time=4)

    assert (waits.count, waits.median, waits.ninth, waits.in_time) == (5, 30, 1000, 4)
    assert measure_waits({}, 0).median is None
    assert measure_waits({7: 10}, 10).ninth == 7


@given(st.lists(st.integers(0, 5000), min_size=1))
def test_half_waited_no_longer_than_the_middle_and_nine_in_ten_no_longer_than_the_ninth(
    waited: list[int],
):
    waits = measure_waits({each: waited.count(each) for each in waited}, 0)

    assert sum(each <= waits.median for each in waited) * 2 >= len(waited)
    assert sum(each < waits.median for each in waited) * 2 < len(waited) + 1
    assert sum(each <= waits.ninth for each in waited) * 10 >= 9 * len(waited)


@given(st.integers(0, 1_000_000))
def test_a_rough_time_is_within_a_twentieth(minutes: int):
    assert abs(roughly(minutes) - minutes) <= minutes / 20
