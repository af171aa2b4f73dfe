"""Coming back to a registration that has become a lead meanwhile."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from agency.core.left_form import Fate
from agency.services.privacy.left_forms import see_to_left_form
from agency.storage.models import Conversation, Grade, Lead
from agency.storage.unit import OpenUnit
from tests.actions.conftest import ASSISTANT_ID, Call, said, slots_set
from tests.actions.test_handoff import CALL_WANTED, REGISTERED, hand_off
from tests.factories import MONDAY, a_conversation, a_desk

FORM = "registration_form"
TOLD = {slot: REGISTERED[slot] for slot in ("consent", "role", "name", "email")}


@pytest.fixture(autouse=True)
def a_registration_was_left(open_unit: OpenUnit) -> None:
    agreed = {"version": "2026-12", "wording": "We keep it.", "at": MONDAY.isoformat()}
    left = {"name": "registration", "values": TOLD, "agreed": agreed, "put_aside": False}
    with open_unit() as session:
        a_desk(session)
        a_conversation(session, assistant_id=ASSISTANT_ID, unfinished=left, unfinished_at=MONDAY)
        assert see_to_left_form(session, now=MONDAY + timedelta(hours=1)) is Fate.LEAD


def leads(open_unit: OpenUnit) -> list[Lead]:
    with open_unit() as session:
        return list(session.scalars(select(Lead)))


def test_finishing_it_completes_the_same_lead_and_thanks_for_it(call: Call, open_unit: OpenUnit):
    answer = hand_off(call, **REGISTERED)

    assert said(answer) == ["utter_registration_added", "utter_receipt_with_profile"]
    assert slots_set(answer)["lead_reference"] == "L-0001"
    assert slots_set(answer)["registered"] is True
    [lead] = leads(open_unit)
    assert lead.left_at is None
    assert lead.grade is not Grade.NEEDS_INFO


def test_asking_for_a_call_leaves_the_registration_to_be_finished(call: Call, open_unit: OpenUnit):
    answer = hand_off(call, form="callback_form", paused_form=FORM, **CALL_WANTED)

    assert said(answer) == ["utter_call_arranged", "utter_registration_waits"]
    assert slots_set(answer)["registered"] is None
    [lead] = leads(open_unit)
    assert lead.left_at
    assert lead.call_when == "Thursday after four"


def test_delete_erases_the_lead_that_was_only_begun_and_says_so(call: Call, open_unit: OpenUnit):
    answer = call(
        "action_stop_form",
        intent="stop",
        text="delete it",
        form=FORM,
        requested_slot="phone",
        **TOLD,
    )

    assert said(answer) == ["utter_left_deleted"]
    assert slots_set(answer)["email"] is None
    assert leads(open_unit) == []
    with open_unit() as session:
        assert session.scalars(select(Conversation)).all()


def test_delete_leaves_what_was_sent_with_its_consultant(call: Call, open_unit: OpenUnit):
    hand_off(call, **REGISTERED)

    answer = call(
        "action_stop_form", intent="stop", text="delete it", form="callback_form", name="Jo"
    )

    assert said(answer) == ["utter_form_stopped"]
    assert len(leads(open_unit)) == 1
