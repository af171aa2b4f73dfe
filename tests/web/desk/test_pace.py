from contextlib import ExitStack
from datetime import timedelta

from tests.factories import MONDAY
from web.desk.pace import REMEMBERED, Pace, Paces, Try


def a_pace() -> Pace:
    return Pace(free=5, within=timedelta(minutes=5))


def test_five_failures_are_free_and_the_next_tries_queue():
    pace = a_pace()
    for _ in range(5):
        assert pace.wait("home", now=MONDAY) == timedelta(0)
        pace.failed("home", now=MONDAY)

    waits = [pace.wait("home", now=MONDAY) for _ in range(7)]

    assert waits == [*(timedelta(seconds=s) for s in (3, 6, 9, 12, 15)), None, None]


def test_after_a_while_it_is_forgotten():
    pace = a_pace()
    for _ in range(5):
        pace.failed("home", now=MONDAY)

    assert pace.wait("home", now=MONDAY + timedelta(minutes=5, seconds=1)) == timedelta(0)


def test_a_guesser_at_many_addresses_is_slowed_by_the_account():
    paces = Paces()
    for number in range(10):
        paces.failed(Try(f"192.0.2.{number}", "ada@example.org"), now=MONDAY)

    wait = paces.wait(Try("192.0.2.99", " ADA@example.org"), now=MONDAY)

    assert wait == timedelta(seconds=3)
    assert paces.wait(Try("192.0.2.99", "ada@example.org", "known"), now=MONDAY) == timedelta(0)


def test_tries_that_come_all_at_once_are_slowed_like_any_others():
    paces, tried = Paces(), Try("192.0.2.1", "ada@example.org")

    with ExitStack() as being_checked:
        waits = []
        for _ in range(7):
            waits.append(paces.wait(tried, now=MONDAY))
            being_checked.enter_context(paces.checking(tried))

    assert waits == [timedelta(seconds=s) for s in (0, 0, 0, 0, 0, 3, 6)]
    assert paces.wait(tried, now=MONDAY) == timedelta(0)


def test_made_up_addresses_do_not_fill_the_memory():
    pace = a_pace()

    for number in range(REMEMBERED + 500):
        pace.failed(str(number), now=MONDAY)

    assert len(pace.failures) <= REMEMBERED
