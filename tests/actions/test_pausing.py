import pytest

from tests.actions.conftest import Call, said, slots_set


def test_a_form_that_is_put_aside_is_closed_and_keeps_its_answers(call: Call):
    answer = call("action_pause_form", form="registration_form", name="Jo Brown")

    assert said(answer) == ["utter_form_paused"]
    assert {"event": "active_loop", "name": None}.items() <= answer["events"][0].items()
    assert slots_set(answer) == {"requested_slot": None, "paused_form": "registration_form"}


def test_a_choice_goes_on_with_the_form_that_waits(call: Call):
    answer = call("action_resume", intent="resume", paused_form="callback_form")

    assert {"event": "followup", "name": "callback_form"}.items() <= answer["events"][-1].items()
    assert slots_set(answer)["paused_form"] is None


def test_yes_goes_on_with_the_form_that_waits(call: Call):
    answer = call("action_answer", intent="affirm", paused_form="registration_form")

    assert answer["responses"] == []
    assert answer["events"][-1]["name"] == "registration_form"


@pytest.mark.parametrize(
    ("action", "intent", "text"),
    [
        ("action_stop_form", "stop", "Go on with the questions"),
        ("action_stop_form", "stop", "ok, let\u2019s carry on with the form"),
        ("action_answer", "disclose_concern", "carry on"),
        ("action_offer_topics", "nlu_fallback", "back to my registration please"),
    ],
)
def test_whoever_types_to_go_on_goes_on_and_loses_nothing(
    call: Call, action: str, intent: str, text: str
):
    answer = call(action, intent=intent, text=text, paused_form="registration_form", name="Jo")

    assert answer["responses"] == []
    assert answer["events"][-1]["name"] == "registration_form"
    assert "name" not in slots_set(answer)


def test_to_carry_on_with_something_else_opens_no_form(call: Call):
    answer = call(
        "action_answer",
        intent="ask",
        text="can I carry on with my degree?",
        questions=[{"topic": "qualifications"}],
        paused_form="registration_form",
    )

    assert answer["responses"]


def test_without_a_form_the_talk_goes_on(call: Call):
    assert said(call("action_resume", intent="resume")) == ["utter_go_on"]


def test_stop_forgets_the_form_that_waits(call: Call):
    answer = call("action_stop_form", intent="stop", paused_form="registration_form", name="Jo")

    assert said(answer) == ["utter_form_stopped"]
    assert slots_set(answer)["paused_form"] is None
    assert slots_set(answer)["name"] is None


def test_stop_without_a_form_says_that_there_is_none(call: Call):
    assert said(call("action_stop_form", intent="stop")) == ["utter_nothing_to_stop"]


def test_somebody_too_young_is_not_invited_to_start_again(call: Call):
    answer = call("action_stop_form", intent="under_age", form="registration_form", name="Jo")

    assert said(answer) == ["utter_form_stopped_under_age"]
    assert slots_set(answer)["name"] is None


@pytest.mark.parametrize("text", ["ok then i agree", "actually yes", "yes, sign me up after all"])
def test_whoever_refused_and_agrees_after_all_is_asked_for_consent_again(call: Call, text: str):
    answer = call("action_answer", intent="affirm", text=text, offered_form="refused")

    assert {"event": "followup", "name": "registration_form"}.items() <= answer["events"][
        -1
    ].items()


def test_nobody_who_refused_is_pressed(call: Call):
    answer = call("action_answer", intent="affirm", text="ok", offered_form="refused")

    assert not [each for each in answer["events"] if each["event"] == "followup"]
    assert slots_set(answer)["offered_form"] == "refused"
