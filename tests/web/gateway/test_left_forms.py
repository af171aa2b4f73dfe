"""A form that is left in the chat: what is kept of it, and what an hour later."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import select

from agency.core.left_form import Fate
from agency.services.conversations.resuming import follow_up_link
from agency.services.keys.private_links import PrivateLinks
from agency.services.privacy.left_forms import see_to_left_form
from agency.settings import Settings
from agency.storage.models import Conversation, Lead, ResumeLink, Turn
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn, heard, message
from tests.web.gateway.conftest import Visitor

AN_HOUR = timedelta(hours=1, seconds=5)
JO = {"consent": True, "role": "senco", "name": "Jo", "email": "jo@example.org"}


def asks(assistant: AssistantStandIn, form: str | None = "registration_form", **slots: Any) -> None:
    assistant.answer = lambda _: heard(
        message("And what next?"), form=form, asks="phone" if form else None, slots=slots
    )


def kept(open_unit: OpenUnit, visitor: Visitor) -> Any:
    with open_unit() as session:
        return session.get_one(Conversation, visitor.id).unfinished


def an_hour_later(open_unit: OpenUnit) -> Fate | None:
    with open_unit() as session:
        return see_to_left_form(session, now=datetime.now(UTC) + AN_HOUR)


def test_a_form_is_kept_with_the_notice_that_was_agreed_to_and_when(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    asks(assistant)
    visitor.say("register")
    assert kept(open_unit, visitor)["agreed"] is None

    asks(assistant, consent=True)
    visitor.say("yes")
    agreed = kept(open_unit, visitor)["agreed"]
    asks(assistant, **JO)
    visitor.say("jo@example.org")

    unfinished = kept(open_unit, visitor)
    assert unfinished == {
        "name": "registration",
        "values": JO,
        "agreed": agreed,
        "put_aside": False,
    }
    assert re.match(r"\d{4}-\d\d$", agreed["version"])
    assert "Our consultants see them" in agreed["wording"]


def test_what_is_sent_stopped_or_put_aside_is_not_left(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    asks(assistant, **JO)
    visitor.say("jo@example.org")
    asks(assistant, None, paused_form="registration_form", **JO)
    visitor.say("later")
    assert kept(open_unit, visitor)["put_aside"]
    assert an_hour_later(open_unit) is Fate.WAITS

    asks(assistant, None)
    visitor.say("delete it")
    assert kept(open_unit, visitor) is None
    assert an_hour_later(open_unit) is None


def test_a_registration_left_for_a_call_is_still_the_one_that_was_agreed_to(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    asks(assistant, **JO)
    visitor.say("jo@example.org")
    before = kept(open_unit, visitor)
    asks(assistant, "callback_form", paused_form="registration_form", name="Jo")
    visitor.say("ring me instead")

    assert kept(open_unit, visitor) == before
    assert an_hour_later(open_unit) is Fate.LEAD


def test_left_with_consent_it_is_a_lead_and_the_chat_goes_on_where_it_was(
    visitor: Visitor,
    door: httpx.Client,
    assistant: AssistantStandIn,
    open_unit: OpenUnit,
    settings: Settings,
):
    asks(assistant, **JO)
    visitor.say("jo@example.org")

    assert an_hour_later(open_unit) is Fate.LEAD

    assert visitor.read()["form"]["asks"] == "phone"
    link = PrivateLinks(settings.signing_key, "").resume(follow_up_link(visitor.id))
    page = door.post(link).text
    assert visitor.id in page
    with open_unit() as session:
        assert session.scalars(select(ResumeLink)).one().opened_at
        assert session.scalars(select(Lead)).one().left_at


def test_left_without_consent_what_was_typed_is_gone_and_the_chat_can_go_on(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    visitor.say("What does a SENCO earn?")
    asks(assistant, "callback_form", name="Jo")
    visitor.say("Ring me")
    visitor.say("Jo O'Brien")

    assert an_hour_later(open_unit) is Fate.ERASED

    read = visitor.read()
    assert read["form"] is None
    assert "Brien" not in str(read)
    assert "What does a SENCO earn?" in str(read)
    asks(assistant, None)
    assert visitor.say("Hello again")
    assert assistant.turns[-1]["memory"] is None


def test_an_answer_on_its_way_while_the_form_is_forgotten_starts_afresh(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    asks(assistant, "callback_form", name="Jo")
    visitor.say("Ring me")
    forgotten: list[Fate | None] = []

    def answer(_: dict[str, Any]) -> Any:
        if not forgotten:
            with open_unit() as session:
                conversation = session.get_one(Conversation, visitor.id)
                conversation.memory = conversation.form = conversation.unfinished = None
            forgotten.append(None)
        return heard(message("Hello"))

    assistant.answer = answer
    assert visitor.say("07700 900123")
    assert assistant.turns[-1]["memory"] is None


def test_a_chat_that_is_deleted_takes_a_registration_along_that_was_only_begun(
    visitor: Visitor, assistant: AssistantStandIn, open_unit: OpenUnit
):
    asks(assistant, **JO)
    visitor.say("jo@example.org")
    assert an_hour_later(open_unit) is Fate.LEAD

    assert visitor.erase().status_code == 204

    with open_unit() as session:
        for model in (Lead, Conversation, Turn, ResumeLink):
            assert session.scalars(select(model)).all() == []
