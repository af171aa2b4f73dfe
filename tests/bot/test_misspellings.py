import pytest

from bot.language.build import language
from bot.nlu.misspellings import Misspellings
from bot.nlu.roles import role_named
from bot.nlu.vocabulary import VocabularyExtractor


@pytest.fixture(scope="module")
def nlp():
    return language()


def role_in(nlp, text: str) -> str | None:
    reader = VocabularyExtractor()
    reader.misspellings = Misspellings(nlp)
    return role_named(reader.heard(nlp(text)), text)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("what does a teching asistant do", "sen_support_worker"),
        ("pay for a behaviuor mentr", "semh_support_worker"),
        ("speical needs assitant hours", "sen_support_worker"),
        ("learning suport assisstant pay", "sen_support_worker"),
    ],
)
def test_a_role_that_is_almost_written_right_is_heard(nlp, text, role):
    assert role_in(nlp, text) == role


@pytest.mark.parametrize(
    "text",
    ["my career so far", "I have a learner licence", "the weather is nice", "a metro ticket"],
)
def test_an_ordinary_word_is_no_misspelt_role(nlp, text):
    assert role_in(nlp, text) is None


def test_a_mended_name_stands_where_it_was_written(nlp):
    reader = VocabularyExtractor()
    reader.misspellings = Misspellings(nlp)
    text = "pay of a teching asistant please"

    (found,) = [entity for entity in reader.heard(nlp(text)) if entity["entity"] == "role"]

    assert text[found["start"] : found["end"]] == "teching asistant"
