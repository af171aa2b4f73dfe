from typing import Any

import httpx
from rasa_sdk.interfaces import Tracker

from actions.agency_facts import AgencyFacts
from actions.consent_notice import ActionAskConsent
from actions.handoff import consent_in
from agency.core.section_entries import AGENCY
from agency.services.agency.sections import keep_section
from agency.storage.models import Turn
from agency.storage.sections import LookedAt, agency_in_force, supplied_agency, supplied_section
from agency.storage.unit import OpenUnit
from tests.actions.conftest import ASSISTANT_ID, ServeActions, a_call
from tests.factories import MONDAY, a_branch, a_conversation


def set_agency(open_unit: OpenUnit, **but: Any) -> None:
    """Set the agency's facts as an administrator does; privacy_… are the notice's."""
    content = supplied_section(AGENCY)
    notice = {n.removeprefix("privacy_"): v for n, v in but.items() if n.startswith("privacy_")}
    facts = {name: value for name, value in but.items() if not name.startswith("privacy_")}
    content = {**content, **facts, "privacy": {**content["privacy"], **notice}}
    with open_unit() as session:
        keep_section(session, AGENCY, content, who="ada@example.org", now=MONDAY)


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def notice_shown(door: httpx.Client) -> Any:
    body = a_call("action_ask_consent", form="registration_form")
    return door.post("/webhook", json=body).json()["responses"][0]["wording"]


def test_a_notice_set_at_the_desk_is_asked_for_without_a_restart(
    open_unit: OpenUnit, serve_actions: ServeActions
):
    clock = Clock()
    office = LookedAt(open_unit, agency_in_force, supplied_agency(), clock=clock)
    door = serve_actions(ActionAskConsent(lambda: AgencyFacts.read(office.read())))
    before = notice_shown(door)

    set_agency(open_unit, privacy_wording="We keep what you tell us for a year.")
    clock.seconds = 2

    assert before != notice_shown(door) == "We keep what you tell us for a year."


def test_facts_are_the_desks_and_branches_the_records(open_unit: OpenUnit):
    office = LookedAt(open_unit, agency_in_force, supplied_agency(), clock=Clock())
    with open_unit() as session:
        a_branch(session, key="leeds", name="Leeds")
        a_branch(session, key="york", name="York", is_head=False)
    set_agency(open_unit, name="Example Staffing", phone="0161 496 0999")

    told = AgencyFacts.read(office.read()).fill("{agency} in {branches}: {phone}")

    assert told == "Example Staffing in Leeds, York: 0161 496 0999"


def test_a_yes_is_kept_with_the_notice_it_was_said_to(open_unit: OpenUnit):
    was = supplied_section(AGENCY)["privacy"]
    with open_unit() as session:
        conversation = a_conversation(session, assistant_id=ASSISTANT_ID)
        session.add(
            Turn(
                conversation_id=conversation.id,
                speaker="assistant",
                text=was["wording"],
                reply={"text": f"**Before we begin**\n\n{was['wording']}"},
                public_id="a" * 32,
                at=MONDAY,
            )
        )
    set_agency(open_unit, privacy_version="9999-01", privacy_wording="Another notice altogether.")
    body = a_call("action_hand_off", opened="registration_form", consent=True)
    tracker = Tracker.from_dict(body["tracker"])

    with open_unit() as session:
        today = AgencyFacts.read(agency_in_force(session))
        kept = consent_in(session, conversation.id, tracker, today, MONDAY)

    assert today.notices.usual.version == "9999-01"
    assert (kept.version, kept.wording) == (was["version"], was["wording"].strip())
