from datetime import UTC, datetime, time, timedelta

import pytest

from agency.core.enquiry import Kind
from agency.core.news_time import AT_ONCE, LONDON, Wishes, choose_moment, is_urgent

WEEKDAYS = frozenset(range(5))
NIGHTS = Wishes(quiet_from=time(20), quiet_until=time(7, 30), days=WEEKDAYS)
TWICE = Wishes(digests=(time(9), time(16, 30)), days=WEEKDAYS)


def uk(text: str) -> datetime:
    """A moment as the clocks of the United Kingdom show it."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def told(wishes: Wishes, at: str, *, urgent: bool = False, call_at: str | None = None) -> datetime:
    call = uk(call_at) if call_at else None
    return choose_moment(wishes, urgent=urgent, call_at=call, now=uk(at))


def test_whoever_said_nothing_is_told_at_once_at_any_hour():
    assert told(AT_ONCE, "2026-03-01T03:00") == uk("2026-03-01T03:00")


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-03-02T19:59", "2026-03-02T19:59"),
        ("2026-03-02T20:00", "2026-03-03T07:30"),
        ("2026-03-02T23:59", "2026-03-03T07:30"),
        ("2026-03-03T00:00", "2026-03-03T07:30"),
        ("2026-03-03T07:29", "2026-03-03T07:30"),
        ("2026-03-03T07:30", "2026-03-03T07:30"),
        ("2026-03-06T21:00", "2026-03-09T07:30"),  # Friday evening
        ("2026-03-07T12:00", "2026-03-09T07:30"),  # Saturday
    ],
)
def test_quiet_hours_go_over_midnight_and_over_days_off(at: str, goes: str):
    assert told(NIGHTS, at) == uk(goes)


@pytest.mark.parametrize(
    ("at", "goes_in_utc"),
    [
        # The clocks go forward in the night to 29 March 2026, and back in that to 25 October.
        ("2026-03-28T23:00", datetime(2026, 3, 29, 6, 30, tzinfo=UTC)),
        ("2026-03-27T23:00", datetime(2026, 3, 28, 7, 30, tzinfo=UTC)),
        ("2026-10-24T23:00", datetime(2026, 10, 25, 7, 30, tzinfo=UTC)),
        ("2026-10-23T23:00", datetime(2026, 10, 24, 6, 30, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_when_the_clock_on_the_wall_says_so(at: str, goes_in_utc: datetime):
    every_day = Wishes(quiet_from=time(20), quiet_until=time(7, 30))

    assert told(every_day, at) == goes_in_utc


def test_quiet_hours_that_end_in_the_hour_that_is_skipped_end_all_the_same():
    wishes = Wishes(quiet_from=time(23), quiet_until=time(1, 30))
    moment = told(wishes, "2026-03-28T23:30")

    assert not wishes.is_quiet(moment)
    assert timedelta(0) < moment - uk("2026-03-28T23:30") < timedelta(hours=3)


def test_quiet_hours_that_end_in_the_hour_that_comes_twice_end_the_first_time():
    wishes = Wishes(quiet_from=time(23), quiet_until=time(1, 30))

    assert told(wishes, "2026-10-24T23:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_quiet_hours_may_lie_within_one_day():
    lunch = Wishes(quiet_from=time(12), quiet_until=time(13))

    assert told(lunch, "2026-03-02T12:30") == uk("2026-03-02T13:00")
    assert told(lunch, "2026-03-02T13:30") == uk("2026-03-02T13:30")


@pytest.mark.parametrize(
    ("at", "goes"),
    [
        ("2026-03-02T08:00", "2026-03-02T09:00"),
        ("2026-03-02T09:00", "2026-03-02T09:00"),
        ("2026-03-02T09:01", "2026-03-02T16:30"),
        ("2026-03-02T17:00", "2026-03-03T09:00"),
        ("2026-03-06T17:00", "2026-03-09T09:00"),
    ],
)
def test_a_digest_comes_at_its_next_time_on_a_working_day(at: str, goes: str):
    assert told(TWICE, at) == uk(goes)


def test_what_is_urgent_waits_for_no_digest_but_for_the_end_of_the_night():
    wishes = Wishes(digests=(time(16, 30),), quiet_from=time(20), quiet_until=time(7, 30))

    assert told(wishes, "2026-03-02T10:00", urgent=True) == uk("2026-03-02T10:00")
    assert told(wishes, "2026-03-02T22:00", urgent=True) == uk("2026-03-03T07:30")


def test_a_call_before_the_night_ends_breaks_into_it_where_that_is_wished():
    soon = {"urgent": True, "call_at": "2026-03-03T07:00"}
    alone = Wishes(quiet_from=time(20), quiet_until=time(7, 30), urgent_in_quiet=False)

    assert told(NIGHTS, "2026-03-03T06:00", **soon) == uk("2026-03-03T06:00")
    assert told(alone, "2026-03-03T06:00", **soon) == uk("2026-03-03T07:30")
    later = {"urgent": True, "call_at": "2026-03-03T07:45"}
    assert told(NIGHTS, "2026-03-03T06:00", **later) == uk("2026-03-03T07:30")


@pytest.mark.parametrize(
    ("kind", "call_in", "urgent"),
    [
        (Kind.REGISTRATION, None, False),
        (Kind.CLIENT, None, False),
        (Kind.CALLBACK, None, True),
        (Kind.HANDOFF, None, True),
        (Kind.CALLBACK, timedelta(hours=2), True),
        (Kind.CALLBACK, timedelta(hours=3), False),
        (Kind.REGISTRATION, timedelta(hours=1), True),
        (Kind.REGISTRATION, timedelta(hours=-1), True),
    ],
)
def test_urgent_is_whoever_waits_to_be_called(kind: Kind, call_in: timedelta | None, urgent: bool):
    now = uk("2026-03-02T10:00")

    assert is_urgent(kind, now + call_in if call_in else None, now=now) is urgent


def test_whatever_is_wished_news_goes_in_the_end_and_never_before_it_came():
    quiet = [(None, None), (time(20), time(7, 30)), (time(0), time(23, 59)), (time(9), time(17))]
    now = uk("2026-03-27T18:17")
    for begins, ends in quiet:
        for days in (frozenset({2}), WEEKDAYS, frozenset({6})):
            for digests in ((), (time(12),), (time(1, 30), time(20))):
                wishes = Wishes(digests, begins, ends, days)
                moment = choose_moment(wishes, urgent=False, now=now)
                assert now <= moment <= now + timedelta(days=9), wishes
                assert not wishes.is_quiet(moment), wishes
