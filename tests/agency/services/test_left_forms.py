"""Forms that were left, with the clock set forward, against a real database."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from agency.core.enquiry import ConsentGiven, Kind
from agency.core.left_form import Fate
from agency.services.conversations.conversations import erase_conversation, keep_replies, keep_turn
from agency.services.conversations.resuming import (
    claim_link,
    find_left_conversation,
    leave_for_later,
)
from agency.services.deliveries.deliveries import claim_delivery
from agency.services.leads.leads import find_lead, open_lead
from agency.services.leads.same_people import say_whether_same
from agency.services.leads.timeline import list_happenings
from agency.services.news.queue import FOLLOW_UP
from agency.services.privacy.left_forms import is_any_left, see_to_left_form, take_back_left_lead
from agency.storage.models import (
    Access,
    Candidate,
    Channel,
    Consent,
    Conversation,
    Delivery,
    Grade,
    Lead,
    ResumeLink,
    Turn,
)
from tests.factories import MONDAY, a_consultant, a_conversation, a_desk, a_lead, an_enquiry, an_id

HOUR = timedelta(hours=1)
AGREED = {"version": "2026-12", "wording": "We keep it.", "at": MONDAY.isoformat()}
TOLD = {"role": "senco", "name": "Jo O'Brien", "email": "jo@example.org"}


def a_left_form(session, *, agreed=True, name="registration", said=(), **but):
    """A chat in which a form was begun; each thing *said* was answered with its next question."""
    values = {**TOLD, "consent": True if agreed else None} | but.pop("values", {})
    conversation = but.pop("conversation", None) or a_conversation(session, memory={"slots": 1})
    form = {"name": name, "asks": "phone", "values": values}
    conversation.form = form
    conversation.unfinished = {
        "name": name,
        "values": values,
        "agreed": AGREED if agreed else None,
        "put_aside": False,
    } | but
    for number, text in enumerate(said or ("register",)):
        a_turn_answered(session, conversation, text, number, form=form)
    return conversation


def a_turn_answered(session, conversation, text, number, *, form=None, intent="inform", at=MONDAY):
    named = f"{conversation.id} {text} {number}"
    turn = keep_turn(session, conversation, text, public_id=an_id(named), now=at)
    reply = {"id": an_id(f"{named} answer"), "text": f"Thank you: {text}", "from": "assistant"}
    if form:
        reply["form"] = {"name": form["name"], "asks": "phone", "step": 1, "of": 9}
    keep_replies(
        session, conversation, [reply], answers=turn.id, understood={"intent": intent}, now=at
    )


def news(session, named=None):
    found = select(Delivery.to).order_by(Delivery.to)
    if named:
        found = found.where(Delivery.type == named)
    return list(session.scalars(found))


@pytest.fixture
def desk(session):
    return a_desk(session)


@pytest.fixture(autouse=True)
def a_desk_is_there(request):
    if "session" in request.fixturenames:
        request.getfixturevalue("desk")


def test_after_an_hour_of_silence_it_is_a_lead_that_needs_information(session, desk):
    conversation = a_left_form(session)

    assert not is_any_left(session, now=MONDAY + HOUR - timedelta(seconds=1))
    assert see_to_left_form(session, now=MONDAY + HOUR - timedelta(seconds=1)) is None
    assert is_any_left(session, now=MONDAY + HOUR)
    assert see_to_left_form(session, now=MONDAY + HOUR, webhook=True) is Fate.LEAD

    lead = session.scalars(select(Lead)).one()
    assert (lead.kind, lead.grade, lead.conversation_id) == (
        Kind.REGISTRATION,
        Grade.NEEDS_INFO,
        conversation.id,
    )
    assert (lead.owner_id, lead.candidate.name, lead.candidate.email) == (
        desk.consultant_id,
        "Jo O'Brien",
        "jo@example.org",
    )
    assert (lead.consent.version, lead.consent.at) == ("2026-12", MONDAY)
    assert news(session) == [Channel.MAIL, Channel.RECEIPT, Channel.WEBHOOK]
    assert news(session, FOLLOW_UP) == [Channel.RECEIPT]


def test_it_is_seen_to_once_and_reminded_of_once_however_often_they_leave(session):
    conversation = a_left_form(session)
    now = MONDAY + HOUR
    see_to_left_form(session, now=now)
    assert see_to_left_form(session, now=now + 9 * HOUR) is None

    for again in range(1, 4):
        now += 5 * HOUR
        conversation.unfinished = {
            **conversation.unfinished,
            "values": {**conversation.unfinished["values"], "phone": f"+44770090012{again}"},
        }
        a_turn_answered(session, conversation, "back", again, form=conversation.form, at=now)
        assert see_to_left_form(session, now=now + HOUR) is Fate.LEAD

    lead = session.scalars(select(Lead)).one()
    assert lead.candidate.phone == "+447700900123"
    assert lead.grade is Grade.NEEDS_INFO
    assert news(session, FOLLOW_UP) == [Channel.RECEIPT]
    assert session.scalar(select(func.count()).select_from(Consent)) == 1


def test_whoever_comes_back_and_finishes_completes_the_same_lead(session):
    conversation = a_left_form(session)
    see_to_left_form(session, now=MONDAY + HOUR)
    left = session.scalars(select(Lead)).one()

    finished = open_lead(
        session, an_enquiry(conversation_id=conversation.id), now=MONDAY + 2 * HOUR
    )

    assert finished is left
    assert (finished.left_at, finished.grade) == (None, Grade.READY)
    told = list_happenings(session, finished, seen_by=a_consultant(session, access=Access.MANAGER))
    assert ("The candidate", "finished the form that was left") in [(h.who, h.text) for h in told]
    assert finished.candidate.phone == "+447700900123"
    # The reminder that had not left yet is not sent any more; the thanks are.
    assert news(session, FOLLOW_UP) == []
    assert Channel.RECEIPT in news(session)
    assert see_to_left_form(session, now=MONDAY + 9 * HOUR) is None
    assert (
        open_lead(session, an_enquiry(conversation_id=conversation.id), now=MONDAY + 3 * HOUR)
        is left
    )


@pytest.mark.parametrize(("later", "agreements"), [(timedelta(milliseconds=2), 1), (HOUR, 2)])
def test_one_yes_that_was_noted_twice_is_one_agreement(session, later, agreements):
    conversation = a_left_form(session)
    see_to_left_form(session, now=MONDAY + HOUR)
    first = session.scalars(select(Consent)).one()

    said = ConsentGiven(first.version, first.wording, first.at + later)
    open_lead(
        session,
        an_enquiry(conversation_id=conversation.id, consent=said),
        now=MONDAY + 2 * HOUR,
    )

    assert session.scalar(select(func.count()).select_from(Consent)) == agreements


def test_a_call_asked_for_later_leaves_it_unfinished(session):
    conversation = a_left_form(session)
    see_to_left_form(session, now=MONDAY + HOUR)
    call = an_enquiry(conversation_id=conversation.id, kind=Kind.CALLBACK, call_when="after four")

    lead = open_lead(session, call, now=MONDAY + 2 * HOUR)

    assert lead.call_when == "after four"
    assert lead.left_at
    assert lead.grade is Grade.NEEDS_INFO


def test_the_letter_leads_back_to_the_chat_and_is_no_link_anybody_asked_for(session):
    conversation = a_left_form(session)
    see_to_left_form(session, now=MONDAY + HOUR)

    claimed = claim_delivery(session, [Channel.RECEIPT], now=MONDAY + HOUR)

    assert claimed
    assert (claimed.type, claimed.address) == (FOLLOW_UP, "jo@example.org")
    link = claimed.told[0].asked["follow_up"]
    assert link
    assert find_left_conversation(session, link, now=MONDAY + 2 * HOUR) is conversation
    assert claim_link(session, now=MONDAY + 9 * HOUR) is None


def test_whoever_gave_no_address_gets_no_letter(session):
    a_left_form(session, values={"email": "skipped", "phone": "+447700900123"})

    assert see_to_left_form(session, now=MONDAY + HOUR) is Fate.LEAD
    assert news(session) == [Channel.MAIL]


def test_whoever_asked_for_a_link_themselves_has_theirs(session):
    conversation = a_left_form(session)
    leave_for_later(session, conversation, "jo@example.org", link_id=an_id("own"), now=MONDAY)

    see_to_left_form(session, now=MONDAY + HOUR)

    assert news(session) == [Channel.MAIL]


def test_nobody_in_need_is_sent_a_reminder(session):
    conversation = a_left_form(session)
    a_turn_answered(
        session,
        conversation,
        "I cannot go on",
        9,
        form=conversation.form,
        intent="express_distress",
    )

    assert see_to_left_form(session, now=MONDAY + HOUR) is Fate.LEAD
    assert news(session) == [Channel.MAIL]


@pytest.mark.parametrize(
    "but",
    [
        {"put_aside": True},
        {"values": {"email": None}},
        {"name": "self_check", "agreed": False},
    ],
)
def test_what_was_put_aside_or_cannot_be_answered_stays_as_it_is(session, but):
    conversation = a_left_form(session, **but)

    assert see_to_left_form(session, now=MONDAY + HOUR) is Fate.WAITS
    assert see_to_left_form(session, now=MONDAY + 9 * HOUR) is None

    assert session.scalars(select(Lead)).all() == []
    assert len(conversation.turns) == 2
    assert conversation.memory


def test_a_registration_that_was_stopped_or_whose_chat_was_erased_means_nothing(session, store):
    stopped = a_left_form(session)
    stopped.form = stopped.unfinished = None
    a_turn_answered(session, stopped, "delete it", 9)
    erased = a_left_form(session, conversation=a_conversation(session, id=an_id("erased")))
    erase_conversation(session, store, erased)

    assert see_to_left_form(session, now=MONDAY + 9 * HOUR) is None
    assert session.scalars(select(Lead)).all() == []


def test_a_word_said_meanwhile_begins_the_hour_anew(session):
    conversation = a_left_form(session)
    late = MONDAY + HOUR - timedelta(seconds=1)
    keep_turn(session, conversation, "07700", public_id=an_id("unanswered"), now=late)

    assert see_to_left_form(session, now=MONDAY + HOUR) is Fate.WAITS
    assert see_to_left_form(session, now=MONDAY + HOUR) is None
    assert see_to_left_form(session, now=late + HOUR) is Fate.LEAD


def test_while_a_consultant_speaks_nobody_has_left(session, desk):
    conversation = a_left_form(session)
    conversation.taken_by_id = desk.consultant_id

    assert see_to_left_form(session, now=MONDAY + 9 * HOUR) is None


def test_whoever_has_a_lead_already_is_not_a_second_one(session):
    conversation = a_conversation(session)
    lead = a_lead(session, conversation_id=conversation.id, kind=Kind.CALLBACK)
    version = lead.version
    a_left_form(session, conversation=conversation)

    assert see_to_left_form(session, now=MONDAY + HOUR) is Fate.WAITS
    assert session.scalars(select(Lead)).all() == [lead]
    assert lead.version == version


def test_without_consent_what_was_typed_is_erased(session):
    conversation = a_conversation(session, memory={"slots": 1})
    a_turn_answered(session, conversation, "What does a SENCO earn?", 0, intent="ask")
    said = ("ring me", "Jo O'Brien", "07700 900123")
    a_left_form(session, conversation=conversation, name="callback", agreed=False, said=said)

    assert see_to_left_form(session, now=MONDAY + HOUR - timedelta(seconds=1)) is None
    assert see_to_left_form(session, now=MONDAY + HOUR) is Fate.ERASED

    session.flush()
    session.expire_all()
    kept = list(session.scalars(select(Turn.text).order_by(Turn.id)))
    assert kept == ["What does a SENCO earn?", "Thank you: What does a SENCO earn?"]
    kept_of_it = (conversation.form, conversation.unfinished, conversation.memory)
    assert kept_of_it == (None, None, None)
    assert session.scalars(select(Lead)).all() == session.scalars(select(Candidate)).all() == []
    assert see_to_left_form(session, now=MONDAY + 9 * HOUR) is None


def test_what_a_form_was_told_before_with_consent_stays(session):
    conversation = a_conversation(session)
    a_left_form(session, conversation=conversation, said=("register", "Jo O'Brien"))
    a_lead(session, conversation_id=conversation.id, now=MONDAY + HOUR)
    later = MONDAY + 2 * HOUR
    a_turn_answered(session, conversation, "my boss is Sam", 5, form={"name": "callback"}, at=later)
    conversation.unfinished = {"name": "callback", "values": {}, "agreed": None}
    conversation.unfinished_at = later

    assert see_to_left_form(session, now=later + HOUR) is Fate.ERASED

    assert [*session.scalars(select(Turn.text).order_by(Turn.id))] == [
        *("register", "Thank you: register", "Jo O'Brien", "Thank you: Jo O'Brien")
    ]


def test_what_was_only_begun_can_be_taken_back_with_all_that_came_of_it(session, store):
    conversation = a_left_form(session)
    see_to_left_form(session, now=MONDAY + HOUR)
    mo = a_consultant(session, name="Mo", access=Access.MANAGER)
    earlier = a_lead(session)
    left = find_lead(session, conversation.id)
    say_whether_same(session, left, earlier, is_same=True, by=mo, now=MONDAY)

    assert take_back_left_lead(session, store, conversation, now=MONDAY + 2 * HOUR)

    session.flush()
    session.expire_all()
    assert session.scalars(select(Lead.id)).all() == [earlier.id]
    assert session.scalars(select(ResumeLink)).all() == []
    assert session.get(Conversation, conversation.id)
    assert news(session, FOLLOW_UP) == []
    assert not take_back_left_lead(session, store, conversation, now=MONDAY + 2 * HOUR)


def test_what_was_finished_cannot_be_taken_back_so(session, store):
    lead = a_lead(session)

    assert not take_back_left_lead(session, store, lead.conversation, now=MONDAY)


KILLED = """
import os, signal, sys
from datetime import datetime
from sqlalchemy import event
from agency.services.privacy import left_forms
from agency.storage.unit import open_database, units

url, now, before_commit = sys.argv[1], datetime.fromisoformat(sys.argv[2]), sys.argv[3] == "before"
engine = open_database(url)

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if before_commit:
    event.listen(engine, "commit", die)
with units(engine)() as session:
    left_forms.see_to_left_form(session, now=now)
die()
"""


@pytest.mark.parametrize(("moment", "leads"), [("before", 0), ("after", 1)])
def test_killed_at_any_moment_it_is_one_lead_and_one_letter(open_unit, database_url, moment, leads):
    with open_unit() as other:
        a_desk(other)
        a_left_form(other)
    now = MONDAY + HOUR

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, database_url, now.isoformat(), moment],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        check=False,
    )

    assert killed.returncode == -signal.SIGKILL
    with open_unit() as other:
        assert len(other.scalars(select(Lead)).all()) == leads
    for _ in range(2):
        with open_unit() as other:
            see_to_left_form(other, now=now)
    with open_unit() as other:
        assert len(other.scalars(select(Lead)).all()) == 1
        assert news(other) == [Channel.MAIL, Channel.RECEIPT]
