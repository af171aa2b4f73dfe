from pathlib import Path

import pytest
import yaml

from bot.nlu.languages import Languages

LANGUAGES = Languages(yaml.safe_load(Path("data/lexicon/languages.yml").read_text("utf-8")))
EXAMPLES = [
    (intent["intent"], line.removeprefix("- "))
    for intent in yaml.safe_load(Path("data/nlu.yml").read_text("utf-8"))["nlu"]
    for line in intent["examples"].splitlines()
]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Szukam pracy w szkole jako asystent", "polish"),
        ("Cât se plătește pe oră la școală?", "romanian"),
        ("Hola, busco trabajo en Leeds", "spanish"),
        ("Combien gagne une assistante dans une école ?", "french"),
        ("Posso trabalhar sem falar inglês muito bem?", "portuguese"),
        ("میں خصوصی بچوں کے ساتھ کام کرنا چاہتی ہوں", "urdu"),
        ("كم الراتب في الساعة لهذه الوظيفة؟", "arabic"),
        ("Скільки годин на тиждень працює асистент?", "ukrainian"),
        ("Какие документы нужны для работы в школе?", "russian"),
        ("Sut mae dod yn gynorthwyydd dysgu?", "welsh"),
        ("我没有经验可以做助教吗", "chinese"),
        ("ਕੀ ਮੈਨੂੰ ਇਮਤਿਹਾਨ ਦੇਣਾ ਪਵੇਗਾ?", "punjabi"),
    ],
)
def test_a_language_is_known_by_its_script_or_its_small_words(text: str, language: str):
    assert LANGUAGES.find(text) == language


@pytest.mark.parametrize(
    "text",
    ["wot pay senco", "salary", "TA jobs in Leeds por favor", "ta x", "sen ta pru hlta", "ok da"],
)
def test_text_speak_and_a_foreign_word_are_english(text: str):
    assert LANGUAGES.find(text) is None


@pytest.mark.parametrize("name", ["María José García", "Jan Kowalski", "أحمد", "Île-de-France"])
def test_in_a_form_a_name_is_no_language(name: str):
    assert LANGUAGES.find(name, certain=True) is None


def test_no_example_of_a_question_is_taken_for_another_language():
    taken = [text for intent, text in EXAMPLES if intent != "out_of_scope" and LANGUAGES.find(text)]

    assert taken == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Do you speak Polish?", "polish"),
        ("can i write to you in french", "french"),
        ("do you speak english", None),
        ("I teach Polish and French", None),
    ],
)
def test_a_language_may_be_asked_for_in_english(text: str, language: str | None):
    assert LANGUAGES.find(text) == language
