from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from agency.core.answer_time import say_moment
from agency.core.takeover import has_gone_quiet
from agency.services.conversations.access import reads_conversation, speaks_in_conversation
from agency.services.conversations.listing import Standing, list_open
from agency.services.conversations.presence import note_presence
from agency.services.conversations.takeovers import (
    Notices,
    NotTaken,
    TakenAlready,
    call_by,
    find_quiet,
    hand_back,
    hand_back_quiet,
    say_as_consultant,
    somebody_is_here,
    take_over,
)
from agency.services.people.sign_ins import LONGEST
from agency.storage.models import Access, Consultant, Conversation, SignIn, Speaker
from agency.storage.takeover_words import TakeoverWords
from tests.factories import (
    MONDAY,
    a_branch,
    a_consultant,
    a_conversation,
    a_desk,
    a_lead,
    a_turn,
    an_id,
    kept,
)

PATIENCE = timedelta(minutes=5)
WORDS = TakeoverWords("{consultant} is here.", "{consultant} has gone.", "Back again.", "Go on.")
NOTICES = Notices(lambda: WORDS, lambda _conversation, value: {"title": value, "token": "signed"})


def later(**much: float) -> datetime:
    return MONDAY + timedelta(**much)


def speak(
    session: Session, conversation: Conversation, who: Consultant, text: str, at: datetime
) -> None:
    name = an_id(text)
    say_as_consultant(session, conversation, who, text, public_id=name, key=name, now=at)


@pytest.fixture
def session(open_unit):
    with open_unit() as session:
        yield session


@pytest.fixture
def ada(session: Session) -> Consultant:
    return a_consultant(session, name="Ada Example")


@pytest.fixture
def taken(session: Session, ada: Consultant) -> Conversation:
    """A conversation that waited for a person and was taken over on Monday."""
    conversation = a_conversation(session, wanted_at=MONDAY)
    notice = NOTICES.taken_over(an_id("taken"), ada)
    assert take_over(session, conversation, ada, notice, now=MONDAY)
    return conversation


def quiet(session: Session, now: datetime) -> bool:
    return bool(find_quiet(session, patience=PATIENCE, now=now))


def test_whoever_takes_over_and_says_nothing_has_gone_quiet(session: Session, taken: Conversation):
    assert not quiet(session, later(minutes=4, seconds=59))
    assert quiet(session, later(minutes=5))


def test_a_visitor_who_waits_for_an_answer_waits_five_minutes(
    session: Session, taken: Conversation, ada: Consultant
):
    speak(session, taken, ada, "Hello, how can I help?", later(minutes=1))
    a_turn(session, taken, "first", at=later(minutes=10), consultant_id=ada.id)
    a_turn(session, taken, "second", at=later(minutes=14), consultant_id=ada.id)

    assert not quiet(session, later(minutes=14))
    assert quiet(session, later(minutes=15))
    speak(session, taken, ada, "Here I am.", later(minutes=14, seconds=30))
    assert not quiet(session, later(minutes=19))


def test_while_the_visitor_thinks_a_consultant_need_not_fill_the_time(
    session: Session, taken: Conversation, ada: Consultant
):
    speak(session, taken, ada, "Which days suit you?", later(minutes=1))

    assert not quiet(session, later(minutes=30))
    assert quiet(session, later(minutes=31))


@pytest.mark.parametrize("minutes", [1, 5, 60])
def test_the_patience_is_a_setting(minutes: int):
    patience = timedelta(minutes=minutes)

    def gone(after: timedelta) -> bool:
        return has_gone_quiet(
            waiting_since=MONDAY, spoke_at=MONDAY, patience=patience, now=MONDAY + after
        )

    assert not gone(patience - timedelta(seconds=1))
    assert gone(patience)


def test_a_talk_is_taken_back_once_and_still_waits_if_nothing_was_said(
    session: Session, taken: Conversation
):
    names = iter([an_id("notice"), an_id("another")])
    back = [
        hand_back_quiet(
            session, NOTICES, patience=PATIENCE, new_id=lambda: next(names), now=later(minutes=6)
        )
        for _ in range(2)
    ]

    assert back == [[taken.id], []]
    assert taken.taken_by_id is None
    assert taken.wanted_at == MONDAY


