import pytest

from agency.core.registration import SKIPPED
from tests.actions.conftest import Call, said, slots_set

FORM = "callback_form"
VALIDATE = "validate_callback_form"


@pytest.mark.parametrize(
    ("slot", "typed", "kept"),
    [
        ("name", "jo brown", "Jo Brown"),
        ("phone", "07700 900 123", "+447700900123"),
        ("when", "Thursday after four", "Thursday after four"),
        ("when", "skip", SKIPPED),
        ("when", "whenever", "any time"),
        ("when", "I don't mind", "any time"),
        ("when", "any day after four", "any day after four"),
        ("question", "no thanks", SKIPPED),
        ("question", "What does a SENCO earn?", "What does a SENCO earn?"),
        ("question", "skip", SKIPPED),
        ("consent", "yes", True),
    ],
)
def test_an_answer_is_kept(call: Call, slot: str, typed: str, kept: object):
    answer = call(VALIDATE, form=FORM, just_set={slot: typed}, requested_slot=slot)

    assert slots_set(answer)[slot] == kept


def test_nobody_can_be_rung_without_a_number(call: Call):
    answer = call(VALIDATE, form=FORM, just_set={"phone": "skip"}, requested_slot="phone")

    assert slots_set(answer)["phone"] is None
    assert said(answer) == ["utter_answer_needed"]


def test_whoever_has_registered_may_ask_for_a_call(call: Call):
    answer = call(
        VALIDATE, intent="request_person", form=FORM, lead_reference="L-0042", registered=True
    )

    assert "requested_slot" not in slots_set(answer)  # Rasa asks for the first that is empty


def test_the_notice_at_the_end_is_not_called_the_first_thing(call: Call):
    here = call("action_ask_consent", form=FORM)
    first = call("action_ask_consent", form="registration_form")

    assert said(here) == ["utter_privacy_notice_at_the_end"]
    assert said(first) == ["utter_privacy_notice"]
