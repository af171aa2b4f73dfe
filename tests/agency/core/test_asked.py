"""What a visitor got for a question, as the record of the turn tells."""

from typing import Any

import pytest

from agency.core.asked import Got, read_asked


def understood(intent: str = "ask", **but: Any) -> dict[str, Any]:
    near = [{"topic": "salary", "confidence": 0.3}, {"topic": "skills", "confidence": 0.2}]
    given = {"intent": intent, "questions": [{"topic": "salary", "confidence": 0.8}]}
    return given | {"nearest": near} | but


ANSWER = {"answer": {"topic": "salary", "role": "senco"}, "choices": []}
DECLINED = {"answer": {"topic": "oos", "role": "none"}, "choices": []}
CHOICES = {"text": "Which?", "choices": [{"title": "Pay", "topic": "salary"}]}


@pytest.mark.parametrize(
    ("heard", "reply", "got"),
    [
        (understood(), ANSWER, Got.ANSWERED),
        (understood(questions=[{"topic": "salary", "confidence": 0.2}]), ANSWER, Got.UNSURE),
        (understood("out_of_scope"), DECLINED, Got.OUT_OF_SCOPE),
        (understood("nlu_fallback", questions=[]), CHOICES, Got.UNCLEAR),
    ],
)
def test_what_was_got_follows_from_understanding_and_reply(heard: Any, reply: Any, got: Got):
    asked = read_asked(heard, [reply])

    assert asked is not None
    assert asked.got is got
    assert asked.guesses[0] == {"topic": "salary", "confidence": 0.3}


@pytest.mark.parametrize(
    "intent",
    ["disclose_concern", "express_distress", "complain", "greet", "inform", "register", None],
)
def test_what_is_no_question_or_said_in_need_is_not_copied(intent: str | None):
    assert read_asked({"intent": intent}, [ANSWER]) is None


def test_what_may_have_been_said_in_need_is_not_copied_even_where_it_was_unclear():
    near = [
        {"topic": "skills", "confidence": 0.2},
        {"topic": "wellbeing_distress", "confidence": 0.15},
    ]

    assert read_asked(understood("nlu_fallback", questions=[], nearest=near), [CHOICES]) is None
