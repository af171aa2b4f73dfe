import pytest

from actions.private_details import PrivateDetails
from agency.storage.lexicon import read_yaml
from tests.actions.conftest import ROOT, Call, said, slots_set

PRIVATE = PrivateDetails(read_yaml(ROOT / "data" / "lexicon" / "private_details.yml"))


@pytest.mark.parametrize(
    ("text", "kind", "left"),
    [
        ("mornings only because of my chemo", "health", "mornings only"),
        ("I worked as a nurse until I got cancer", "health", "I worked as a nurse"),
        ("I'm off sick with depression, was a carer", "health", "was a carer"),
        ("part time as i have fibromyalgia", "health", "part time"),
        ("full time, I’m pregnant", "health", "full time"),
        ("I've got a criminal record from 2009", "conviction", ""),
        ("driver, but I was convicted once", "conviction", "driver"),
        ("waiting for my visa", "immigration", ""),
    ],
)
def test_what_is_private_is_taken_out_and_the_rest_stays(text: str, kind: str, left: str):
    assert PRIVATE.find(text) == kind
    assert PRIVATE.without(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "mental health nurse",
        "carer for my son with autism",
        "I have experience of autism",
        "level 2 in mental health awareness",
        "prison officer",
        "I work with adults with learning disabilities",
        "immigration officer",
        "I have a level 3 in childcare",
        "teaching assistant",
        "i have autism training",
        "caution: mornings only",
    ],
)
def test_work_and_other_people_are_not_taken_for_it(text: str):
    assert PRIVATE.find(text) is None


def test_a_field_keeps_the_rest_and_the_reply_says_why(call: Call):
    answer = call(
        "validate_registration_form",
        form="registration_form",
        just_set={"availability": "mornings only because of my chemo"},
        requested_slot="availability",
        consent=True,
        role="senco",
    )

    assert said(answer)[0] == "utter_health_not_kept"
    assert slots_set(answer)["availability"] == "mornings only"
    assert "chemo" not in str(answer)


def test_an_answer_that_is_nothing_else_is_left_out_and_not_asked_again(call: Call):
    answer = call(
        "validate_registration_form",
        form="registration_form",
        just_set={"current_occupation": "I was in prison for two years, I have depression"},
        requested_slot="current_occupation",
        consent=True,
    )

    assert said(answer)[0].endswith("_not_kept")
    assert slots_set(answer)["current_occupation"] == "skipped"


def test_a_yes_beside_it_is_still_a_yes(call: Call):
    answer = call(
        "validate_registration_form",
        form="registration_form",
        just_set={"dbs": "yes but I have a conviction from 2009"},
        requested_slot="dbs",
        consent=True,
    )

    assert said(answer)[0] == "utter_conviction_not_kept"
    assert slots_set(answer)["dbs"] == "yes"
