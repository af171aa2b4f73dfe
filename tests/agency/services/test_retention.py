import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from agency.services.leads import change_lead
from agency.services.retention import forget_expired
from agency.storage.models import Candidate, Conversation, Cv, Stage
from tests.factories import MONDAY, a_conversation, a_cv, a_desk, a_lead, a_turn

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
