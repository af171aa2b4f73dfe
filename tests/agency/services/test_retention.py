import os
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from agency.services.leads.leads import change_lead
from agency.services.leads.same_people import say_whether_same
from agency.services.privacy.erasures import erase_person
from agency.services.privacy.holds import end_hold, place_hold
from agency.services.privacy.own_details import correct_details
from agency.services.privacy.requests import keep_request
from agency.services.privacy.retention import find_expired, forget_expired, forget_tonight
from agency.storage.models import Access, Asked, Candidate, Conversation, Correction, Cv, Stage, Way
from tests.factories import (
    MONDAY,
    a_consultant,
    a_conversation,
    a_cv,
    a_desk,
    a_lead,
    a_turn,
    an_id,
)

NEXT_WEEK = MONDAY + timedelta(days=8)
NEXT_MONTH = MONDAY + timedelta(days=31)
NEXT_YEAR = MONDAY + timedelta(days=367)


def test_a_chat_that_led_to_nothing_is_forgotten_after_a_month(session, store):
    a_turn(session, a_conversation(session), "Hello")

    assert not forget_expired(session, store, now=NEXT_WEEK).any
    assert forget_expired(session, store, now=NEXT_MONTH).conversations == 1
    assert session.scalars(select(Conversation)).all() == []


def test_a_cv_nobody_claimed_is_forgotten_after_a_week(session, store):
    a_cv(session, a_conversation(session), key=store.keep(b"a CV"))

    assert forget_expired(session, store, now=NEXT_WEEK).cvs == 1
    assert session.scalars(select(Cv)).all() == []
    assert list(store.keys()) == []


def test_a_file_that_lost_its_row_is_erased_after_a_day(session, store):
    kept, lost = store.keep(b"a CV"), store.keep(b"a CV whose row was never written")
    begun = (store.root / lost).with_suffix(".part")
    begun.write_bytes(b"half a CV")
    a_cv(session, a_conversation(session), key=kept)

    def grow_old(hours: int) -> None:
        at = (MONDAY - timedelta(hours=hours)).timestamp()
        for path in (store.root / kept, store.root / lost, begun):
            os.utime(path, (at, at))

    grow_old(hours=23)
    assert forget_expired(session, store, now=MONDAY).lost_files == 0
    assert begun.exists()

    grow_old(hours=25)
    assert forget_expired(session, store, now=MONDAY).lost_files == 1
    assert list(store.keys()) == [kept]
    assert not begun.exists()


def test_a_candidate_is_forgotten_a_year_after_we_last_helped(session, store):
    a_desk(session)
    a_lead(session)

    assert not forget_expired(session, store, now=NEXT_MONTH).any
    assert forget_expired(session, store, now=NEXT_YEAR).candidates == 1
    assert session.scalars(select(Candidate)).all() == []
    assert session.scalars(select(Conversation)).all() == []


@pytest.mark.parametrize("change", [{"stage": Stage.PLACED}, {"note": "Rang again."}])
def test_whoever_we_still_work_with_is_kept(session, store, change):
    a_desk(session)
    change_lead(session, a_lead(session), by="a test", now=NEXT_YEAR, **change)

    assert forget_expired(session, store, now=NEXT_YEAR).candidates == 0


def test_what_is_shown_for_tonight_is_exactly_what_the_night_takes(session, store):
    a_desk(session)
    by = a_consultant(session, access=Access.MANAGER)
    gone = a_lead(session, email="a@example.org")
    merged = a_lead(session, email="b@example.org")
    other = a_lead(session, email="b@example.org", now=NEXT_MONTH)
    say_whether_same(session, merged, other, is_same=True, by=by, now=MONDAY)
    held = a_lead(session, email="c@example.org", phone="+447700900301")
    place_hold(
        session, held.candidate, because="a claim", until=date(2028, 1, 1), by="pia", now=MONDAY
    )
    asks = a_lead(session, email="d@example.org", phone="+447700900302")
    keep_request(
        session, asks.candidate, Asked.ACCESS, way=Way.MAIL, received_by="pia", now=NEXT_YEAR
    )
    placed = a_lead(session, email="e@example.org", phone="+447700900303")
    change_lead(session, placed, by="a test", stage=Stage.PLACED, now=MONDAY)
    chat = a_conversation(session, id=an_id("long ago"))
    a_cv(session, chat, key=store.keep(b"a CV"))
    correct_details(
        session, store, gone, {"name": "Ann"}, agency="Example", cv_id=an_id("x"), now=MONDAY
    )

    shown = find_expired(session, store, now=NEXT_YEAR)
    before = set(session.scalars(select(Candidate.id)))
    went = forget_expired(session, store, now=NEXT_YEAR)

    assert shown.candidates == [gone.candidate_id]
    assert before - set(session.scalars(select(Candidate.id))) == set(shown.candidates)
    assert shown.conversations == 1
    assert session.get(Conversation, chat.id) is None
    assert (went.candidates, went.conversations) == (1, 1)
    assert not forget_expired(session, store, now=NEXT_YEAR).any


