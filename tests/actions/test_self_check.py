from typing import Any

import pytest

from agency.core.roles import Role
from agency.core.self_check import questions_for
from tests.actions.conftest import Call, a_question, said, slots_set

SENCO = {"check_role": "senco", "check_qts": "yes", "check_teaching": "yes"}


def answers(call: Call, slot: str, text: str, **but: Any) -> dict[str, Any]:
    return call(
        "validate_self_check_form",
        form="self_check_form",
        just_set={slot: text},
        text=text,
        requested_slot=slot,
        **but,
    )


def test_the_check_begins_with_the_role_in_hand(call: Call):
    named = call("action_begin_self_check", questions=[a_question(None, "senco")])
    talked_of = call("action_begin_self_check", role_asked="semh_support_worker")
    unknown = call("action_begin_self_check")

    assert slots_set(named)["check_role"] == "senco"
    assert slots_set(talked_of)["check_role"] == "semh_support_worker"
    assert slots_set(unknown)["check_role"] is None


def test_the_role_may_be_typed(call: Call):
    answer = answers(call, "check_role", "the behaviour mentor one")

    assert slots_set(answer)["check_role"] == "semh_support_worker"


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("yes", "yes"),
        ("nope", "no"),
        ("not_sure", "not_sure"),
        ("I'm not sure tbh", "not_sure"),
        ("PGCE with QTS from 2012", "yes"),
    ],
)
def test_an_answer_is_a_yes_a_no_or_a_doubt(call: Call, text: str, taken: str):
    answer = answers(call, "check_qts", text, check_role="senco")

    assert slots_set(answer)["check_qts"] == taken


def test_what_is_none_of_them_is_asked_again(call: Call):
    answer = answers(call, "check_calm", "green", check_role="semh_support_worker")

    assert said(answer)[0] == "utter_check_not_understood"
    assert slots_set(answer)["check_calm"] is None


def test_the_end_says_what_fits_what_is_missing_and_a_first_step(call: Call):
    answer = call("action_say_fit", **SENCO, check_npq="no", check_leading="yes")

    text = answer["responses"][0]["text"]
    assert "a SENCO" in text
    assert "qualified teacher" in text
    assert "you may begin it after you are appointed" in text
    assert "first step" in text
    assert answer["responses"][0]["buttons"][0]["payload"] == '/register{"role": "senco"}'


def test_nothing_of_it_is_kept(call: Call):
    kept = slots_set(call("action_say_fit", **SENCO, check_npq="yes", check_leading="yes"))

    assert {value for slot, value in kept.items() if slot.startswith("check_")} == {None}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("said_to_all", ["yes", "no", "not_sure"])
def test_whatever_is_said_nobody_is_turned_away(call: Call, role: Role, said_to_all: str):
    given = dict.fromkeys(questions_for(role)[1:], said_to_all)
    answer = call("action_say_fit", **{"check_role": str(role)} | given)

    text = answer["responses"][0]["text"].casefold()
    assert not {"unsuitable", "not suitable", "fail", "unfortunately", "cannot do"} & set(
        text.split()
    )
    assert "register" in answer["responses"][0]["buttons"][0]["payload"]


def test_a_role_asks_three_to_five_questions():
    assert all(3 <= len(questions_for(role)) <= 5 for role in Role)
