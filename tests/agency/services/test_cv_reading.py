from datetime import timedelta

import pytest
from sqlalchemy import func, select

from agency.cv.reading import CvReading, Outcome, refusal
from agency.cv.refusal import Reason
from agency.services.candidates.candidates import forget_candidate
from agency.services.candidates.everything import tell_everything
from agency.services.conversations.conversations import erase_conversation
from agency.services.cvs.reading import (
    ATTEMPTS,
    LEASE,
    claim_reading,
    confirm_fields,
    count_unread,
    find_newest_cv,
    mark_read,
    tell_unread,
    unconfirmed_fields,
)
from agency.services.leads.leads import describe_lead
from agency.storage.models import Cv, Scan
from tests.factories import MONDAY, a_conversation, a_cv, a_desk, a_lead, an_id

A_SECOND = timedelta(seconds=1)


def a_reading(**but) -> CvReading:
    given = {"name": "Jo Example", "email": "jo@example.org", "text": "Jo Example\njo@example.org"}
    return CvReading(Outcome.PARSED, **given | but)


def test_the_newest_cv_is_read_first_and_nobody_else_gets_it(session):
    conversation = a_conversation(session)
    old = a_cv(session, conversation)
    new = a_cv(session, conversation, received_at=MONDAY + A_SECOND)

    claimed = [claim_reading(session, now=MONDAY) for _ in range(3)]

    assert [each and each.cv for each in claimed] == [new.id, old.id, None]


def test_what_was_read_is_kept_with_the_cv(session):
    conversation = a_conversation(session)
    cv = a_cv(session, conversation)
    assert count_unread(session, conversation.id) == (1, False)
    claimed = claim_reading(session, now=MONDAY)
    assert count_unread(session, conversation.id) == (1, True)

    mark_read(session, claimed, a_reading(), now=MONDAY)

    assert count_unread(session, conversation.id) == (0, False)
    assert (cv.outcome, cv.reason, cv.fields["email"]) == ("parsed", None, "jo@example.org")
    assert cv.text == "Jo Example\njo@example.org"
    assert claim_reading(session, now=MONDAY) is None


def test_a_reader_that_dies_loses_nothing_and_is_not_tried_for_ever(session):
    cv = a_cv(session, a_conversation(session))
    now = MONDAY
    for _ in range(ATTEMPTS):
        assert claim_reading(session, now=now).cv == cv.id
        assert claim_reading(session, now=now + LEASE - A_SECOND) is None
        now += LEASE

    assert claim_reading(session, now=now) is None
    assert (cv.outcome, cv.reason) == ("refused", "too_heavy")


def test_whoever_comes_too_late_with_a_reading_changes_nothing(session):
    cv = a_cv(session, a_conversation(session))
    late = claim_reading(session, now=MONDAY)
    claim_reading(session, now=MONDAY + LEASE)

    mark_read(session, late, a_reading(name="Somebody Else"), now=MONDAY + LEASE)

    assert cv.fields is None


def test_a_cv_that_was_erased_meanwhile_is_not_written_again(session, store):
    conversation = a_conversation(session)
    a_cv(session, conversation)
    claimed = claim_reading(session, now=MONDAY)
    erase_conversation(session, store, conversation)

    mark_read(session, claimed, a_reading(), now=MONDAY)

    assert session.scalar(select(func.count()).select_from(Cv)) == 0


@pytest.mark.parametrize("reason", list(Reason))
def test_why_a_cv_could_not_be_read_is_told_once(session, reason):
    conversation = a_conversation(session)
    cv = a_cv(session, conversation)
    mark_read(session, claim_reading(session, now=MONDAY), refusal(reason), now=MONDAY)

    assert tell_unread(session, conversation, now=MONDAY) == [reason.value]
    assert tell_unread(session, conversation, now=MONDAY) == []
    harmful = {"macros", "active_content", "bomb", "disguised"}
    assert (cv.scan is Scan.UNSAFE) is (reason.value in harmful)


def test_what_nobody_said_yes_to_is_marked_on_the_lead(session):
    a_desk(session)
    conversation = a_conversation(session, id=an_id("a chat"))
    cv = a_cv(session, conversation)
    mark_read(session, claim_reading(session, now=MONDAY), a_reading(), now=MONDAY)
    confirm_fields(cv, ["email"])
    lead = a_lead(session, conversation_id=conversation.id, name="Kim Example")

    described = describe_lead(session, lead)

    assert described["cv"]["fields"]["name"] == "Jo Example"
    assert described["cv"]["unconfirmed"] == ["name"]
    assert described["candidate"]["name"] == "Kim Example"
    confirm_fields(cv, ["name"])
    assert unconfirmed_fields(cv) == []


def test_somebody_who_asks_sees_what_was_read_and_has_it_forgotten(session, store):
    a_desk(session)
    conversation = a_conversation(session, id=an_id("a chat"))
    a_cv(session, conversation)
    mark_read(session, claim_reading(session, now=MONDAY), a_reading(), now=MONDAY)
    lead = a_lead(session, conversation_id=conversation.id)

    told = tell_everything(session, [lead.candidate_id], now=MONDAY).as_json()
    assert told["records"]["cv"]["rows"][0]["fields"]["name"] == "Jo Example"
    forget_candidate(session, store, "jo@example.org", now=MONDAY)

    assert session.scalar(select(func.count()).select_from(Cv)) == 0


def test_of_several_cvs_the_last_one_counts(session):
    conversation = a_conversation(session)
    a_cv(session, conversation)
    last = a_cv(session, conversation, received_at=MONDAY + A_SECOND)

    assert find_newest_cv(session, conversation) is last
