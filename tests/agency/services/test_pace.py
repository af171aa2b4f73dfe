from datetime import timedelta

from sqlalchemy import func, select

from agency.services.keys.pace import ACCOUNT, ADDRESS, BROWSER, take_turn, was_right
from agency.storage.models import Guess
from tests.factories import MONDAY

HOME = [(ADDRESS, "192.0.2.1")]


def seconds(turn):
    return turn.wait.total_seconds() if turn else None


def test_five_failures_are_free_and_the_next_tries_queue(session):
    for _ in range(5):
        assert seconds(take_turn(session, HOME, now=MONDAY)) == 0

    waits = [seconds(take_turn(session, HOME, now=MONDAY)) for _ in range(7)]

    assert waits == [3, 6, 9, 12, 15, None, None]


def test_after_a_while_it_is_forgotten(session):
    for _ in range(5):
        take_turn(session, HOME, now=MONDAY)

    later = take_turn(session, HOME, now=MONDAY + timedelta(minutes=5, seconds=1))

    assert seconds(later) == 0


def test_a_guesser_at_many_addresses_is_slowed_by_the_account_and_its_owner_is_not(session):
    for number in range(10):
        counts = [(ADDRESS, f"192.0.2.{number}"), (ACCOUNT, "ada@example.org")]
        take_turn(session, counts, now=MONDAY)

    guesser = [(ADDRESS, "192.0.2.99"), (ACCOUNT, "ada@example.org")]
    assert seconds(take_turn(session, guesser, now=MONDAY)) == 3
    assert seconds(take_turn(session, [(BROWSER, "known")], now=MONDAY)) == 0


def test_what_was_right_counts_for_nothing(session):
    for _ in range(20):
        was_right(session, take_turn(session, HOME, now=MONDAY))

    assert seconds(take_turn(session, HOME, now=MONDAY)) == 0


def test_whoever_is_not_patient_is_sent_away_and_keeps_nobody_waiting(session):
    for _ in range(5):
        take_turn(session, HOME, now=MONDAY)
    for _ in range(5):
        assert take_turn(session, HOME, patient=False, now=MONDAY) is None

    assert seconds(take_turn(session, HOME, now=MONDAY)) == 3


def test_every_process_counts_together_and_a_restart_forgets_nothing(open_unit):
    for _ in range(5):
        with open_unit() as session:
            take_turn(session, HOME, now=MONDAY)

    with open_unit() as another:
        assert seconds(take_turn(another, HOME, now=MONDAY)) == 3


def test_no_address_is_kept_and_what_is_over_is_cleared_away(session):
    counts = [(ADDRESS, "192.0.2.1"), (ACCOUNT, "ada@example.org")]
    take_turn(session, counts, now=MONDAY)
    kept = session.scalars(select(Guess.against)).all()
    assert len(kept) == 2
    assert not any("192" in each or "ada" in each for each in kept)

    take_turn(session, HOME, now=MONDAY + timedelta(hours=1))

    assert session.scalar(select(func.count()).select_from(Guess)) == 1
