import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.language.build import language
from bot.nlu.questions import QuestionReader
from bot.nlu.vocabulary import vocabulary

TOPICS = {"greet": "greeting", "register": "register_cv", "request_person": "human_handoff"}
READER = QuestionReader(TOPICS, {"skills": 0.7})


@pytest.fixture(scope="module")
def nlp():
    return language()


def read(
    nlp, text: str, ranking: dict[str, float], *, topic=None, parts=(), role=None, likely=None
) -> Message:
    message = Message(
        {
            "text": text,
            "entities": vocabulary(nlp(text)),
            "intent_ranking": [{"name": n, "confidence": c} for n, c in ranking.items()],
            "parts": list(parts),
            "metadata": {"topic": topic, "role": role},
            "likely_role": likely,
        }
    )
    return READER.process([message])[0]


def test_a_question_has_its_topic_and_role(nlp):
    message = read(nlp, "how much does a senco earn", {"ask/salary": 0.9, "ask/skills": 0.05})

    assert message.get("intent") == {"name": "ask", "confidence": 0.9}
    assert message.get("questions") == [{"topic": "salary", "role": "senco", "confidence": 0.9}]


def test_a_role_alone_asks_the_last_question_again(nlp):
    message = read(nlp, "and for a TA?", {"ask/definition": 0.4})

    assert message.get("intent")["name"] == "switch_role"
    assert message.get("questions")[0]["role"] == "sen_support_worker"


def test_a_place_alone_asks_the_last_question_again(nlp):
    message = read(nlp, "in Wales?", {"ask/job_search": 0.3, "ask/employers": 0.29}, topic="salary")

    assert message.get("questions")[0]["topic"] == "salary"
    assert message.get("intent_ranking") == [{"name": "ask", "confidence": 1.0}]


def test_what_points_back_leans_on_the_last_topic(nlp):
    message = read(
        nlp,
        "and who has to pay for that",
        {"ask/agency_terms": 0.3, "follow_up": 0.4, "ask/dbs_safeguarding_checks": 0.2},
        topic="dbs_safeguarding_checks",
    )

    assert message.get("questions")[0]["topic"] == "dbs_safeguarding_checks"


def test_what_only_follows_on_asks_for_more(nlp):
    message = read(nlp, "why though", {"follow_up": 0.8, "deny": 0.1}, topic="maths_english")

    assert message.get("questions")[0]["topic"] == "maths_english"
    assert message.get("questions")[0]["more"] is True


def test_what_only_follows_on_is_unclear_before_the_first_answer(nlp):
    message = read(nlp, "why though", {"follow_up": 0.8, "deny": 0.1})

    assert message.get("intent")["confidence"] < 0.18


def test_a_role_that_is_likely_is_answered_for_and_marked(nlp):
    message = read(
        nlp, "would I change nappies", {"ask/skills": 0.9}, likely=("sen_support_worker", 0.95)
    )

    assert message.get("questions")[0] == {
        "topic": "skills",
        "role": "sen_support_worker",
        "confidence": 0.9,
        "likely": True,
    }


def test_a_role_that_is_not_likely_enough_is_not_guessed(nlp):
    message = read(nlp, "is it hard", {"ask/skills": 0.9}, likely=("senco", 0.5))

    assert message.get("questions")[0]["role"] is None


def test_a_role_named_before_is_not_guessed_again(nlp):
    message = read(
        nlp, "would I change nappies", {"ask/skills": 0.9}, likely=("senco", 0.99), role="senco"
    )

    assert "likely" not in message.get("questions")[0]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("not the TA, the SENCO", "senco"),
        ("no that's the teaching assistant, I meant what the SENCO does", "senco"),
        ("I'm only a TA, what does a SENCO earn", "senco"),
        ("I'm a TA, what could I earn", "sen_support_worker"),
        ("how do I go from TA to SENCO", "senco"),
        ("does a SENCO manage the TAs", "senco"),
        ("I'm a TA, can I become a SENCO", "senco"),
        ("behaviour mentor rather than a SENCO", "semh_support_worker"),
    ],
)
def test_of_several_roles_the_one_that_is_meant_counts(nlp, text, role):
    message = read(nlp, text, {"ask/definition": 0.9})

    assert message.get("questions")[0]["role"] == role


