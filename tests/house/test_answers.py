"""What we say is complete, sourced, short enough, and leads on to what exists."""

import re
from datetime import date
from typing import Any

import pytest
import yaml

from agency.core.roles import Role
from agency.settings import ROOT
from agency.storage.own_topics import OWN

TOPICS = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((ROOT / "data" / "answers").glob("*.yml"))
}
ANSWERS = [
    pytest.param(answer, id=f"{topic}, {answer['role']}, {answer['nation']}")
    for topic, content in TOPICS.items()
    for answer in content["answers"]
]
# The ids that other programs find in a reply.
PROMISED = """
definition pupils_needs responsibilities works_with qualifications experience_needed skills
maths_english transferable_occupations salary employers how_to_become working_patterns
career_change_support training_and_resources success_story progression next_steps after_cv
job_search contact_consultant register_cv dbs_safeguarding_checks right_to_work agency_terms
glossary legal_requirement privacy bot_identity human_handoff complaint safeguarding_disclosure
wellbeing_distress greeting goodbye thanks affirm deny oos
""".split()  # noqa: SIM905 (a list to read, not to edit)
NATIONS = {"england", "wales", "scotland", "northern_ireland", "uk"}
PLACEHOLDERS = {"agency", "phone", "email", "hours", "branches"}
LONGEST = 95


def test_every_promised_topic_has_answers_and_no_other():
    assert sorted(TOPICS) == sorted(PROMISED)


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_each_topic_is_named_as_itself_and_serves_every_role(topic: str):
    content = TOPICS[topic]

    assert content["topic"] == topic
    assert content["title"].strip()
    assert "none" in {answer["role"] for answer in content["answers"]}


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_says_for_whom_where_and_until_when(answer: dict[str, Any]):
    assert answer["role"] in {"none", *Role}
    assert answer["nation"] in NATIONS
    assert isinstance(answer["checked"], date)
    assert answer["review_by"] > answer["checked"]
    assert answer["source"]["title"]
    assert (answer["source"].get("url") or "https://").startswith(("https://", "/"))


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_is_short_and_leads_on(answer: dict[str, Any]):
    assert len(answer["text"].split()) <= LONGEST
    assert set(answer.get("next") or []) <= set(TOPICS)


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_has_no_hole_and_no_reference_of_a_lead(answer: dict[str, Any]):
    words = answer["text"] + (answer.get("more") or "")

    assert set(re.findall(r"\{(\w+)\}", words)) <= PLACEHOLDERS
    # The gateway shows a reference only for a lead that was kept, and holds back the rest.
    assert not re.search(r"\bL-\d", words)


def test_every_word_explained_is_one_the_assistant_can_hear():
    explained = {term["id"] for term in TOPICS["glossary"]["terms"]}
    lexicon = yaml.safe_load((ROOT / "data/lexicon/terms.yml").read_text("utf-8"))

    assert {entry["id"] for entry in lexicon["entries"]} == explained


def test_every_kind_of_question_has_its_topics_title():
    responses = yaml.safe_load((ROOT / "data/responses.yml").read_text("utf-8"))["responses"]
    titles = {name.removeprefix("utter_ask/"): said[0]["text"] for name, said in responses.items()}

    assert titles == {topic: TOPICS[topic]["title"] for topic in titles}


def test_every_kind_of_question_that_is_trained_has_an_answer():
    trained = set(re.findall(r"intent: ask/(\w+)", (ROOT / "data/nlu.yml").read_text("utf-8")))

    assert trained <= set(TOPICS)


def test_no_topic_that_comes_with_the_house_is_called_like_one_of_the_agencys_own():
    assert not [path.stem for path in (ROOT / "data" / "answers").glob(f"{OWN}*.yml")]
