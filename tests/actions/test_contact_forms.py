from typing import Any

import pytest
from sqlalchemy import select

from agency.core.registration import SKIPPED
from agency.services.leads.description import describe_lead
from agency.storage.models import Lead
from agency.storage.unit import OpenUnit
from tests.actions.conftest import ASSISTANT_ID, Call, said, slots_set
from tests.factories import MONDAY, a_consultant, a_conversation, a_desk, a_turn

MESSAGE, CLIENT = "message_form", "client_form"
SCHOOL = {
    "consent": True,
    "name": "Priya Shah",
    "school": "Example Primary, Stockport",
    "contact": "office@example.org",
    "need": "two TAs from Monday",
}
WRITTEN = {
    "consent": True,
    "name": "Jo Brown",
    "contact": "+447700900123",
    "question": "Is there evening work?",
}


@pytest.fixture
def desks(open_unit: OpenUnit) -> None:
    with open_unit() as session:
        a_desk(session, name="Everybody", on_duty=True, consultant=a_consultant(session))
        a_desk(session, name="Schools", roles=["clients"], consultant=a_consultant(session))
        a_conversation(session, assistant_id=ASSISTANT_ID)


def read(call: Call, form: str, slot: str, typed: str, **but: Any) -> dict[str, Any]:
    return call(f"validate_{form}", form=form, just_set={slot: typed}, requested_slot=slot, **but)


@pytest.mark.parametrize("form", [MESSAGE, CLIENT])
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700 900 123", "+447700900123"),
        ("it's jo@example.org thanks", "jo@example.org"),
        ("my email is jo@example.org", "jo@example.org"),
    ],
)
def test_a_number_or_an_address_is_enough(call: Call, form: str, typed: str, kept: str):
    assert slots_set(read(call, form, "contact", typed))["contact"] == kept


def test_without_a_way_to_answer_it_is_asked_again(call: Call):
    answer = read(call, CLIENT, "contact", "just ring the school")

    assert said(answer) == ["utter_contact_not_read"]
    assert slots_set(answer)["contact"] is None


def test_a_message_needs_its_message(call: Call):
    answer = read(call, MESSAGE, "question", "skip")

    assert slots_set(answer)["question"] is None
    assert said(answer) == ["utter_answer_needed"]


@pytest.mark.parametrize(
    ("slot", "typed"),
    [
        ("school", "St Example's, Leeds"),
        ("need", "Can you send three TAs from Monday?"),
        ("need", "cover for a teacher off sick"),
        ("need", "our SENCO is on long term sick leave"),
    ],
)
def test_a_school_says_in_its_own_words_what_it_needs(call: Call, slot: str, typed: str):
    assert slots_set(read(call, CLIENT, slot, typed))[slot] == typed


def test_what_somebody_is_off_sick_with_is_not_kept(call: Call):
    answer = read(call, CLIENT, "need", "cover for a teacher off sick with depression")

    assert "utter_health_not_kept" in said(answer)
    assert slots_set(answer)["need"] is None


@pytest.mark.usefixtures("desks")
def test_a_school_becomes_a_client_lead_on_the_desk_for_clients(call: Call, open_unit: OpenUnit):
    answer = call("action_hand_off", opened=CLIENT, **SCHOOL)

    assert said(answer) == ["utter_staff_requested"]
    assert {slots_set(answer)[slot] for slot in ("school", "need", "contact")} == {None}
    assert slots_set(answer)["registered"] is None
    with open_unit() as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.kind, lead.role, lead.desk.name) == ("client", None, "Schools")
        assert lead.candidate.email == "office@example.org"
        assert lead.question == "Example Primary, Stockport: two TAs from Monday"
        assert [reason["because"] for reason in lead.reasons] == ["can be reached by e-mail"]


@pytest.mark.usefixtures("desks")
def test_a_school_agrees_to_the_notice_for_schools(call: Call, open_unit: OpenUnit):
    shown = call("action_ask_consent", form=CLIENT)["responses"][0]
    call("action_hand_off", opened=CLIENT, **SCHOOL)

    assert shown["response"] == "utter_privacy_notice_at_the_end"
    assert "request for staff" in shown["wording"]
    with open_unit() as session:
        assert session.scalars(select(Lead)).one().consent.wording == shown["wording"]


@pytest.mark.usefixtures("desks")
def test_a_message_becomes_a_lead_for_somebody_to_answer(call: Call, open_unit: OpenUnit):
    answer = call("action_hand_off", opened=MESSAGE, **WRITTEN)

    assert said(answer) == ["utter_message_passed_on"]
    with open_unit() as session:
        lead = session.scalars(select(Lead)).one()
        assert (lead.kind, lead.desk.name) == ("handoff", "Everybody")
        assert lead.candidate.phone == "+447700900123"
        assert (lead.question, lead.call_when) == ("Is there evening work?", None)


@pytest.mark.usefixtures("desks")
def test_a_school_never_becomes_a_registration(call: Call, open_unit: OpenUnit):
    call("action_hand_off", opened=CLIENT, **SCHOOL)
    call(
        "action_hand_off",
        opened="registration_form",
        consent=True,
        name="Priya Shah",
        phone="+447700900123",
        place=SKIPPED,
    )

    with open_unit() as session:
        assert session.scalars(select(Lead)).one().kind == "client"


@pytest.mark.usefixtures("desks")
def test_no_lead_without_a_yes(call: Call, open_unit: OpenUnit):
    answer = call("action_hand_off", opened=CLIENT, **SCHOOL | {"consent": False})

    assert said(answer) == ["utter_consent_refused"]
    with open_unit() as session:
        assert session.scalars(select(Lead)).all() == []


@pytest.mark.usefixtures("desks")
def test_what_was_said_in_need_is_on_no_lead(call: Call, open_unit: OpenUnit):
    call("action_hand_off", opened=MESSAGE, **WRITTEN)

    with open_unit() as session:
        lead = session.scalars(select(Lead)).one()
        chat = lead.conversation
        a_turn(session, conversation=chat, text="hello", at=MONDAY, understood={"intent": "greet"})
        a_turn(
            session,
            conversation=chat,
            text="my uncle hurts me",
            at=MONDAY,
            understood={"intent": "disclose_concern"},
        )
        session.flush()
        told = [turn["text"] for turn in describe_lead(session, lead)["conversation"]]
        assert "hello" in told
        assert "my uncle hurts me" not in told


def test_a_school_that_gives_its_own_name_first_is_not_a_person(call: Call):
    answer = read(call, CLIENT, "name", "Oakfield Primary, Leeds")

    assert slots_set(answer) == {
        "school": "Oakfield Primary, Leeds", "name": None, "asked_again": "name"
    }  # fmt: skip
    assert slots_set(read(call, CLIENT, "name", "Mrs Dale"))["name"] == "Dale"
