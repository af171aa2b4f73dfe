import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agency.storage.unit import OpenUnit
from tests.actions.conftest import Call, a_question, slots_set
from tests.factories import MONDAY, a_vacancy


def buttons(answer: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    return [
        (intent, json.loads("{" + ids))
        for button in answer["responses"][0]["buttons"]
        for intent, _, ids in [button["payload"].removeprefix("/").partition("{")]
    ]


def test_a_question_is_answered_for_the_role_it_names(call: Call):
    answer = call("action_answer", intent="ask", questions=[a_question("salary", "senco")])

    about = answer["responses"][0]["custom"]["answer"]
    assert (about["topic"], about["role"], about["nation"]) == ("salary", "senco", "england")
    assert about["source"]["url"].startswith("https://")
    assert datetime.fromisoformat(about["checked"])
    assert slots_set(answer)["topic_asked"] == "salary"
    assert slots_set(answer)["role_asked"] == "senco"


def test_and_the_pay_keeps_the_role(call: Call):
    answer = call(
        "action_answer",
        intent="ask",
        questions=[a_question("salary")],
        role_asked="semh_support_worker",
    )

    assert answer["responses"][0]["custom"]["answer"]["role"] == "semh_support_worker"


def test_and_for_a_senco_keeps_the_topic(call: Call):
    answer = call(
        "action_answer",
        intent="switch_role",
        questions=[a_question(None, "senco")],
        topic_asked="qualifications",
    )

    about = answer["responses"][0]["custom"]["answer"]
    assert (about["topic"], about["role"]) == ("qualifications", "senco")


def test_a_role_alone_is_explained(call: Call):
    answer = call("action_answer", intent="switch_role", questions=[a_question(None, "senco")])

    about = answer["responses"][0]["custom"]["answer"]
    assert (about["topic"], about["role"]) == ("definition", "senco")


def test_a_remembered_role_is_not_forced_on_an_answer_that_serves_every_role(call: Call):
    answer = call(
        "action_answer", intent="ask", questions=[a_question("bot_identity")], role_asked="senco"
    )

    assert answer["responses"][0]["custom"]["answer"]["role"] == "none"


def test_two_questions_get_two_answers(call: Call):
    answer = call(
        "action_answer",
        intent="ask",
        questions=[a_question("salary", "senco"), a_question("qualifications", "senco")],
    )

    topics = [said["custom"]["answer"]["topic"] for said in answer["responses"]]
    assert topics == ["salary", "qualifications"]


def test_an_answer_offers_more_the_roles_that_differ_and_what_people_ask_next(call: Call):
    offered = buttons(call("action_answer", intent="ask", questions=[a_question("salary")]))

    assert ("ask", {"topic": "salary", "more": "yes"}) in offered
    assert ("ask", {"topic": "salary", "role": "senco"}) in offered
    assert len(offered) <= 5


def test_tell_me_more_says_something_else_and_is_not_offered_again(call: Call):
    question = a_question("salary", "senco")
    short = call("action_answer", intent="ask", questions=[question])
    more = call("action_answer", intent="ask", questions=[question | {"more": True}])

    assert short["responses"][0]["text"] != more["responses"][0]["text"]
    assert not [ids for _, ids in buttons(more) if "more" in ids]


def test_a_nation_that_is_named_has_its_own_answer(call: Call):
    answer = call(
        "action_answer",
        intent="ask",
        questions=[a_question("qualifications", "senco")],
        entities={"place": "Wales"},
    )

    assert answer["responses"][0]["custom"]["answer"]["nation"] == "wales"


def test_every_intent_that_is_no_question_has_its_topic(call: Call):
    expected = {
        "greet": "greeting",
        "say_goodbye": "goodbye",
        "thank": "thanks",
        "affirm": "affirm",
        "deny": "deny",
        "complain": "complaint",
        "disclose_concern": "safeguarding_disclosure",
        "express_distress": "wellbeing_distress",
        "out_of_scope": "oos",
        "register": "register_cv",
        "request_person": "human_handoff",
    }

    heard = {
        intent: call("action_answer", intent=intent)["responses"][0]["custom"]["answer"]["topic"]
        for intent in expected
    }

    assert heard == expected


def test_thanks_does_not_make_the_assistant_forget_the_topic(call: Call):
    assert "topic_asked" not in slots_set(call("action_answer", intent="thank"))


def test_a_topic_nobody_wrote_about_is_admitted(call: Call):
    answer = call("action_answer", intent="ask", questions=[a_question("the_weather")])

    assert "consultant" in answer["responses"][0]["text"]
    assert buttons(answer) == [("request_person", {})]


def test_answers_know_the_agency(call: Call):
    answer = call("action_answer", intent="ask", questions=[a_question("contact_consultant")])

    assert "hello@example.org" in answer["responses"][0]["text"]
    assert "{" not in answer["responses"][0]["text"]


def test_who_asks_how_to_reach_us_can_ask_for_a_call_at_once(call: Call):
    answer = call("action_answer", intent="ask", questions=[a_question("contact_consultant")])

    assert "request_person" in [intent for intent, _ in buttons(answer)]


def test_a_term_and_an_occupation_have_answers_of_their_own(call: Call):
    term = call(
        "action_answer",
        intent="ask",
        questions=[a_question("glossary")],
        entities={"term": "ehcp"},
    )
    job = call(
        "action_answer",
        intent="ask",
        questions=[a_question("transferable_occupations")],
        entities={"occupation": "care_assistant"},
    )

    assert "plan" in term["responses"][0]["text"]
    assert "Care assistant" in job["responses"][0]["text"]
    assert "{" not in job["responses"][0]["text"]


def test_a_job_search_shows_what_is_open_there(call: Call, open_unit: OpenUnit):
    with open_unit() as session:
        a_vacancy(session, reference="V-1", place="Bolton", area="BL", title="One-to-one TA")
        a_vacancy(session, reference="V-2", place="Leeds", area="LS")
        closed = (MONDAY - timedelta(days=1)).date()
        a_vacancy(session, reference="V-3", place="Bolton", area="BL", closes=closed)

    answer = call(
        "action_answer",
        intent="ask",
        questions=[a_question("job_search", "sen_support_worker")],
        entities={"place": "Bolton"},
    )

    cards = answer["responses"][0]["custom"]["cards"]
    assert [card["id"] for card in cards] == ["V-1"]
    assert set(cards[0]) == {"kind", "id", "title", "place", "pay", "closes"}


def test_a_region_is_searched_in_all_its_areas(call: Call, open_unit: OpenUnit):
    with open_unit() as session:
        a_vacancy(session, reference="V-1", place="Bolton", area="BL")
        a_vacancy(session, reference="V-2", place="Liverpool", area="L")
        a_vacancy(session, reference="V-3", place="Leeds", area="LS")

    answer = call(
        "action_answer",
        intent="ask",
        questions=[a_question("job_search")],
        entities={"place": "the North West"},
    )

    cards = answer["responses"][0]["custom"]["cards"]
    assert {card["id"] for card in cards} == {"V-1", "V-2"}


def test_a_search_that_finds_nothing_says_so(call: Call):
    answer = call(
        "action_answer",
        intent="ask",
        questions=[a_question("job_search", "senco")],
        entities={"postcode": "M1 4BT"},
    )

    assert "no open vacancy" in answer["responses"][0]["text"]
    assert "cards" not in answer["responses"][0]["custom"]


class TestLongAfterAnAnswerWasChecked:
    @pytest.fixture
    def today(self) -> datetime:
        return datetime(2031, 1, 1, tzinfo=UTC)

    def test_it_says_that_it_may_have_changed(self, call: Call):
        answer = call("action_answer", intent="ask", questions=[a_question("salary", "senco")])

        assert "may have changed" in answer["responses"][0]["text"]


def test_in_a_form_an_answer_has_no_buttons_to_lead_away(call: Call):
    answer = call(
        "action_answer",
        intent="ask",
        questions=[a_question("salary")],
        form="registration_form",
        requested_slot="email",
    )

    assert answer["responses"][0]["buttons"] == []
    assert slots_set(answer)["asked_again"] == "email"


def test_whoever_leaves_is_not_pressed_by_the_form(call: Call):
    answer = call(
        "action_answer", intent="say_goodbye", form="registration_form", requested_slot="email"
    )

    # For Rasa the form has then had its turn, so that it does not ask again.
    assert {"event": "action", "name": "registration_form"}.items() <= answer["events"][-1].items()


def test_a_person_asked_for_in_a_registration_is_offered_not_forced(call: Call):
    answer = call("action_answer", intent="request_person", form="registration_form")

    assert [said["response"] for said in answer["responses"]] == [None, "utter_person_instead"]


def test_a_role_named_on_registering_is_not_asked_for_again(call: Call):
    named = call("action_answer", intent="register", questions=[a_question(None, "senco")])
    remembered = call("action_answer", intent="register", role_asked="senco")

    assert slots_set(named)["role"] == "senco"
    assert "role" not in slots_set(remembered)


def test_a_role_on_the_button_to_register_reaches_the_form(call: Call):
    # A choice comes without entities: its role is in the question, as the channel writes it.
    chosen = {"topic": None, "role": "senco", "confidence": 1.0, "more": False}

    pressed = call("action_answer", intent="register", text="Register", questions=[chosen])
    switched = call("action_answer", intent="switch_role", text="SENCO", questions=[chosen])

    assert slots_set(pressed)["role"] == "senco"
    assert slots_set(switched)["role_asked"] == "senco"


def test_a_guessed_role_is_answered_for_but_not_remembered(call: Call):
    guessed = a_question("responsibilities", "sen_support_worker", likely=True)

    answer = call("action_answer", intent="ask", questions=[guessed])

    assert answer["responses"][0]["custom"]["answer"]["role"] == "sen_support_worker"
    assert "role_asked" not in slots_set(answer)
    others = [ids.get("role") for _, ids in buttons(answer)[:2]]
    assert others == ["semh_support_worker", "senco"]


def test_tell_me_more_after_a_guess_stays_with_it(call: Call):
    last = {"topic": "responsibilities", "role": "sen_support_worker", "likely": True}

    answer = call(
        "action_answer",
        intent="ask",
        questions=[a_question("responsibilities", more=True)],
        said_last=last,
    )

    assert answer["responses"][0]["custom"]["answer"]["role"] == "sen_support_worker"
    assert "toileting" in answer["responses"][0]["text"]
    assert "role_asked" not in slots_set(answer)


def test_what_was_told_already_is_not_told_again(call: Call):
    more = a_question("salary", "senco", more=True)
    once = call("action_answer", intent="ask", questions=[more])
    again = call(
        "action_answer",
        intent="ask",
        questions=[more],
        said_last=slots_set(once)["said_last"],
    )

    assert once["responses"][0]["text"] != again["responses"][0]["text"]
    assert "all I have" in again["responses"][0]["text"]
    assert [intent for intent, _ in buttons(again)] == ["request_person", "ask", "ask"]


def test_an_answer_that_is_all_there_is_is_not_told_twice(call: Call):
    wales = {"place": "Wales"}
    asked = a_question("salary", "senco")
    first = call("action_answer", intent="ask", questions=[asked], entities=wales)
    more = call(
        "action_answer",
        intent="ask",
        questions=[a_question("salary", more=True)],
        said_last=slots_set(first)["said_last"],
    )

    assert "all I have" in more["responses"][0]["text"]
    assert more["responses"][0]["custom"]["answer"]["nation"] == "wales"


def test_another_role_is_asked_for_the_same_place(call: Call):
    answer = call(
        "action_answer",
        intent="switch_role",
        questions=[a_question(None, "sen_support_worker")],
        topic_asked="qualifications",
        said_last={"topic": "qualifications", "role": "senco", "place": "Wales"},
    )

    assert answer["responses"][0]["custom"]["answer"]["nation"] == "wales"


def test_jobs_are_found_by_half_a_postcode(call: Call, open_unit: OpenUnit):
    with open_unit() as session:
        a_vacancy(session, area="BL", place="Bolton")
        a_vacancy(session, area="LS", place="Leeds")

    answer = call(
        "action_answer", intent="ask", text="jobs in BL1", questions=[a_question("job_search")]
    )

    assert [card["place"] for card in answer["responses"][0]["custom"]["cards"]] == ["Bolton"]


def test_a_guess_is_said_to_be_one(call: Call):
    guessed = a_question("works_with", "senco", likely=True)

    answer = call("action_answer", intent="ask", questions=[guessed])

    assert "work as a SENCO; tell me if" in answer["responses"][0]["text"]


def test_the_same_in_other_words_is_told_more(call: Call):
    asked = a_question("working_patterns", "sen_support_worker")
    once = call("action_answer", intent="ask", questions=[asked])
    again = call(
        "action_answer", intent="ask", questions=[asked], said_last=slots_set(once)["said_last"]
    )

    assert once["responses"][0]["text"] != again["responses"][0]["text"]
    assert "all I have" not in again["responses"][0]["text"]


@pytest.mark.parametrize("topic", ["safeguarding_disclosure", "wellbeing_distress"])
def test_help_is_named_however_often_it_is_asked_for(call: Call, topic: str):
    last = {"topic": topic, "more": True}

    answer = call(
        "action_answer", intent="ask", questions=[a_question(topic, more=True)], said_last=last
    )

    assert "all I have" not in answer["responses"][0]["text"]


def test_words_asked_about_together_are_explained_together(call: Call):
    answer = call(
        "action_answer",
        intent="ask",
        questions=[a_question("glossary")],
        entities={"term": "ehcp"},
        more_entities=[{"entity": "term", "value": "salt"}],
    )

    assert "**EHCP" in answer["responses"][0]["text"]
    assert "**SALT" in answer["responses"][0]["text"]


@pytest.mark.parametrize("joint", [" and a ", "/", " vs ", " or "])
def test_roles_asked_about_together_are_answered_one_after_the_other(call: Call, joint: str):
    text = f"pay for TA{joint}SENCO"
    senco = text.index("SENCO")
    answer = call(
        "action_answer",
        intent="ask",
        text=text,
        questions=[a_question("salary", "sen_support_worker")],
        more_entities=[
            {"entity": "role", "value": "sen_support_worker", "start": 8, "end": 10},
            {"entity": "role", "value": "senco", "start": senco, "end": senco + 5},
        ],
    )

    roles = [each["custom"]["answer"]["role"] for each in answer["responses"]]
    assert roles == ["sen_support_worker", "senco"]


@pytest.mark.parametrize("text", ["from TA to SENCO", "not TA, a SENCO"])
def test_of_two_roles_that_are_not_both_meant_one_is_asked_about(call: Call, text: str):
    start, senco = text.index("TA"), text.index("SENCO")
    answer = call(
        "action_answer",
        intent="ask",
        text=text,
        questions=[a_question("how_to_become", "senco")],
        more_entities=[
            {"entity": "role", "value": "sen_support_worker", "start": start, "end": start + 2},
            {"entity": "role", "value": "senco", "start": senco, "end": senco + 5},
        ],
    )

    assert len(answer["responses"]) == 1


def test_another_word_after_one_is_explained_and_not_more_of_it(call: Call):
    answer = call(
        "action_answer",
        intent="ask",
        text="and SALT?",
        questions=[a_question("glossary", more=True)],
        entities={"term": "salt"},
        said_last={"topic": "glossary", "more": True},
    )

    assert "**SALT" in answer["responses"][0]["text"]


def test_the_very_thing_that_was_asked_comes_first(call: Call):
    answer = call(
        "action_answer",
        intent="ask",
        text="what if i am off sick",
        questions=[a_question("agency_terms", "sen_support_worker")],
    )

    said = answer["responses"][0]["text"]
    assert said.startswith("**Cancelled in the morning, off sick")
    assert "You pay us nothing" in said


def test_whoever_has_read_the_answer_hears_only_the_paragraph(call: Call):
    read = {"topic": "agency_terms", "role": None, "place": None, "more": True, "likely": False}
    answer = call(
        "action_answer",
        intent="ask",
        text="and pension",
        questions=[a_question("agency_terms")],
        said_last=read,
    )

    said = answer["responses"][0]["text"]
    assert "pension" in said
    assert "It is free" not in said


def test_who_is_not_known_here_is_told_where_their_own_details_are(call: Call):
    answer = call(
        "action_answer",
        intent="ask",
        text="delete my details",
        questions=[a_question("privacy")],
    )

    (told,) = answer["responses"]
    assert "got a link to a page" in told["text"]
    assert "{" not in told["text"]
    assert told["custom"]["answer"]["topic"] == "privacy"
