import pytest

from actions.wording import Wording, plain

ODD = ["0[", "{name}", "{0.__class__}", "0[x]", "{{}}", "00[[", "${7*7}", "%s", "x0[y{z}"]


@pytest.mark.parametrize("value", ODD)
def test_no_value_can_break_a_sentence(value: str):
    # This is what Rasa does with a response and its values.
    sentence = "Hello {0[name]}.".format({"name": plain(value)})  # noqa: UP030

    assert "0[" not in sentence.removeprefix("Hello ")
    assert "{" not in sentence


def test_ordinary_names_stay_as_they_are():
    for name in ("Jo O'Brien", "Zoë Núñez-Smith", "李 明", "Level 3 [childcare]"):
        assert plain(name) == name


def test_a_short_word_is_the_general_variation():
    wording = Wording(
        {
            "responses": {
                "utter_x": [
                    {"condition": [], "text": "particular"},
                    {"text": "{years} years", "metadata": {}},
                ]
            }
        }
    )

    assert wording.say("utter_x", years=3) == "3 years"
