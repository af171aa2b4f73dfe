"""Which time for a call is promised: the one meant, and never one when nobody is there."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from agency.core.answer_time import say_call
from agency.core.call_times import choose_time, nearest_times, offer_times, settle_time
from agency.core.call_wishes import read_wishes
from agency.core.opening_hours import LONDON, OpeningHours
from agency.core.school_terms import in_term
from agency.core.working_days import Absence, WorkingWeek
from agency.services.agency.bank_holidays import list_bank_holidays

HOURS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday"), "07:30-17:30") | {
    "friday": "07:30-17:00"
}
OPEN = OpeningHours(HOURS)
MONDAY = datetime(2026, 11, 23, 10, 10, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def promised(said: str, now: datetime = MONDAY, hours: OpeningHours = OPEN) -> str | None:
    chosen = choose_time(read_wishes(said, now), hours, now)
    return f"{chosen.astimezone(LONDON):%a %d %b %H:%M}" if chosen else None


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("tomorrow after 4", "Tue 24 Nov 16:00"),
        ("Tomorrow, after four please", "Tue 24 Nov 16:00"),
        ("Monday morning", "Mon 23 Nov 10:30"),
        ("next Monday", "Mon 30 Nov 08:30"),
        ("any time", "Mon 23 Nov 10:30"),
        ("not Tuesdays", "Mon 23 Nov 10:30"),
        ("not today or tomorrow", "Wed 25 Nov 08:30"),
        ("any day but Monday", "Tue 24 Nov 08:30"),
        ("I can't do Mondays", "Tue 24 Nov 08:30"),
        ("any time except Monday afternoon", "Tue 24 Nov 08:30"),
        ("not mornings", "Mon 23 Nov 12:00"),
        ("in an hour", "Mon 23 Nov 11:30"),
        ("in half an hour", "Mon 23 Nov 11:00"),
        ("now", "Mon 23 Nov 10:30"),
        ("ASAP please", "Mon 23 Nov 10:30"),
        ("Thursday after four", "Thu 26 Nov 16:00"),
        ("Thursdays", "Thu 26 Nov 08:30"),
        ("afternoons", "Mon 23 Nov 12:00"),
        ("after school hours", "Mon 23 Nov 15:30"),
        ("half past three", "Mon 23 Nov 15:30"),
        ("quarter to five tomorrow", "Tue 24 Nov 16:45"),
        ("3ish", "Mon 23 Nov 15:00"),
        ("between 2 and 4 on Wednesday", "Wed 25 Nov 14:00"),
        ("2-4pm", "Mon 23 Nov 14:00"),
        ("16:00", "Mon 23 Nov 16:00"),
        ("before 9", "Tue 24 Nov 08:30"),
        ("7.30am tomorrow", "Tue 24 Nov 07:30"),
        ("24/11 at noon", "Tue 24 Nov 12:00"),
        ("the 25th after 2", "Wed 25 Nov 14:00"),
        ("Tues 24th Nov 2pm", "Tue 24 Nov 14:00"),
        ("Monday 30 November, from 4.15pm", "Mon 30 Nov 16:15"),
        ("Tuesday or Wednesday after 4", "Tue 24 Nov 16:00"),
        ("Monday at 9 or after 4", "Mon 23 Nov 16:00"),
        ("Mon-Wed after 3", "Mon 23 Nov 15:00"),
        ("next week", "Mon 30 Nov 08:30"),
        ("in a couple of days", "Wed 25 Nov 08:30"),
        ("evenings", "Mon 23 Nov 17:00"),
        ("Friday evening", None),
        ("Saturday", None),
        ("ring me tonight at 9", None),
    ],
)
def test_a_time_is_taken_from_the_words_of_the_sender(said: str, when: str | None) -> None:
    assert promised(said) == when


@pytest.mark.parametrize("said", ["after my shift", "when the kids are in bed", "yes", "hello"])
def test_what_names_no_time_is_not_understood(said: str) -> None:
    assert read_wishes(said, MONDAY) == ()


def test_what_is_offered_is_understood_when_it_comes_back() -> None:
    for offered in offer_times(OPEN, MONDAY):
        assert choose_time(read_wishes(say_call(offered), MONDAY), OPEN, MONDAY) == offered


@pytest.mark.parametrize(
    ("said", "now", "nearest"),
    [
        ("ring me tonight at 9", "2026-11-23 10:10", "Monday 23 November, from 5pm"),
        ("Saturday morning", "2026-11-23 10:10", "Friday 27 November, from 4.30pm"),
        ("tonight at 9", "2026-11-27 18:00", "Monday 30 November, from 8.30am"),
    ],
)
def test_outside_the_hours_the_nearest_time_is_found(said: str, now: str, nearest: str) -> None:
    moment = at(now)

    times = nearest_times(read_wishes(said, moment), OPEN, moment)

    assert nearest in [say_call(each) for each in times]
    assert all(OPEN.are_kept_at(each) for each in times)


def test_whatever_is_said_a_promise_is_made_for_when_somebody_is_there() -> None:
    said = ["now", "tonight at 9", "Sunday", "after my shift", "31 December at 7am", "any time"]
    for hour in range(0, 24 * 14, 5):
        now = MONDAY + timedelta(hours=hour, minutes=7)
        for each in said:
            promise = settle_time(read_wishes(each, now), OPEN, now)
            assert promise is not None
            assert promise > now
            assert OPEN.are_kept_at(promise)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-27 19:00", "Monday 30 November, from 8.30am"),
        ("2026-11-28 09:00", "Monday 30 November, from 8.30am"),
        ("2026-11-23 07:00", "Monday 23 November, from 8.30am"),
        ("2026-11-23 10:10", "Monday 23 November, from 10.30am"),
        ("2026-11-23 16:50", "Tuesday 24 November, from 8.30am"),
    ],
)
def test_what_is_offered_is_never_past_and_begins_at_a_kind_hour(now: str, first: str) -> None:
    offered = offer_times(OPEN, at(now))

    assert say_call(offered[0]) == first
    assert len(offered) == 4
    assert offered == sorted(set(offered))


def test_nobody_is_put_off_until_the_end_of_the_holidays() -> None:
    before_christmas = at("2026-12-24T17:00")

    offered = offer_times(OPEN, before_christmas, in_term=lambda day: in_term(day, "england"))

    assert offered == sorted(offered)
    assert say_call(offered[0]) == "Friday 25 December, from 8.30am"  # no bank holidays given here


def test_whoever_works_in_a_school_is_offered_a_time_after_school_first() -> None:
    def england(day: date) -> bool:
        return in_term(day, "england")

    assert say_call(offer_times(OPEN, MONDAY, in_term=england)[0]) == (
        "Monday 23 November, from 3.30pm"
    )
    late = at("2026-11-23 16:00")
    assert say_call(offer_times(OPEN, late, in_term=england)[0]) == (
        "Tuesday 24 November, from 3.30pm"
    )
    in_august = at("2026-08-10 10:00")
    assert say_call(offer_times(OPEN, in_august, in_term=england)[0]) == (
        "Monday 10 August, from 10.15am"
    )


@pytest.mark.parametrize(
    ("day", "nation", "open_"),
    [
        ("2026-11-23", "england", True),
        ("2026-11-22", "england", False),
        ("2026-10-26", "england", False),
        ("2026-10-26", "scotland", True),
        ("2026-10-13", "scotland", False),
        ("2026-04-06", "england", False),
        ("2026-04-13", "england", True),
        ("2026-04-13", "scotland", False),
        ("2026-07-10", "northern_ireland", False),
        ("2026-08-20", "scotland", True),
        ("2026-08-20", "wales", False),
        ("2026-12-24", "wales", False),
        ("2026-02-17", "england", False),
        ("2026-05-27", "england", False),
    ],
)
def test_schools_are_in_session_in_term(day: str, nation: str, open_: bool) -> None:
    assert in_term(date.fromisoformat(day), nation) is open_


@pytest.mark.parametrize(
    ("now", "utc"),
    [
        # Clocks go forward on 29 March and back on 25 October 2026, each a Sunday.
        ("2026-03-27 18:00", "2026-03-30 07:30"),
        ("2026-03-20 18:00", "2026-03-23 08:30"),
        ("2026-10-23 18:00", "2026-10-26 08:30"),
        ("2026-10-16 18:00", "2026-10-19 07:30"),
    ],
)
def test_the_hours_are_those_of_london_on_both_sides_of_a_change(now: str, utc: str) -> None:
    promise = settle_time(read_wishes("any time", at(now)), OPEN, at(now))

    assert promise == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_an_hour_is_an_hour_when_the_clocks_change() -> None:
    all_week = OpeningHours(dict.fromkeys(("saturday", "sunday"), "00:00-23:30"))
    before = datetime(2026, 3, 29, 0, 45, tzinfo=UTC)

    chosen = choose_time(read_wishes("in an hour", before), all_week, before)

    assert chosen == datetime(2026, 3, 29, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("nation", "said", "now", "when"),
    [
        ("england", "Friday at 10", "2026-12-23 12:00", None),
        ("england", "any time", "2026-12-24 18:00", "Tue 29 Dec 08:30"),
        ("scotland", "any time", "2026-12-31 18:00", "Tue 05 Jan 08:30"),
        ("england", "any time", "2026-12-31 18:00", "Mon 04 Jan 08:30"),
        ("scotland", "Monday morning", "2026-11-27 18:00", None),
        ("england", "Monday morning", "2026-11-27 18:00", "Mon 30 Nov 08:30"),
    ],
)
def test_nobody_is_promised_a_bank_holiday_of_the_branchs_nation(
    nation: str, said: str, now: str, when: str | None
) -> None:
    holidays = list_bank_holidays(nation, around=at(now).date())

    assert promised(said, at(now), OpeningHours(HOURS, holidays)) == when


def test_the_one_who_rings_is_not_away() -> None:
    week = WorkingWeek(
        frozenset({"monday", "thursday"}), (Absence(date(2026, 11, 26), date(2026, 11, 26)),)
    )
    tuesday = at("2026-11-24 09:00")

    hours = OpeningHours(HOURS, (), week)

    assert promised("any time", tuesday, hours) == "Mon 30 Nov 08:30"
    assert promised("Thursday", tuesday, hours) is None


def test_two_who_come_at_any_time_are_not_promised_the_same_one() -> None:
    wishes = read_wishes("any time", MONDAY)
    first = settle_time(wishes, OPEN, MONDAY)
    assert first

    second = settle_time(wishes, OPEN, MONDAY, taken=[first])

    assert second == first + timedelta(minutes=15)


def test_hours_that_cannot_be_read_are_those_of_an_office() -> None:
    assert OpeningHours({"monday": "when we are in"}).on(date(2026, 11, 23)) == (time(9), time(17))


def test_a_time_that_is_taken_is_not_offered_but_one_that_was_named_is_kept() -> None:
    first, *_ = offer_times(OPEN, MONDAY)

    assert first not in offer_times(OPEN, MONDAY, taken=[first])
    chosen = read_wishes(say_call(first), MONDAY)
    assert settle_time(chosen, OPEN, MONDAY, taken=[first]) == first
