"""A link by e-mail that opens a chat again where it was left."""

import re
from datetime import timedelta

import httpx
import pytest

from agency.services.conversations.resuming import (
    MOST_LINKS,
    TooManyLinks,
    claim_link,
    leave_for_later,
    mark_link_sent,
)
from agency.services.keys.private_links import PrivateLinks
from agency.settings import Settings
from agency.storage.models import Conversation, ResumeLink
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_desk, a_lead, an_id
from tests.web.gateway.conftest import Visitor


@pytest.fixture
def visitor(door: httpx.Client) -> Visitor:
    return Visitor(door)


@pytest.fixture
def address(visitor: Visitor, open_unit: OpenUnit, settings: Settings) -> str:
    with open_unit() as session:
        conversation = session.get_one(Conversation, visitor.id)
        now = conversation.started_at
        leave_for_later(session, conversation, "jo@example.org", link_id=an_id("link"), now=now)
    return PrivateLinks(settings.signing_key, "").resume(an_id("link"))


def read(door: httpx.Client, conversation: str, token: str) -> int:
    shown = door.get(
        f"/api/v1/conversations/{conversation}", headers={"Authorization": f"Bearer {token}"}
    )
    return shown.status_code


def test_looking_at_the_link_opens_nothing_yet(door: httpx.Client, visitor: Visitor, address: str):
    page = door.get(address)

    assert page.status_code == 200
    assert visitor.id not in page.text
    assert "jo@example.org" not in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert read(door, visitor.id, visitor.token) == 200


def test_what_a_consultant_has_already_is_not_called_unsent(
    door: httpx.Client, visitor: Visitor, address: str, open_unit: OpenUnit
):
    assert "nothing has been sent" in door.get(address).text

    with open_unit() as session:
        a_desk(session)
        a_lead(session, conversation_id=visitor.id).left_at = MONDAY
    page = door.get(address).text

    assert "one of our consultants has what you told us so far" in page
    assert "nothing has been sent" not in page


def test_opening_it_gives_this_device_a_key_and_closes_the_other(
    door: httpx.Client, visitor: Visitor, address: str
):
    page = door.post(address)

    conversation = re.search(r'data-conversation="([^"]+)"', page.text)
    token = re.search(r'data-token="([^"]+)"', page.text)
    assert conversation
    assert token
    assert conversation[1] == visitor.id
    assert read(door, visitor.id, token[1]) == 200
    assert read(door, visitor.id, visitor.token) in (401, 404)


def test_it_opens_a_chat_that_a_browser_alone_could_not_open_any_more(
    door: httpx.Client, visitor: Visitor, address: str, open_unit: OpenUnit
):
    with open_unit() as session:
        session.get_one(Conversation, visitor.id).started_at -= timedelta(days=3)
    assert read(door, visitor.id, visitor.token) == 401

    token = re.search(r'data-token="([^"]+)"', door.post(address).text)

    assert token
    assert read(door, visitor.id, token[1]) == 200


def test_a_link_that_is_old_forged_or_of_an_erased_chat_opens_nothing(
    door: httpx.Client, visitor: Visitor, address: str, open_unit: OpenUnit, settings: Settings
):
    details = PrivateLinks(settings.signing_key, "").details(1).rpartition("/")[2]
    for link in (f"{address}x", f"/chat/resume/{details}", "/chat/resume/" + "x" * 2_000):
        assert door.get(link).status_code == 404
        assert door.post(link).status_code == 404
    with open_unit() as session:
        link = session.get_one(ResumeLink, an_id("link"))
        link.created_at -= timedelta(days=8)
    assert door.post(address).status_code == 404
    with open_unit() as session:
        session.get_one(ResumeLink, an_id("link")).created_at += timedelta(days=8)
        session.delete(session.get_one(Conversation, visitor.id))
    assert door.post(address).status_code == 404
    with open_unit() as session:
        assert session.get(ResumeLink, an_id("link")) is None


def test_a_link_is_sent_once_and_what_failed_is_due_again(
    visitor: Visitor, address: str, open_unit: OpenUnit
):
    with open_unit() as session:
        now = session.get_one(ResumeLink, an_id("link")).created_at
        first = claim_link(session, now=now)
    with open_unit() as session:
        assert first is not None
        assert first.address == "jo@example.org"
        assert claim_link(session, now=now) is None
        again = claim_link(session, now=now + timedelta(minutes=6))
        assert again is not None
        mark_link_sent(session, again.link, now=now)
    with open_unit() as session:
        assert claim_link(session, now=now + timedelta(days=1)) is None


def test_a_chat_sends_only_a_few_letters(visitor: Visitor, address: str, open_unit: OpenUnit):
    with open_unit() as session:
        conversation = session.get_one(Conversation, visitor.id)
        for number in range(MOST_LINKS - 1):
            leave_for_later(
                session, conversation, "a@x.org", link_id=an_id(f"{number}"), now=MONDAY
            )
        with pytest.raises(TooManyLinks):
            leave_for_later(session, conversation, "a@x.org", link_id=an_id("more"), now=MONDAY)
