"""What a visitor puts right while the form asks for something else."""

from typing import Any

import pytest

from agency.core.registration import SKIPPED
from tests.actions.conftest import Call, said, slots_set

FILLED = {
    "consent": True,
    "role": "sen_support_worker",
    "name": "Jo Bloggs",
    "email": "jo@example.org",
    "phone": "+447700900101",
    "place": "Stockport",
    "current_occupation": "carer",
    "experience": 3.0,
    "qualifications": ["GCSEs"],
    "availability": "mornings",
    "start": "asap",
    "right_to_work": "yes",
    "dbs": "no",
    "cv": "none",
}


def answer_with(call: Call, asked: str, typed: str, *, form: str = "registration") -> Any:
    """Answer *asked*, with everything before it known."""
    before = list(FILLED)[: list(FILLED).index(asked)] if asked in FILLED else []
    known = {slot: FILLED[slot] for slot in before}
    return call(
        f"validate_{form}_form",
        form=f"{form}_form",
        just_set={asked: typed},
        requested_slot=asked,
        **known,
    )


@pytest.mark.parametrize(
    ("asked", "typed", "slot", "value"),
    [
        ("qualifications", "I meant Bury", "place", "Bury"),
        ("phone", "samantha@example.org", "email", "samantha@example.org"),
        ("phone", "sorry, my email is samantha@example.org", "email", "samantha@example.org"),
        ("email", "07700 900102", "phone", "+447700900102"),
        ("place", "actually my email is sam@example.org", "email", "sam@example.org"),
        ("dbs", "my number is wrong, it's 07700 900102", "phone", "+447700900102"),
        ("start", "my number is wrong, it's 07700 900102", "phone", "+447700900102"),
        ("experience", "my name is Joan Bloggs", "name", "Joan Bloggs"),
        ("experience", "I live in Bolton", "place", "Bolton"),
        ("experience", "actually Bolton", "place", "Bolton"),
        ("current_occupation", "no wait, M1 4BT", "place", "M1 4BT"),
        ("qualifications", "no wait 6 years", "experience", 6.0),
        ("qualifications", "sorry, I meant 18 months", "experience", 1.5),
        ("dbs", "sorry, I meant no", "right_to_work", "no"),
        ("cv", "no wait, yes", "dbs", "yes"),
        ("email", "actually make that SENCO", "role", "senco"),
        ("experience", "I meant senco", "role", "senco"),
    ],
)
def test_another_answer_is_changed_and_the_question_asked_again(
    call: Call, asked: str, typed: str, slot: str, value: Any
):
    answer = answer_with(call, asked, typed)

    assert slots_set(answer)[slot] == value
    assert slots_set(answer)[asked] is None
    assert slots_set(answer)["asked_again"] == asked
    assert said(answer) == ["utter_answer_noted"]


def test_an_answer_that_is_wrong_is_asked_for_when_nothing_better_is_said(call: Call):
    answer = answer_with(call, "place", "my phone number is wrong")

    assert slots_set(answer)["phone"] is None
    assert slots_set(answer)["asked_again"] == "phone"


def test_both_ways_to_reach_somebody_may_come_at_once(call: Call):
    answer = answer_with(call, "email", "jo@example.org or 07700 900102")

    assert slots_set(answer)["email"] == "jo@example.org"
    assert slots_set(answer)["phone"] == "+447700900102"


def test_what_stands_around_a_number_is_no_name(call: Call):
    answer = answer_with(call, "name", "my phone number is 07700 900102")

    assert slots_set(answer)["phone"] == "+447700900102"
    assert slots_set(answer)["name"] is None


def test_a_name_with_a_number_behind_it_is_both(call: Call):
    answer = answer_with(call, "name", "Jo Smith, 07700 900102")

    assert slots_set(answer)["name"] == "Jo Smith"
    assert slots_set(answer)["phone"] == "+447700900102"


@pytest.mark.parametrize(
    ("asked", "typed", "value"),
    [
        ("current_occupation", "change manager at my phone company", None),
        ("qualifications", "actually QTS", ["qualified teacher status (QTS)"]),
        ("email", "sorry its jo at example dot org", "jo@example.org"),
        ("availability", "sorry, only mornings", "sorry, only mornings"),
        ("start", "not sure, sorry", "not sure, sorry"),
        ("dbs", "actually yes", "yes"),
        ("qualifications", "sorry, none", []),
        ("email", "sorry no", SKIPPED),
        ("right_to_work", "sorry, yes", "yes"),
    ],
)
def test_what_answers_the_question_changes_nothing_else(
    call: Call, asked: str, typed: str, value: Any
):
    answer = answer_with(call, asked, typed)

    assert slots_set(answer)[asked] == (typed if value is None else value)
    assert slots_set(answer).keys() & FILLED.keys() == {asked}


def test_an_address_on_the_way_to_a_call_is_kept_beside_the_number(call: Call):
    answer = answer_with(call, "phone", "jo.b@example.org", form="callback")

    assert slots_set(answer)["email"] == "jo.b@example.org"
    assert slots_set(answer)["phone"] is None


def test_a_question_for_the_consultant_may_name_a_number(call: Call):
    question = "can I ask about the 07700 900102 number that rang me about the SENCO job last week?"

    answer = answer_with(call, "question", question, form="callback")

    assert slots_set(answer)["question"] == question
