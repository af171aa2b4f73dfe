from datetime import timedelta
from typing import Any

import pytest

from agency.core.registration import SKIPPED
from tests.actions.conftest import Call, said, slots_set
from tests.factories import MONDAY

FORM = "callback_form"
ASK = "action_ask_callback_form_when"
VALIDATE = "validate_callback_form"


@pytest.mark.parametrize(
    ("slot", "typed", "kept"),
    [
        ("name", "jo brown", "Jo Brown"),
        ("phone", "07700 900 123", "+447700900123"),
        ("when", "Thursday after four", "Thursday after four"),
        ("when", "skip", SKIPPED),
        ("when", "whenever", "any time"),
        ("when", "I don't mind", "any time"),
        ("when", "any day after four", "any day after four"),
        ("when", "can you do Tuesday at 10?", "Tuesday at 10"),
        ("when", "could someone ring me on Tuesday", "Tuesday"),
        ("question", "no thanks", SKIPPED),
        ("question", "What does a SENCO earn?", "What does a SENCO earn?"),
        ("question", "skip", SKIPPED),
        ("consent", "yes", True),
    ],
)
def test_an_answer_is_kept(call: Call, slot: str, typed: str, kept: object):
    answer = call(VALIDATE, form=FORM, just_set={slot: typed}, requested_slot=slot)

    assert slots_set(answer)[slot] == kept


def test_nobody_can_be_rung_without_a_number(call: Call):
    answer = call(VALIDATE, form=FORM, just_set={"phone": "skip"}, requested_slot="phone")

    assert slots_set(answer)["phone"] is None
    assert said(answer) == ["utter_answer_needed"]


def test_whoever_has_registered_may_ask_for_a_call(call: Call):
    answer = call(
        VALIDATE, intent="request_person", form=FORM, lead_reference="L-0042", registered=True
    )

    assert "requested_slot" not in slots_set(answer)  # Rasa asks for the first that is empty


def test_the_notice_at_the_end_is_not_called_the_first_thing(call: Call):
    here = call("action_ask_consent", form=FORM)
    first = call("action_ask_consent", form="registration_form")

    assert said(here) == ["utter_privacy_notice_at_the_end"]
    assert said(first) == ["utter_privacy_notice"]


def offered(answer: dict[str, Any]) -> list[str]:
    (asked,) = answer["responses"]
    assert asked["response"] == "utter_ask_when"
    return [button["title"] for button in asked["buttons"]]


def test_times_at_which_somebody_is_there_are_offered(call: Call):
    assert offered(call(ASK, form=FORM)) == [
        "Monday 2 March, from 9.45am",
        "Monday 2 March, from 3.30pm",
        "Tuesday 3 March, from 9am",
        "Tuesday 3 March, from 12.30pm",
        "Any time",
    ]


@pytest.mark.parametrize(
    "known",
    [
        {"occupation_asked": "teaching_assistant"},
        {"current_occupation": "TA in a primary school"},
        {"role_asked": "senco"},
    ],
)
def test_whoever_works_in_a_school_is_offered_a_time_after_it_first(
    call: Call, known: dict[str, str]
):
    assert offered(call(ASK, form=FORM, **known))[0] == "Monday 2 March, from 3.30pm"


@pytest.mark.parametrize("today", [MONDAY - timedelta(days=1)])
def test_as_soon_as_possible_is_no_wish_for_a_sunday(call: Call):
    answer = call(VALIDATE, form=FORM, just_set={"when": "asap"}, requested_slot="when")

    assert slots_set(answer)["when"] == "ASAP"


@pytest.mark.parametrize("name", ["may", "do thi nga", "will price"])
@pytest.mark.parametrize("form", [FORM, "message_form", "client_form"])
def test_a_name_that_was_heard_as_something_else_is_kept_the_second_time(
    call: Call, form: str, name: str
):
    def heard(asked_again: str | None) -> dict[str, Any]:
        return call(
            "action_answer",
            intent="greet",
            text=name,
            form=form,
            requested_slot="name",
            asked_again=asked_again,
        )

    assert slots_set(heard(None)).get("name") is None
    assert slots_set(heard("name"))["name"] == name.title()


@pytest.mark.parametrize("typed", ["hello", "thanks", "what is the pay", "can you help", "may I?"])
def test_a_greeting_or_a_question_is_no_name_however_often_it_is_said(call: Call, typed: str):
    answer = call(
        "action_answer",
        intent="greet",
        text=typed,
        form=FORM,
        requested_slot="name",
        asked_again="name",
    )

    assert slots_set(answer).get("name") is None


def test_a_time_at_which_nobody_is_there_is_met_with_the_nearest(call: Call):
    said_in_vain = "ring me tonight at 9"
    answer = call(VALIDATE, form=FORM, just_set={"when": said_in_vain}, requested_slot="when")

    assert said(answer) == ["utter_nobody_there_then"]
    assert slots_set(answer)["when"] is None
    asked = call(ASK, form=FORM, text=said_in_vain, asked_again=slots_set(answer)["asked_again"])
    assert offered(asked) == [
        "Monday 2 March, from 4.30pm",
        "Tuesday 3 March, from 9am",
        "Wednesday 4 March, from 9am",
        "Any time",
    ]


def test_whoever_says_so_twice_is_promised_the_nearest_and_not_asked_a_third_time(call: Call):
    answer = call(
        VALIDATE,
        form=FORM,
        just_set={"when": "tonight at 9"},
        requested_slot="when",
        asked_again="when",
    )

    assert slots_set(answer)["when"] == "tonight at 9"
    assert said(answer) == []


def test_who_would_rather_write_is_told_how(call: Call):
    answer = call(VALIDATE, form=FORM, just_set={"phone": "email me instead"},
                  requested_slot="phone")  # fmt: skip

    assert slots_set(answer) == {"phone": None, "asked_again": "phone_needed"}
    assert said(answer) == ["utter_rather_in_writing"]


def test_a_no_is_no_name_and_the_way_out_of_a_call_is_no_call(call: Call):
    first = call(VALIDATE, form=FORM, just_set={"name": "no"}, requested_slot="name")
    again = call(
        VALIDATE, form=FORM, just_set={"name": "no"}, requested_slot="name", asked_again="name"
    )

    assert said(first) == said(again) == ["utter_answer_needed"]
    assert slots_set(first)["asked_again"] == "name"
    assert slots_set(again)["asked_again"] == "name_needed"
