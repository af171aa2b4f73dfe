import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.language.build import language
from bot.nlu.questions import QuestionReader
from bot.nlu.vocabulary import vocabulary

READER = QuestionReader({"greet": "greeting", "register": "register_cv"})


@pytest.fixture(scope="module")
def nlp():
    return language()


def read(nlp, text: str, ranking: dict[str, float], *, topic=None, parts=()) -> Message:
    message = Message(
        {
            "text": text,
            "entities": vocabulary(nlp(text)),
            "intent_ranking": [{"name": n, "confidence": c} for n, c in ranking.items()],
            "parts": list(parts),
            "metadata": {"topic": topic},
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
        {"ask/agency_terms": 0.5, "ask/dbs_safeguarding_checks": 0.2},
        topic="dbs_safeguarding_checks",
    )

    assert message.get("questions")[0]["topic"] == "dbs_safeguarding_checks"


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
