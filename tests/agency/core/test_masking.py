"""What says who somebody is does not leave the conversation it was said in."""

import pytest

from agency.core.masking import LONGEST, mask_details, names_somebody


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("mail me at jo@example.org pls", "mail me at [e-mail] pls"),
        ("ring 07700 900123 about pay", "ring [telephone] about pay"),
        ("any jobs near M1 4BT?", "any jobs near [postcode]?"),
        ("my NI is QQ 12 34 56 C ok", "my NI is [number] ok"),
        ("my account is 12345678, is it right", "my account is [number], is it right"),
        ("see https://example.org/me?x=1 for my cv", "see [link] for my cv"),
        ("my name is jo Example and can i start", "my name is [name] and can i start"),
        ("I'm Amal Example, what is a TA", "I'm [name], what is a TA"),
        ("does Mrs Okafor decide that", "does [name] decide that"),
        ("what do I wear? Kind regards, Helen", "what do I wear? Kind regards, [name]"),
        ("is there work at St Example Primary School", "is there work at [school]"),
        ("born 01/02/1990 am i too old", "born [date] am i too old"),
    ],
)
def test_details_become_a_word_in_brackets(said: str, kept: str):
    assert mask_details(said) == kept
    assert names_somebody(said)


@pytest.mark.parametrize(
    "said",
    [
        "what does a TA earn in 2025/26",
        "is it £24,790 or £28,600 a year",
        "I'm a bus driver, can I do it?",
        "are trainers ok with Year 9",
        "can i start on the 3rd of may",
    ],
)
def test_an_ordinary_question_stays_as_it_is(said: str):
    assert mask_details(said) == said
    assert not names_somebody(said)


def test_an_address_that_is_spelt_out_is_not_copied_at_all():
    assert mask_details("write to jo dot example at example dot org") is None


def test_a_story_is_cut():
    kept = mask_details("and then " * 400)

    assert kept is not None
    assert len(kept) <= LONGEST
