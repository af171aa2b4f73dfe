import time

import pytest

from bot.language.build import language
from bot.nlu.contact_details import PATTERNS, contact_details
from bot.nlu.roles import names_alone, role_named
from bot.nlu.vocabulary import vocabulary


@pytest.fixture(scope="module")
def nlp():
    return language()


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("how much does a senco earn", "senco"),
        ("wat does a SENDCo do", "senco"),
        ("SEN TA pay?", "sen_support_worker"),
        ("what would I do as a 1:1", "sen_support_worker"),
        ("behaviour mentor salary", "semh_support_worker"),
        ("do you need a degree for a PRU", "semh_support_worker"),
        ("is the NPQ hard", "senco"),
        ("what about a TA then", "sen_support_worker"),
        ("ta very much", None),
        ("how long does a DBS take", None),
    ],
)
def test_a_role_is_known_by_all_its_names(nlp, text, role):
    assert role_named(vocabulary(nlp(text))) == role


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("and for a SENCO?", True),
        ("what about teaching assistants", True),
        ("no, I meant the senco", True),
        ("what is a senco", False),
        ("how to turn into a behaviour mentor", False),
        ("and the pay for a senco?", False),
    ],
)
def test_a_role_alone_asks_the_last_question_again(nlp, text, alone):
    assert names_alone("role", text, vocabulary(nlp(text))) is alone


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("any jobs near Stockport", "Stockport"),
        ("I live in Reading", "Reading"),
        ("I like reading", None),
    ],
)
def test_a_town_is_found_and_an_ordinary_word_is_not(nlp, text, place):
    found = [e["value"] for e in vocabulary(nlp(text)) if e["entity"] == "place"]

    assert found == ([place] if place else [])


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("it's jo.bloggs+work@example.org thanks", "email", "jo.bloggs+work@example.org"),
        ("ring me on 07700 900123", "phone", "07700 900123"),
        ("+44 7700 900321", "phone", "+44 7700 900321"),
        ("sw1a1aa", "postcode", "sw1a1aa"),
        ("I'm in M1 4BT", "postcode", "M1 4BT"),
    ],
)
def test_contact_details_are_seen(text, kind, value):
    assert (kind, value) in [(e["entity"], e["value"]) for e in contact_details(text)]


@pytest.mark.parametrize("kind", sorted(PATTERNS))
@pytest.mark.parametrize("piece", ["x", "a.", "0 ", "+44", "a@", "M1 ", "@", ".-+"])
def test_no_pattern_can_be_made_to_hang(kind, piece):
    attack = (piece * 2000)[:2000]

    started = time.process_time()
    list(PATTERNS[kind].finditer(attack))

    assert time.process_time() - started < 0.05


def test_ordinary_words_are_no_postcode():
    assert not list(contact_details("no sorry I haven't got one to hand"))
