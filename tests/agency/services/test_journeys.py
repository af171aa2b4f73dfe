"""Journeys: told from real turns, moved along with the lead, and only sums when they are erased."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from agency.services.candidates.candidates import forget_candidate
from agency.services.conversations.conversations import erase_conversation
from agency.services.leads.leads import accept_lead, change_lead, log_call
from agency.services.reports.journeys import sum_up_lost, tell_journeys, tell_lone_leads
from agency.storage.models import (
    Conversation,
    DailyCount,
    Journey,
    Promise,
    Speaker,
    Stage,
)
from tests.factories import MONDAY, a_conversation, a_desk, a_lead, a_turn, an_id

AN_HOUR = timedelta(hours=1)


def an_exchange(session, chat, said, *, intent="inform", asks=None, at=MONDAY, **reply):
    turn = a_turn(session, chat, said, understood={"intent": intent}, answered_at=at, at=at)
    if asks:
        reply["form"] = {"name": "registration", "asks": asks}
    a_turn(
        session,
        chat,
        "…",
        speaker=Speaker.ASSISTANT,
        answers_turn_id=turn.id,
        reply={"text": "…", **reply},
        at=at,
    )
    chat.last_turn_at = at
    session.flush()


def sums(session, what):
    rows = session.scalars(select(DailyCount).where(DailyCount.what == what))
    return {(row.about, row.detail, row.role): row.count for row in rows if row.count}


def journeys(session):
    return session.scalars(select(Journey)).all()


def test_a_chat_is_told_once_however_often_it_is_looked_at(session):
    chat = a_conversation(session, page="/senco-jobs")
    an_exchange(session, chat, "pay?", intent="ask", answer={"topic": "salary", "role": "senco"})

    for _ in range(3):
        tell_journeys(session, now=MONDAY + timedelta(minutes=5))

    assert sums(session, "topic") == {("salary", "", "senco"): 1}
    assert sums(session, "heard") == {("", "answered", ""): 1}
    (journey,) = journeys(session)
    assert (journey.page, journey.opened, journey.asked, journey.started) == (
        *("/senco-jobs", True, True),
        False,
    )


def test_a_form_counts_as_left_after_an_hour_and_no_more_once_somebody_goes_on(session):
    chat = a_conversation(session)
    an_exchange(session, chat, "register", intent="register", asks="email")
    tell_journeys(session, now=MONDAY + timedelta(minutes=5))
    assert ("registration:email", "left", "") not in sums(session, "question")

    tell_journeys(session, now=MONDAY + AN_HOUR)
    assert sums(session, "question")["registration:email", "left", ""] == 1

    later = MONDAY + 3 * AN_HOUR
    an_exchange(session, chat, "jo@example.org", asks="phone", at=later)
    tell_journeys(session, now=later)
    found = sums(session, "question")
    assert ("registration:email", "left", "") not in found
    assert found["registration:email", "answered", ""] == 1


def test_what_was_asked_is_counted_for_the_role_that_was_told_later(session):
    chat = a_conversation(session)
    an_exchange(session, chat, "register", intent="register", asks="role")
    tell_journeys(session, now=MONDAY)
    assert ("registration:role", "asked", "") in sums(session, "question")

    chat.form = {"values": {"role": "senco"}}
    an_exchange(session, chat, "senco", asks="name", at=MONDAY + AN_HOUR)
    tell_journeys(session, now=MONDAY + AN_HOUR)

    assert {role for _, _, role in sums(session, "question")} == {"senco"}


def test_a_turn_that_is_being_answered_waits(session):
    chat = a_conversation(session)
    a_turn(session, chat, "what does it pay")
    tell_journeys(session, now=MONDAY)
    an_exchange(session, chat, "hello", intent="out_of_scope", at=MONDAY + timedelta(minutes=5))
    tell_journeys(session, now=MONDAY + timedelta(minutes=5))

    assert sums(session, "heard") == {("", "out_of_scope", ""): 1}


@pytest.mark.parametrize(
    ("stage", "reached"),
    [
        (Stage.NEW, ["lead"]),
        (Stage.CONTACTED, ["lead", "contacted"]),
        (Stage.PLACED, ["lead", "contacted", "registered", "placed"]),
        (Stage.CLOSED, ["lead"]),
    ],
)
def test_a_lead_is_counted_as_far_as_it_came(session, stage, reached):
    a_desk(session)
    lead = a_lead(session)
    change_lead(session, lead, by="a system", stage=stage, note="so", now=MONDAY)

    (journey,) = journeys(session)
    steps = ("lead", "contacted", "registered", "placed")
    assert [step for step in steps if getattr(journey, step)] == reached


def test_who_was_placed_once_stays_counted_when_the_lead_is_closed(session):
    a_desk(session)
    lead = a_lead(session)
    change_lead(session, lead, by="a system", stage=Stage.PLACED, now=MONDAY)
    change_lead(session, lead, by="a system", stage=Stage.CLOSED, note="done", now=MONDAY)

    (journey,) = journeys(session)
    assert journey.placed


def test_the_first_contact_is_timed_and_a_second_changes_nothing(session):
    desk = a_desk(session)
    lead = a_lead(session)
    log_call(session, lead, by=desk.consultant, spoke=True, note="", now=MONDAY + 2 * AN_HOUR)
    session.get_one(Promise, lead.id).kept_at = None
    log_call(session, lead, by=desk.consultant, spoke=True, note="", now=MONDAY + 90 * AN_HOUR)

    (journey,) = journeys(session)
    assert (journey.waited_minutes, journey.in_time) == (120, True)
    assert journey.contacted_by_id == desk.consultant_id


def test_to_accept_a_lead_is_no_contact(session):
    desk = a_desk(session)
    lead = a_lead(session)
    accept_lead(session, lead, by=desk.consultant, now=MONDAY)

    (journey,) = journeys(session)
    assert not journey.contacted


def test_an_erased_chat_leaves_only_sums_of_its_day(session, store):
    chat = a_conversation(session, page="/senco-jobs")
    an_exchange(session, chat, "register", intent="register", asks="email")

    erase_conversation(session, store, chat)

    assert journeys(session) == []
    assert sums(session, "reached") == {("opened", "", ""): 1, ("started", "", ""): 1}
    assert sums(session, "question")["registration:email", "left", ""] == 1
    assert session.scalars(select(Conversation)).all() == []


def test_a_forgotten_candidate_leaves_only_sums_and_a_rough_time(session, store):
    desk = a_desk(session)
    lead = a_lead(session)
    rung_at = MONDAY + timedelta(minutes=1234)
    log_call(session, lead, by=desk.consultant, spoke=True, note="", now=rung_at)
    session.flush()

    forget_candidate(session, store, "jo@example.org", now=MONDAY + 99 * AN_HOUR)

    assert journeys(session) == []
    assert set(sums(session, "reached")) == {
        (step, "", "sen_support_worker") for step in ("opened", "lead", "contacted")
    }
    ((about, minutes, _),) = sums(session, "waited")
    assert (about, minutes) == ("in_time", "1200")


def test_a_chat_with_a_lead_may_go_and_the_lead_goes_on(session, store):
    a_desk(session)
    lead = a_lead(session)
    erase_conversation(session, store, lead.conversation)
    change_lead(session, lead, by="a system", stage=Stage.PLACED, now=MONDAY)

    (journey,) = journeys(session)
    assert journey.placed
    assert journey.opened
    assert journey.conversation_id is None
    assert sum_up_lost(session) == 0


def test_what_was_there_before_journeys_were_told_is_told(session):
    a_desk(session)
    lead = a_lead(session)
    session.execute(Journey.__table__.delete())
    session.expire_all()
    chat = a_conversation(session, id=an_id("an old one"), last_turn_at=MONDAY - 900 * AN_HOUR)
    an_exchange(
        session, chat, "register", intent="register", asks="name", at=MONDAY - 900 * AN_HOUR
    )

    assert tell_journeys(session, now=MONDAY, lately=AN_HOUR) == 1
    assert tell_journeys(session, now=MONDAY) == 1
    assert tell_lone_leads(session) == 0
    assert {journey.lead_id for journey in journeys(session)} == {lead.id, None}
