from pathlib import Path

import pytest
import yaml

from bot.nlu.form_words import FormWords

CONTENT = yaml.safe_load(Path("data/lexicon/form_words.yml").read_text("utf-8"))
WORDS = FormWords(CONTENT)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("why do you ask?", "ask_why"),
        ("Sorry, why do you need my number", "ask_why"),
        ("what's that for", "ask_why"),
        ("back", "go_back"),
        ("Can I go back please?", "go_back"),
        ("oh wait, go back to the last question", "go_back"),
        ("start again", "start_again"),
        ("can we start over please", "start_again"),
        ("I'll finish this tonight", "keep_answers"),
        ("can I come back to this later?", "keep_answers"),
        ("save it for later", "keep_answers"),
        ("delete it", "stop"),
        ("can I talk to someone?", "request_person"),
        ("change my phone number", "inform"),
        ("actually my email is jo@example.org", "inform"),
    ],
)
def test_what_is_said_to_a_form_is_heard(text, intent):
    assert WORDS.find(text, in_form=True) == intent


@pytest.mark.parametrize(
    "text",
    [
        "Jo Brown",
        "no",
        "yes please",
        "backing singer",
        "I went back to college in 2019",
        "why not",
        "teaching assistant, then a break for the children, and later a care home",
        "",
    ],
)
def test_an_answer_is_left_alone(text):
    assert WORDS.find(text, in_form=True) is None


def test_outside_a_form_only_what_makes_sense_there_is_heard():
    assert WORDS.find("keep it", in_form=False) == "keep_answers"
    assert WORDS.find("can I leave a message?", in_form=False) == "leave_message"
    assert WORDS.find("leave a message", in_form=True) is None
    assert WORDS.find("back", in_form=False) is None
    assert WORDS.find("why do you ask", in_form=False) is None


def test_every_phrase_leads_to_an_intent_of_the_domain():
    domain = yaml.safe_load(Path("domain.yml").read_text("utf-8"))

    assert {entry["id"] for entry in CONTENT["entries"]} <= set(domain["intents"])


def test_a_typed_command_is_no_form_word():
    assert WORDS.find("\u2215restart", in_form=True) is None
