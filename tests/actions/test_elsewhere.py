from typing import Any

import pytest

from tests.actions.conftest import Call, a_question, slots_set

OOS = [a_question("oos")]


def elsewhere(call: Call, kind: str | None, **but: Any) -> dict[str, Any]:
    given = {"intent": "out_of_scope", "questions": OOS, "elsewhere": {"kind": kind}}
    return call("action_answer", **given | but)


def text(answer: dict[str, Any]) -> str:
    return " ".join(response["text"] or "" for response in answer["responses"])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("parents_case", ["SENDIASS", "IPSEA", "Education Authority"]),
        ("under_18", ["18 or over", "0800 1111", "do not type your details"]),
        ("other_work", ["National Careers Service"]),
        ("homework", ["only know about jobs"]),
        ("benefits", ["Citizens Advice"]),
        ("instruction", ["cannot change my rules"]),
        ("spam", ["hello@example.org"]),
    ],
)
def test_each_kind_has_its_own_word_and_address(call: Call, kind: str, words: list[str]):
    answer = elsewhere(call, kind)

    assert all(word in text(answer) for word in words)
    assert answer["responses"][0]["custom"]["answer"]["topic"] == "oos"


def test_an_unknown_kind_gets_the_general_answer(call: Call):
    assert "I only know about working with children" in text(elsewhere(call, None))


def test_a_school_is_offered_a_request_for_staff_and_a_yes_opens_it(call: Call):
    asked = elsewhere(call, "school_wants_staff")
    agreed = call("action_answer", intent="affirm", offered_form="client_form")

    assert asked["responses"][0]["buttons"][0]["payload"] == "/request_staff{}"
    assert slots_set(asked)["offered_form"] == "client_form"
    assert {"event": "followup", "name": "client_form"}.items() <= agreed["events"][-1].items()


def test_an_offer_holds_for_one_turn(call: Call):
    answer = call("action_answer", intent="ask", questions=[a_question("salary")])

    assert slots_set(answer)["offered_form"] is None


def test_an_insult_is_met_calmly_once_and_then_shortly(call: Call):
    first = elsewhere(call, "abuse")
    second = elsewhere(call, "abuse", insulted=True)

    assert first["responses"][0]["buttons"][0]["payload"] == "/request_person{}"
    assert slots_set(first)["insulted"] is True
    assert text(second) == "I am here when you have a question."
    assert second["responses"][0]["buttons"] == []


def test_after_another_turn_an_insult_is_the_first_again(call: Call):
    assert slots_set(call("action_answer", intent="thank", insulted=True))["insulted"] is None


def test_an_insult_in_a_form_comes_with_a_way_out(call: Call):
    answer = elsewhere(call, "abuse", form="registration_form", requested_slot="name")

    assert [b["payload"] for b in answer["responses"][0]["buttons"]][-1] == "/stop{}"


def test_in_a_form_no_choices_hide_its_question(call: Call):
    answer = elsewhere(call, "other_work", form="registration_form", requested_slot="name")

    assert answer["responses"][0]["buttons"] == []


def test_another_language_is_answered_in_it_where_we_can(call: Call):
    spoken = {"kind": "language", "language": "polish"}
    answer = elsewhere(call, None, elsewhere=spoken)

    assert "konsultant" in text(answer)
    assert "Polish (polski)" in text(answer)
    assert answer["responses"][0]["buttons"][0]["payload"] == "/request_person{}"


def test_a_language_without_a_sentence_is_named(call: Call):
    answer = elsewhere(call, None, elsewhere={"kind": "language", "language": "hungarian"})

    assert "Hungarian (magyar)" in text(answer)


def test_a_script_nobody_here_knows_is_your_language(call: Call):
    answer = elsewhere(call, None, elsewhere={"kind": "language", "language": "unknown"})

    assert "your language" in text(answer)


def test_a_pupils_question_is_answered_with_a_word_about_age(call: Call):
    answer = call(
        "action_answer",
        intent="ask",
        questions=[a_question("salary", "sen_support_worker")],
        elsewhere={"kind": "under_18", "beside": "ask"},
    )

    assert answer["responses"][0]["custom"]["answer"]["topic"] == "salary"
    assert "18 or over" in text(answer)


def test_out_of_scope_twice_in_a_row_is_met_with_a_person(call: Call):
    once = elsewhere(call, None)
    again = elsewhere(call, None, unclear_before=True)

    assert {"name": "unclear_before", "value": True}.items() <= once["events"][-1].items()
    assert "SENDIASS" in text(once)
    assert "SENDIASS" not in text(again)
    offered = [button["payload"] for button in again["responses"][0]["buttons"]]
    assert offered == ["/request_person{}", "/leave_message{}", "/resume{}"]


def test_who_has_just_said_they_are_too_young_is_not_registered(call: Call):
    told = slots_set(elsewhere(call, "under_18"))

    answer = call("action_answer", intent="register", questions=[a_question("register_cv")], **told)

    assert "until you are 18" in text(answer)
    assert {"event": "followup", "name": "action_listen"}.items() <= answer["events"][-1].items()