def test_chats_that_led_to_nobody_are_counted_as_the_night_finds_them(session, store):
    a_desk(session)
    old, at_the_end, young = MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=5)
    for at in (old, at_the_end, young):
        a_conversation(session, id=an_id(f"alone {at}"), last_turn_at=at)
        chat = a_conversation(session, id=an_id(f"with a lead {at}"), last_turn_at=at)
        a_lead(session, conversation_id=chat.id, email=f"{at.day}@example.org", now=at)
    of_two = a_conversation(session, id=an_id("of two people"), last_turn_at=old)
    a_lead(session, conversation_id=of_two.id, email="first@example.org", now=old)
    second = a_lead(session, email="second@example.org", now=old)
    session.delete(session.get_one(Conversation, second.conversation_id))
    for number in range(12):
        a_conversation(session, id=an_id(f"older {number}"), last_turn_at=old)

    went: list[int] = []
    while not went or went[-1]:
        shown = find_expired(session, store, now=NEXT_MONTH).conversations
        went.append(forget_expired(session, store, now=NEXT_MONTH).conversations)
        assert shown == 13 - sum(went[:-1])

    assert went == [10, 3, 0]
    left = set(session.scalars(select(Conversation.id)))
    assert {an_id(f"alone {at}") for at in (at_the_end, young)} < left
    assert {an_id(f"with a lead {at}") for at in (old, at_the_end, young)} < left
    assert an_id(f"alone {old}") not in left


def test_a_wrong_value_is_kept_for_a_month_and_that_it_was_wrong_for_longer(session, store):
    a_desk(session)
    lead = a_lead(session)
    correct_details(
        session, store, lead, {"name": "Ann"}, agency="Example", cv_id=an_id("x"), now=MONDAY
    )

    assert find_expired(session, store, now=NEXT_WEEK).corrections == 0
    shown = find_expired(session, store, now=NEXT_MONTH).corrections

    assert forget_expired(session, store, now=NEXT_MONTH).corrections == shown > 0
    session.expire_all()
    kept = session.scalars(select(Correction).where(Correction.field == "name")).one()
    assert (kept.before, kept.after) == (None, None)


def test_a_night_is_done_once_and_a_house_that_slept_does_it_later(session, store):
    a_conversation(session)

    assert forget_tonight(session, store, now=NEXT_MONTH).conversations == 1
    assert not forget_tonight(session, store, now=NEXT_MONTH).any
    a_conversation(session, id=an_id("another"))
    assert not forget_tonight(session, store, now=NEXT_MONTH).any
    assert forget_tonight(session, store, now=NEXT_MONTH + timedelta(days=1)).conversations == 1


def test_a_hold_that_is_over_holds_nobody(session, store):
    a_desk(session)
    lead = a_lead(session)
    hold = place_hold(
        session, lead.candidate, because="a claim", until=date(2026, 6, 1), by="pia", now=MONDAY
    )
    assert find_expired(session, store, now=NEXT_YEAR).candidates == [lead.candidate_id]
    hold.until = date(2030, 1, 1)
    assert find_expired(session, store, now=NEXT_YEAR).candidates == []
    end_hold(hold, by="pia", now=NEXT_MONTH)
    assert find_expired(session, store, now=NEXT_YEAR).candidates == [lead.candidate_id]


def test_what_only_the_law_kept_goes_on_its_day(session, store):
    a_desk(session)
    lead = a_lead(session)
    change_lead(session, lead, by="a test", stage=Stage.REGISTERED, now=MONDAY)
    erasure, _ = erase_person(session, store, lead.candidate, by="pia", now=NEXT_WEEK)

    until = datetime.combine(erasure.held_until, time(3), UTC)
    assert find_expired(session, store, now=until - timedelta(days=1)).candidates == []
    assert find_expired(session, store, now=until).candidates == [lead.candidate_id]
