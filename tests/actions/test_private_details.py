import pytest

from actions.private_details import PrivateDetails
from agency.services.conversations.conversations import list_turns
from agency.storage.lexicon import read_yaml
from agency.storage.unit import OpenUnit
from tests.actions.conftest import ASSISTANT_ID, ROOT, Call, said, slots_set
from tests.factories import a_conversation, a_turn

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


def test_what_is_left_out_is_not_in_the_record_of_the_talk_either(call: Call, open_unit: OpenUnit):
    typed = "mornings only because of my chemo"
    with open_unit() as session:
        talk = a_conversation(session, assistant_id=ASSISTANT_ID)
        a_turn(session, talk, "full time")
        a_turn(session, talk, typed)

    call(
        "validate_registration_form",
        form="registration_form",
        just_set={"availability": typed},
        requested_slot="availability",
        consent=True,
    )

    with open_unit() as session:
        kept = [turn.text for turn in list_turns(session, talk.id)]
    assert kept == ["full time", "mornings only [a private detail, not kept]"]


@pytest.mark.parametrize("told", ["i have a criminal record", "I have epilepsy"])
def test_what_is_private_is_no_yes_to_a_closed_question(call: Call, told: str):
    answer = call(
        "validate_registration_form",
        form="registration_form",
        just_set={"dbs": told},
        requested_slot="dbs",
        consent=True,
    )

    assert slots_set(answer)["dbs"] is None