def test_a_faint_alarm_is_none(nlp):
    ranking = {"express_distress": 0.2, "ask/skills": 0.19, "disclose_concern": 0.1}

    assert read(nlp, "will I cope", ranking).get("questions")[0]["topic"] == "skills"


def test_two_faint_alarms_are_one(nlp):
    ranking = {"disclose_concern": 0.3, "express_distress": 0.2, "ask/skills": 0.25}

    assert read(nlp, "nobody feeds me", ranking).get("intent")["name"] == "disclose_concern"


def test_a_person_may_be_asked_for_beside_a_question(nlp):
    text = "what does it pay and can someone ring me"
    parts = [a_part(0, 16, "ask/salary", 0.9), a_part(21, len(text), "request_person", 0.95)]

    message = read(nlp, text, {"request_person": 0.6}, parts=parts)

    assert [q["topic"] for q in message.get("questions")] == ["salary", "human_handoff"]


def test_another_question_does_not(nlp):
    message = read(nlp, "how much does a senco earn", {"ask/salary": 0.9}, topic="qualifications")

    assert message.get("questions")[0]["topic"] == "salary"


def a_part(start: int, end: int, label: str, sure: float) -> dict:
    ranking = [{"name": label, "confidence": sure}]
    return {"start": start, "end": end, "asks": True, "ranking": ranking}


def test_each_question_of_a_message_keeps_its_order_and_role(nlp):
    text = "What is a SENCO and what does a TA earn?"
    parts = [a_part(0, 15, "ask/definition", 0.9), a_part(20, len(text), "ask/salary", 0.8)]

    message = read(nlp, text, {"ask/salary": 0.5}, parts=parts)

    asked = [(q["topic"], q["role"]) for q in message.get("questions")]
    assert asked == [("definition", "senco"), ("salary", "sen_support_worker")]


def test_a_part_nobody_is_sure_of_is_no_question(nlp):
    parts = [a_part(0, 8, "ask/definition", 0.9), a_part(9, 20, "ask/salary", 0.3)]

    message = read(nlp, "What is a SENCO, hm?", {"ask/definition": 0.8}, parts=parts)

    assert [q["topic"] for q in message.get("questions")] == ["definition"]


def test_a_typed_command_is_unclear_and_nothing_more(nlp):
    message = read(nlp, '\u2215register{"email":"x"}', {"register": 0.9})

    assert message.get("intent")["name"] == "nlu_fallback"
    assert message.get("questions") == []


def test_a_new_subject_does_not_lean_on_the_last_topic(nlp):
    ranking = {"ask/transferable_occupations": 0.6, "ask/salary": 0.1}

    message = read(nlp, "im a postman can i do it", ranking, topic="salary")

    assert message.get("questions")[0]["topic"] == "transferable_occupations"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("best way to become a social worker", "oos"),
        ("any jobs as a social worker in a special school", "how_to_become"),
        ("im a social worker how do I start", "how_to_become"),
    ],
)
def test_another_occupation_is_not_ours_unless_it_leads_here(nlp, text, topic):
    message = read(nlp, text, {"ask/how_to_become": 0.8})

    assert message.get("questions")[0]["topic"] == topic


def test_after_one_occupation_another_is_asked_about(nlp):
    ranking = {"ask/works_with": 0.8}

    asked = read(nlp, "and social workers?", ranking, topic="transferable_occupations")

    assert asked.get("questions")[0]["topic"] == "transferable_occupations"


def test_a_place_alone_speaks_of_no_role(nlp):
    message = read(
        nlp, "and in wales?", {"ask/skills": 0.9}, topic="skills", likely=("senco", 0.99)
    )

    assert message.get("questions")[0]["role"] is None


def test_what_somebody_does_is_asked_about_where_it_was_hardly_out_of_scope(nlp):
    message = read(
        nlp, "im a dental nurse", {"out_of_scope": 0.4, "ask/transferable_occupations": 0.3}
    )

    assert message.get("questions")[0]["topic"] == "transferable_occupations"


def test_work_of_another_kind_stays_out_of_scope(nlp):
    message = read(nlp, "any vacancies for a plumber", {"ask/job_search": 0.5, "out_of_scope": 0.4})

    assert message.get("questions")[0]["topic"] == "oos"
