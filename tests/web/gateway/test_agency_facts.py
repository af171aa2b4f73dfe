import time
from collections.abc import Callable
from typing import Any

import httpx

from agency.core.section_entries import AGENCY
from agency.services.agency.sections import keep_section
from agency.settings import Settings
from agency.storage.models import Consent, Conversation
from agency.storage.sections import supplied_section
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn, heard, message
from tests.web.gateway.conftest import A_DAY_IN_MARCH, Visitor
from tests.web.gateway.test_contact import DETAILS

# Two seconds between two looks, one between two glances; the rest is a busy machine's.
SOON = 20.0
ANOTHER = {"version": "9999-01", "wording": "We keep what you tell us for a year."}


def set_agency(open_unit: OpenUnit, **but: Any) -> None:
    content = supplied_section(AGENCY)
    privacy = content["privacy"] | but.pop("privacy", {})
    with open_unit() as session:
        given = {**content, **but, "privacy": privacy}
        keep_section(session, AGENCY, given, who="ada@example.org", now=A_DAY_IN_MARCH)


def until(there: Callable[[], bool]) -> bool:
    give_up = time.monotonic() + SOON
    while time.monotonic() < give_up:
        if there():
            return True
        time.sleep(0.1)
    return False


def test_what_is_set_at_the_desk_is_told_to_visitors_without_a_restart(
    serve: Callable[..., str], settings: Settings, open_unit: OpenUnit
):
    with httpx.Client(base_url=serve(settings), timeout=60) as door:
        assert door.get("/api/v1/notice").json()["version"] != "9999-01"

        set_agency(open_unit, name="Example Staffing", phone="0161 496 0999", privacy=ANOTHER)

        assert until(lambda: door.get("/api/v1/notice").json() == ANOTHER)
        for page in ("/chat", "/chat/frame", "/answers"):
            assert "Example Staffing" in door.get(page).text
        assert "0161 496 0999" in door.get("/chat/contact").text
        problem = door.get("/api/v1/conversations/nobody").json()
        assert problem["status"] == 401


def test_a_yes_is_kept_with_the_notice_that_was_shown(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    shown = supplied_section(AGENCY)["privacy"]
    assistant.answer = lambda _: heard(
        message(f"First this: {shown['wording']}"), form="registration_form", asks="consent"
    )
    visitor.say("register")
    set_agency(open_unit, privacy=ANOTHER)
    assert until(lambda: visitor.door.get("/api/v1/notice").json() == ANOTHER)

    assistant.answer = lambda _: heard(
        message("And your name?"), form="registration_form", asks="name", slots={"consent": True}
    )
    visitor.say("yes")

    with open_unit() as session:
        kept = session.get_one(Conversation, visitor.id).unfinished or {}
        assert kept["agreed"]["version"] == shown["version"]
        assert kept["agreed"]["wording"] == shown["wording"].strip()


def test_details_left_under_an_earlier_notice_are_kept_with_that_one(
    visitor: Visitor, open_unit: OpenUnit
):
    shown = visitor.door.get("/api/v1/notice").json()
    set_agency(open_unit, privacy=ANOTHER)
    assert until(lambda: visitor.door.get("/api/v1/notice").json() == ANOTHER)

    visitor.leave(**DETAILS, notice=shown["version"])

    with open_unit() as session:
        consent = session.query(Consent).one()
        assert (consent.version, consent.wording) == (shown["version"], shown["wording"])
