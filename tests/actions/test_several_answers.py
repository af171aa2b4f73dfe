"""More than one answer in a message."""

from typing import Any

import pytest

from agency.core.registration import SKIPPED
from tests.actions.conftest import Call, said, slots_set

FORM = "registration_form"


def answer(call: Call, asked: str, typed: str, **known: Any) -> dict[str, Any]:
    return call(
        f"validate_{FORM}",
        form=FORM,
        just_set={asked: typed},
        requested_slot=asked,
        consent=True,
        **known,
    )


@pytest.mark.parametrize(
    ("asked", "typed", "kept"),
    [
        (
            "name",
            "Jo Brown, jo@example.org, Stockport",
            {"name": "Jo Brown", "email": "jo@example.org", "place": "Stockport"},
        ),
        (
            "name",
            "I'm Jo Brown from Stockport and my email is jo@example.org",
            {"name": "Jo Brown", "email": "jo@example.org", "place": "Stockport"},
        ),
        (
            "name",
            "jo brown jo@example.org stockport 07700 900123",
            {
                "name": "Jo Brown",
                "email": "jo@example.org",
                "place": "Stockport",
                "phone": "+447700900123",
            },
        ),
        (
            "name",
            "Name: Siobhan O'Neill\nEmail: siobhan@example.org\nTown: Leeds",
            {"name": "Siobhan O'Neill", "email": "siobhan@example.org", "place": "Leeds"},
        ),
        ("name", "Jo Brown, Stockport", {"name": "Jo Brown", "place": "Stockport"}),
        (
            "email",
            "jo@example.org and 07700 900123",
            {"email": "jo@example.org", "phone": "+447700900123"},
        ),
        (
            "email",
            "jo@example.org, I live in Bolton",
            {"email": "jo@example.org", "place": "Bolton"},
        ),
        (
            "phone",
            "07700 900123, M1 4BT",
            {"phone": "+447700900123", "place": "M1 4BT"},
        ),
        (
            "role",
            "teaching assistant, Jo Brown's email is jo@example.org, in Leeds",
            {"role": "sen_support_worker", "email": "jo@example.org", "place": "Leeds"},
        ),
    ],
)
def test_several_answers_are_kept_at_once_and_shown(
    call: Call, asked: str, typed: str, kept: dict[str, Any]
):
    heard = answer(call, asked, typed)

    assert {slot: slots_set(heard)[slot] for slot in kept} == kept
    assert said(heard) == ["utter_answer_noted"]


@pytest.mark.parametrize(
    ("asked", "typed", "kept"),
    [
        ("name", "Lincoln, Abraham", None),
        ("name", "Paris", None),
        ("name", "Jo Brown", None),
        ("name", "Chelsea London", None),
        ("place", "Leeds, Bradford", None),
        ("place", "12 High Street, Bolton", None),
        ("email", "jo@example.org", None),
    ],
)
def test_one_answer_is_not_taken_apart(call: Call, asked: str, typed: str, kept: None):
    heard = answer(call, asked, typed)

    others = {"role", "name", "email", "phone", "place"} - {asked}
    assert not others & slots_set(heard).keys()


def test_a_mistyped_address_among_others_is_asked_about(call: Call):
    heard = answer(call, "name", "Jo Brown, jo@gmial.com, Leeds")

    assert slots_set(heard)["name"] == "Jo Brown"
    assert slots_set(heard)["email"] is None
    assert slots_set(heard)["doubted"]["choices"] == ["jo@gmail.com"]


def test_what_was_skipped_may_be_given_after_all(call: Call):
    heard = answer(call, "phone", "07700 900123, jo@example.org", email=SKIPPED)

    assert slots_set(heard)["email"] == "jo@example.org"
