from tests.actions.conftest import Call, a_question, slots_set

NEAREST = [a_question("salary", "senco"), a_question("qualifications"), a_question("thanks")]


def test_an_unclear_message_is_met_with_the_nearest_questions(call: Call):
    answer = call("action_offer_topics", intent="nlu_fallback", nearest=NEAREST)

    (response,) = answer["responses"]
    assert response["response"] == "utter_did_you_mean"
    assert [button["payload"] for button in response["buttons"]] == [
        '/ask{"topic": "salary", "role": "senco"}',
        '/ask{"topic": "qualifications"}',
    ]
    assert response["custom"] == {
        "choices_about": [
            {"topic": "salary", "role": "senco"},
            {"topic": "qualifications", "role": "none"},
        ]
    }
    assert slots_set(answer) == {"unclear_before": True}


def test_the_second_time_a_person_is_offered_too(call: Call):
    answer = call(
        "action_offer_topics", intent="nlu_fallback", nearest=NEAREST, unclear_before=True
    )

    (response,) = answer["responses"]
    assert response["response"] == "utter_still_unclear"
    assert response["buttons"][-1]["payload"] == "/request_person{}"
    assert len(response["buttons"]) == len(response["custom"]["choices_about"])


def test_an_answer_in_between_starts_the_count_again(call: Call):
    assert slots_set(call("action_answer", intent="thank"))["unclear_before"] is None


def test_whoever_is_near_nothing_can_still_ask_for_a_person(call: Call):
    (response,) = call("action_offer_topics", intent="nlu_fallback")["responses"]

    assert response["response"] == "utter_not_understood"
    assert [button["payload"] for button in response["buttons"]] == ["/request_person{}"]
