import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.answer_search import AnswerSearch

SALARY = """
topic: salary
title: Pay
question: {any: "What does the work pay?"}
answers:
  - text: |
      A SEND support worker earns about £90 a day.
    more: |
      **SENCOs** are on the teachers' pay scale.
"""
CHECKS = """
topic: dbs_safeguarding_checks
title: Checks
question: {any: "Do I need a DBS?"}
answers:
  - text: |
      Everybody in a school has an enhanced DBS certificate.

      A criminal record is looked at case by case.
"""
THANKS = 'topic: thanks\ntitle: Thanks\nquestion: {any: "Thank you"}\nanswers: [{text: "Bye"}]\n'
OWN = {
    "utter_ask/own_travel": [{"text": "Travel costs"}, {"text": "We pay your bus.\n\nTrains too."}],
    "utter_ask/thanks": [{"text": "Thanks"}],
    "utter_ask/salary": [{"text": "A lorry and a ferry"}],
}


@pytest.fixture(scope="module")
def search(tmp_path_factory) -> AnswerSearch:
    answers = tmp_path_factory.mktemp("answers")
    storage = LocalModelStorage(tmp_path_factory.mktemp("model"))
    for name, content in {"salary": SALARY, "checks": CHECKS, "thanks": THANKS}.items():
        (answers / f"{name}.yml").write_text(content, "utf-8")
    config = AnswerSearch.get_default_config() | {
        "answers": str(answers),
        "not_offered": ["thanks"],
    }
    search = AnswerSearch.create(config, storage, Resource("answers"), None)
    return AnswerSearch.load(config, storage, search.train(TrainingData(responses=OWN)), None)


def read(search: AnswerSearch, text: str, intent: str = "nlu_fallback", **more) -> Message:
    message = Message({"text": text, "intent": {"name": intent, "confidence": 0.1}, **more})
    return search.process([message])[0]


def test_an_unclear_message_finds_the_answer_that_speaks_of_it(search: AnswerSearch):
    found = read(search, "got nicked once years ago, police record").get("found")

    assert found[0]["topic"] == "dbs_safeguarding_checks"
    assert found[0]["confidence"] > found[1]["confidence"]


def test_a_typed_command_is_read_for_its_words(search: AnswerSearch):
    found = read(search, "\u2215police record").get("found")

    assert found == read(search, "police record").get("found")


def test_a_topic_is_found_once_and_courtesies_never(search: AnswerSearch):
    topics = [each["topic"] for each in read(search, "thank you bye").get("found")]

    assert sorted(topics) == ["dbs_safeguarding_checks", "own_travel", "salary"]


def test_a_topic_that_the_agency_began_is_found_by_what_was_said_to_it(search: AnswerSearch):
    found = read(search, "does the bus or the ferry cost me anything").get("found")

    assert found[0]["topic"] == "own_travel"
    assert search.topics.count("own_travel") == 3


def test_the_role_that_was_named_goes_with_it(search: AnswerSearch):
    role = {"entity": "role", "value": "senco", "start": 0, "end": 5}
    found = read(search, "senco dosh", entities=[role]).get("found")

    assert found[0] | {"confidence": 0} == {"topic": "salary", "role": "senco", "confidence": 0}


def test_what_the_classifier_thinks_decides_between_answers_alike(search: AnswerSearch):
    ranking = [{"name": "ask/dbs_safeguarding_checks", "confidence": 0.9}]
    found = read(search, "hmm", intent_ranking=ranking).get("found")

    assert found[0]["topic"] == "dbs_safeguarding_checks"


def test_a_clear_message_is_not_searched_for(search: AnswerSearch):
    assert read(search, "what does it pay", "ask").get("found") is None