def test_whoever_was_helped_waits_no_longer(session: Session, taken: Conversation, ada: Consultant):
    speak(session, taken, ada, "All done.", later(minutes=1))
    hand_back(session, taken, NOTICES, notice_id=an_id("b"), by=ada, now=later(minutes=2))

    assert taken.wanted_at is None
    # She may read what she said; a colleague may not any more.
    bea = a_consultant(session)
    assert reads_conversation(session, ada, taken, now=later(minutes=3))
    assert not reads_conversation(session, bea, taken, now=later(minutes=3))


def test_only_who_took_over_speaks_and_hands_back(
    session: Session, taken: Conversation, ada: Consultant
):
    bea = a_consultant(session, name="Bea Example")

    with pytest.raises(TakenAlready):
        take_over(session, taken, bea, NOTICES.taken_over(an_id("x"), bea), now=MONDAY)
    with pytest.raises(NotTaken):
        speak(session, taken, bea, "me too", MONDAY)
    assert not hand_back(session, taken, NOTICES, notice_id=an_id("y"), by=bea, now=MONDAY)
    assert taken.taken_by_id == ada.id


def test_a_person_is_promised_only_while_one_is_here(session: Session, ada: Consultant):
    sign_in = kept(
        session,
        SignIn(consultant_id=ada.id, token_hash="a", csrf="b", started_at=MONDAY, seen_at=MONDAY),
    )
    editor = a_consultant(session, access=Access.EDITOR, here_at=MONDAY)

    assert not somebody_is_here(session, now=MONDAY)
    assert note_presence(session, sign_in.id, now=MONDAY)
    assert somebody_is_here(session, now=later(minutes=1))
    assert not somebody_is_here(session, now=later(minutes=2))
    assert editor.here_at == MONDAY


def test_where_nobody_is_here_the_latest_branch_may_be_promised(session: Session):
    a_branch(session, hours={"monday": "08:00-17:00", "tuesday": "08:00-17:00"})
    a_branch(session, hours={"monday": "08:00-18:00", "tuesday": "08:00-09:00"})

    friday_evening = later(days=-3, hours=10)

    assert say_moment(call_by(session, now=friday_evening)) == "Monday 2 March, 6pm"


def test_a_page_that_lies_open_ends_with_the_sign_in(session: Session, ada: Consultant):
    sign_in = kept(
        session,
        SignIn(consultant_id=ada.id, token_hash="a", csrf="b", started_at=MONDAY, seen_at=MONDAY),
    )

    assert not note_presence(session, sign_in.id, now=MONDAY + LONGEST + PATIENCE)
    assert sign_in.seen_at == MONDAY
    sign_in.ended_at = MONDAY
    assert not note_presence(session, sign_in.id, now=MONDAY)


def test_whoever_asked_for_a_person_is_seen_for_as_long_as_they_could_be_answered(
    session: Session, ada: Consultant
):
    waiting = a_conversation(session, wanted_at=MONDAY)
    alone = a_conversation(session, id=an_id("alone"))

    assert speaks_in_conversation(session, ada, waiting, now=later(hours=23))
    assert not reads_conversation(session, ada, waiting, now=later(hours=25))
    assert not reads_conversation(session, ada, alone, now=MONDAY)


def test_the_longest_wait_comes_first_and_the_talks_follow(
    session: Session, taken: Conversation, ada: Consultant
):
    late = a_conversation(session, id=an_id("late"), wanted_at=later(minutes=4))
    early = a_conversation(session, id=an_id("early"), wanted_at=later(minutes=2))
    a_turn(session, early, "A private word", understood={"intent": "express_distress"})
    a_turn(session, early, "Is anybody there?", answered_at=MONDAY)
    a_desk(session)
    a_lead(session, conversation_id=an_id("lead"))

    listed = list_open(session, a_consultant(session), now=later(minutes=5))

    assert [(one.id, one.standing) for one in listed] == [
        (early.id, Standing.WAITING),
        (late.id, Standing.WAITING),
        (taken.id, Standing.TALKING),
    ]
    assert listed[0].said == "Is anybody there?"
    assert listed[2].with_whom == "Ada Example"


def test_a_consultants_word_is_shown_with_their_first_name(
    session: Session, taken: Conversation, ada: Consultant
):
    speak(session, taken, ada, "Hello.", later(minutes=1))

    turn = taken.turns[-1]
    assert turn.speaker is Speaker.CONSULTANT
    assert turn.reply
    assert (turn.reply["name"], turn.consultant_id) == ("Ada", ada.id)
