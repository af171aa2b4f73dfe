"""An answer told anew, read by the action server as it runs."""

from typing import Any

import pytest

from tests.actions.conftest import Call, said, slots_set

FORM = "registration_form"
FILLED: dict[str, Any] = {
    "consent": True,
    "role": "sen_support_worker",
    "name": "Jo Brown",
    "email": "jo@example.org",
    "phone": "+447700900123",
    "place": "Stockport",
    "current_occupation": "carer",
    "experience": 5.0,
    "qualifications": ["GCSEs", "first aid"],
    "availability": "full time",
    "start": "September",
    "right_to_work": "yes",
    "dbs": "yes",
    "cv": "none",
}


def told(call: Call, asked: str, text: str, **filled: Any) -> dict[str, Any]:
    slots = {slot: value for slot, value in (FILLED | filled).items() if slot != asked}
    answer = call(
        "validate_registration_form",
        form=FORM,
        just_set={asked: text},
        requested_slot=asked,
        **slots,
    )
    return slots_set(answer)


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("it's Joe not Jo", "name", "Joe Brown"),
        ("my surname is Browne", "name", "Jo Browne"),
        ("Jo Browne", "name", "Jo Browne"),
        ("not Stockport, Southport", "place", "Southport"),
        ("SK4 4QT is my postcode", "place", "SK4 4QT"),
        ("experience is wrong, its 7 years", "experience", 7.0),
        ("I also have makaton", "qualifications", ["GCSEs", "first aid", "Makaton"]),
        ("take out first aid", "qualifications", ["GCSEs"]),
        ("i can only do mornings", "availability", "I can only do mornings"),
        ("I can start in january", "start", "I can start in January"),
        ("i work as a chef", "current_occupation", "chef"),
        ("actually I do have a dbs on the update service", "dbs", "update_service"),
        ("delete my phone number", "phone", "skipped"),
        ("0161 496 0123 ext 4", "phone", "+441614960123;ext=4"),
    ],
)
def test_what_is_told_anew_at_the_end_is_changed_and_nothing_is_sent(
    call: Call, text: str, slot: str, value: Any
):
    slots = told(call, "summary", text)

    assert slots[slot] == value
    assert slots["summary"] is None


@pytest.mark.parametrize(
    ("asked", "text", "slot", "value"),
    [
        ("start", "sorry, part time", "availability", "part time"),
        ("right_to_work", "no, january", "start", "January"),
        ("cv", "actually no its lapsed", "dbs", "no"),
        ("experience", "wait, support worker", "current_occupation", "support worker"),
        ("current_occupation", "actually I've moved to Leeds", "place", "Leeds"),
        ("place", "thats wrong", "phone", None),
        ("email", "actually its Joe not Jo", "name", "Joe Brown"),
    ],
)
def test_a_second_thought_changes_the_answer_it_is_about(
    call: Call, asked: str, text: str, slot: str, value: Any
):
    slots = told(call, asked, text)

    assert slots[slot] == value
    assert slots[asked] is None


@pytest.mark.parametrize(
    ("asked", "text", "kept"),
    [
        ("current_occupation", "not a teacher, just a mum", "not a teacher, just a mum"),
        ("availability", "not Mondays, I look after my son", "not Mondays, I look after my son"),
        ("start", "September, not August", "September, not August"),
    ],
)
def test_an_answer_with_a_not_in_it_stays_one(call: Call, asked: str, text: str, kept: str):
    assert told(call, asked, text)[asked] == kept


@pytest.mark.parametrize(
    ("asked", "text", "kept"),
    [
        ("name", "Will", "Will"),
        ("current_occupation", "do a bit of childminding", "do a bit of childminding"),
        ("availability", "mornings?", "mornings"),
        ("start", "when the kids go back to school", "when the kids go back to school"),
    ],
)
def test_an_answer_that_was_heard_as_a_question_reaches_the_form(
    call: Call, asked: str, text: str, kept: str
):
    slots = {slot: value for slot, value in FILLED.items() if slot != asked}
    more = [{"topic": "register_cv", "more": True}]

    answer = call(
        "action_answer",
        form=FORM,
        requested_slot=asked,
        text=text,
        intent="register",
        questions=more,
        **slots,
    )

    assert slots_set(answer)[asked] == kept
    assert said(answer) == []
