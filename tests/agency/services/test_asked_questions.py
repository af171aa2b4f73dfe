"""Questions are taken out of what was said, and go when it goes."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.asked import Got
from agency.services.answers.thumbs import count_thumbs, list_reasons
from agency.services.conversations.conversations import erase_conversation
from agency.services.conversations.ratings import rate_reply
from agency.services.questions.asked import find_last_noted, list_led_here, note_questions
from agency.storage.files import CvStore
from agency.storage.models import Conversation, Question, Speaker, Thumb, Turn
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_conversation, a_turn, an_id

LATER = MONDAY + timedelta(minutes=5)
UNCLEAR = {
    "intent": "nlu_fallback",
    "questions": [],
    "nearest": [{"topic": "skills", "confidence": 0.2}],
}
PAY = {"intent": "ask", "questions": [{"topic": "salary", "confidence": 0.9}], "nearest": []}
CHOICES = {"text": "Which?", "choices": [{"title": "Skills", "topic": "skills"}]}
ANSWER = {"text": "It pays.", "choices": [], "answer": {"topic": "salary", "role": "senco"}}


def say(
    session: Session,
    conversation: Conversation,
    text: str,
    understood: dict[str, Any] = UNCLEAR,
    reply: dict[str, Any] = CHOICES,
    **but: Any,
) -> Turn:
    hashed = sha256(f"text:{text}".encode()).hexdigest()
    given = {"understood": understood, "answered_at": MONDAY, "body_hash": hashed} | but
    turn = a_turn(session, conversation, text, **given)
    a_turn(
        session,
        conversation,
        reply["text"],
        speaker=Speaker.ASSISTANT,
        reply=reply,
        answers_turn_id=turn.id,
    )
    return turn


def test_a_question_is_noted_once_without_contact_details(open_unit: OpenUnit):
    with open_unit() as session:
        say(session, a_conversation(session, page="/senco-jobs"), "do I need a car? jo@example.org")
        came, count = note_questions(session, after=0, now=LATER)
        again = note_questions(session, after=0, now=LATER)

        question = session.scalars(select(Question)).one()
        assert (count, again[1]) == (1, 0)
        assert came == find_last_noted(session) + 1
        assert question.text == "do I need a car? [e-mail]"
        assert question.got is Got.UNCLEAR
        assert question.guesses == [{"topic": "skills", "confidence": 0.2}]
        assert question.page == "/senco-jobs"


def test_words_in_a_form_a_pressed_choice_and_a_word_to_a_person_are_not_noted(
    open_unit: OpenUnit,
):
    with open_unit() as session:
        conversation = a_conversation(session)
        say(session, conversation, "Pay", body_hash=sha256(b"choice:a token").hexdigest())
        form = CHOICES | {"form": {"name": "registration", "asks": "name", "step": 1, "of": 9}}
        say(session, conversation, "I want to register", {"intent": "register"}, form)
        say(session, conversation, "is my surname needed")

        assert note_questions(session, after=0, now=LATER)[1] == 0


def test_a_turn_that_may_still_be_answered_waits(open_unit: OpenUnit):
    with open_unit() as session:
        say(session, a_conversation(session), "do I need a car?")

        assert note_questions(session, after=0, now=MONDAY) == (0, 0)


def test_an_erased_conversation_takes_its_questions_and_thumbs_along(
    open_unit: OpenUnit, store: CvStore
):
    with open_unit() as session:
        conversation = a_conversation(session)
        say(session, conversation, "what is the pay", PAY, ANSWER)
        note_questions(session, after=0, now=LATER)
        rate_reply(session, conversation, _reply(session), Thumb.DOWN, now=LATER)
    with open_unit() as session:
        erase_conversation(session, store, session.get_one(Conversation, an_id("a conversation")))
    with open_unit() as session:
        assert session.scalars(select(Question)).all() == []
        assert count_thumbs(session) == {}


def test_an_answer_that_did_not_help_stands_among_what_people_did_not_get(open_unit: OpenUnit):
    with open_unit() as session:
        conversation = a_conversation(session)
        say(session, conversation, "what is the pay", PAY, ANSWER)
        note_questions(session, after=0, now=LATER)
        words = "ring me on 07700 900123"
        rate_reply(session, conversation, _reply(session), Thumb.DOWN, words=words, now=LATER)
    with open_unit() as session:
        assert list_led_here(session, "salary", "senco", most=5)[0].got is Got.UNHELPFUL
        assert count_thumbs(session)["salary", "senco"].down == 1
        assert list_reasons(session, "salary", most=5) == [(None, "ring me on [left out]")]

        conversation = session.get_one(Conversation, an_id("a conversation"))
        rate_reply(session, conversation, _reply(session), Thumb.UP, now=LATER)
        assert list_led_here(session, "salary", None, most=5)[0].got is Got.ANSWERED
        assert count_thumbs(session)["salary", "senco"].up == 1


def _reply(session: Session) -> str:
    return session.scalars(select(Turn.public_id).where(Turn.speaker == Speaker.ASSISTANT)).one()
