from typing import Any

from tests.actions.conftest import Call, a_question, slots_set

NEAREST = [a_question("salary", "senco"), a_question("qualifications"), a_question("thanks")]
FOUND = [
    a_question("right_to_work", confidence=0.5),
    a_question("agency_terms", confidence=0.4),
    a_question("working_patterns", "senco", confidence=0.4),
]


def unclear(call: Call, **but: Any) -> dict[str, Any]:
    return call("action_offer_topics", intent="nlu_fallback", **but)


def payloads(answer: dict[str, Any]) -> list[str]:
    (response,) = answer["responses"]
    return [button["payload"] for button in response["buttons"]]


def test_of_two_close_questions_the_visitor_is_asked_which(call: Call):
    close = [a_question("salary", "senco", confidence=0.4), a_question("skills", confidence=0.38)]

    answer = unclear(call, nearest=close, found=FOUND)

    (response,) = answer["responses"]
    assert response["response"] == "utter_did_you_mean_two"
    assert response["first"] == "What does a SENCO earn"
    assert response["second"] not in ("", response["first"])
    assert payloads(answer) == [
        '/ask{"topic": "salary", "role": "senco"}',
        '/ask{"topic": "skills"}',
    ]
    assert [each["topic"] for each in response["custom"]["choices_about"]] == ["salary", "skills"]


def test_near_nothing_the_answers_that_were_found_are_offered_and_a_person(call: Call):
    far = [a_question("salary", confidence=0.12), a_question("skills", confidence=0.11)]

    answer = unclear(call, nearest=far, found=FOUND)

    (response,) = answer["responses"]
    assert response["response"] == "utter_did_you_mean"
    assert payloads(answer) == [
        '/ask{"topic": "right_to_work"}',
        '/ask{"topic": "agency_terms"}',
        '/ask{"topic": "working_patterns", "role": "senco"}',
        "/request_person{}",
    ]
    assert response["custom"]["choices_about"][-1] == {"topic": "human_handoff", "role": "none"}
    assert slots_set(answer)["unclear_before"] is True


def test_a_clear_first_guess_is_not_named_beside_a_poor_second(call: Call):
    apart = [a_question("salary", confidence=0.4), a_question("skills", confidence=0.2)]

    assert unclear(call, nearest=apart)["responses"][0]["response"] == "utter_did_you_mean"


def test_courtesies_are_not_offered(call: Call):
    answer = unclear(call, nearest=[a_question("thanks"), *NEAREST])

    assert "thanks" not in str(answer["responses"])


def test_the_second_time_a_call_a_message_or_another_question_are_offered(call: Call):
    answer = unclear(call, nearest=NEAREST, found=FOUND, unclear_before=True)

    (response,) = answer["responses"]
    assert response["response"] == "utter_still_unclear"
    assert payloads(answer)[3:] == ["/request_person{}", "/leave_message{}", "/resume{}"]
    assert len(response["custom"]["choices_about"]) == 4


def test_an_answer_in_between_starts_the_count_again(call: Call):
    assert slots_set(call("action_answer", intent="thank"))["unclear_before"] is None


def test_whoever_is_near_nothing_can_still_ask_for_a_person(call: Call):
    answer = unclear(call)

    assert answer["responses"][0]["response"] == "utter_not_understood"
    assert payloads(answer) == ["/request_person{}"]
