"""Systems and chat rooms that are told of leads, as an administrator sets them."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from standardwebhooks import Webhook as Signed

from agency.dispatch import dispatch_for
from agency.services.keys.vault import Vault
from agency.services.news.queue import queue_change
from agency.services.news.webhooks import hook_of, seal_webhooks
from agency.settings import Settings
from agency.storage.models import Access, Channel, Delivery, DeliveryState, Lead, Webhook
from agency.storage.unit import OpenUnit
from agency.work.delivering import deliver_one
from tests.factories import MONDAY, a_consultant, a_lead
from tests.web.desk.people import HASHED, Browser, Clock, Office
from tests.web.desk.test_settings import HUB, deeds, said, typed

PATH = f"{HUB}/webhooks"


class System(ThreadingHTTPServer):
    """A system of the agency that keeps what it was told, and answers as it is asked to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.answers = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/leads"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.told.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.server.answers)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def system() -> Iterator[System]:
    server = System()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(served: tuple[FastAPI, str], address: str) -> Settings:
    """Settings under which a webhook may live on this machine."""
    app, _ = served
    app.state.settings = app.state.settings.model_copy(update={"webhook_allow_private": "on"})
    return app.state.settings


@pytest.fixture
def priya(browser: Browser, office: Office, open_unit: OpenUnit) -> Browser:
    """An administrator, signed in."""
    with open_unit() as session:
        a_consultant(session, name="Priya", email="priya@example.org",
                     access=Access.ADMINISTRATOR, password_hash=HASHED)  # fmt: skip
    browser.signs_in("priya@example.org")
    return browser


def added(priya: Browser, url: str, **but: str) -> tuple[str, str]:
    """Add a receiver; return its page's address and its secret."""
    given = typed(priya.opens(f"{PATH}/new").text, name="Payroll", url=url, **but)
    page = priya.client.post(f"{PATH}/new", data=given)
    assert page.status_code == 200, said(page)
    action = re.search(rf'action="({PATH}/[0-9a-f]{{32}})/test"', page.text)[1]
    made = re.search(r'id="made"[^>]*>(whsec_[^<]+)<', page.text)
    return action, made[1] if made else ""


def test_only_administrators_set_who_is_told(
    browser: Browser, office: Office, open_unit: OpenUnit, settings: Settings
):
    with open_unit() as session:
        session.add(
            Webhook(id="f" * 32, name="Payroll", is_room=False, url="https://example.org/x",
                    events=["lead.opened"], secret="whsec_x", created_at=datetime.now(UTC))
        )  # fmt: skip
    one = f"{PATH}/{'f' * 32}"
    for name in ("mo", "ada", "ed", "pia"):
        browser.signs_in(getattr(office, name))
        page = browser.opens("/desk/").text
        csrf = browser.form(page, "/desk/sign-out")["csrf"]
        for path in (PATH, f"{PATH}/new", one):
            assert browser.opens(path).status_code == 404, path
        for path in ("", "/secret", "/start", "/remove", "/test", "/deliveries/x/again"):
            answer = browser.client.post(f"{one}{path}", data={"csrf": csrf})
            assert answer.status_code == 404, path
        browser.presses("/desk/sign-out", on="/desk/")
    assert browser.client.post(f"{one}/test", data={}).status_code == 303


def test_a_system_is_told_signed_and_its_secret_is_shown_once(
    priya: Browser, open_unit: OpenUnit, system: System, settings: Settings
):
    page, secret = added(priya, system.url)

    assert secret not in priya.opens(page).text
    with open_unit() as session:
        lead = a_lead(session, now=datetime.now(UTC))
        reference = lead.reference
    assert deliver_one(open_unit, dispatch_for(settings), [Channel.SYSTEM])

    headers, body = system.told[0]
    told = Signed(secret).verify(body, headers)
    assert (told["type"], told["data"]["reference"]) == ("lead.opened", reference)
    assert "Sent" in said(priya.opens(page))
    assert not any(secret in each or system.url in each for each in deeds(open_unit))


def test_with_a_new_secret_both_hold_for_a_day(
    priya: Browser, open_unit: OpenUnit, system: System, settings: Settings, clock: Clock
):
    vault = Vault(settings.signing_key)
    page, old = added(priya, system.url)
    shown = priya.presses(f"{page}/secret", on=page)
    new = re.search(r'id="made"[^>]*>(whsec_[^<]+)<', shown.text)[1]

    with open_unit() as session:
        webhook = session.scalars(select(Webhook)).one()
        assert hook_of(webhook, now=clock()).opened(vault).secrets == (new, old)
        later = clock() + timedelta(hours=25)
        assert hook_of(webhook, now=later).opened(vault).secrets == (new,)


def test_whoever_has_the_database_alone_can_neither_sign_nor_write_there(
    priya: Browser, open_unit: OpenUnit, system: System, settings: Settings
):
    page, secret = added(priya, system.url)
    priya.presses(f"{page}/secret", on=page)

    with open_unit() as session:
        kept = dict(session.execute(select(Webhook.__table__)).mappings().one())
        assert "url" in kept
        assert not any(secret in str(each) or system.url in str(each) for each in kept.values())


def test_what_was_kept_open_before_is_sealed_at_the_next_start_and_still_sent(
    priya: Browser, open_unit: OpenUnit, system: System, settings: Settings
):
    _, secret = added(priya, system.url)
    vault = Vault(settings.signing_key)
    with open_unit() as session:
        webhook = session.scalars(select(Webhook)).one()
        webhook.url, webhook.secret = system.url, secret  # as it was before

    with open_unit() as session:
        assert [seal_webhooks(session, vault), seal_webhooks(session, vault)] == [1, 0]

    with open_unit() as session:
        webhook = session.scalars(select(Webhook)).one()
        assert secret not in webhook.secret
        assert hook_of(webhook, now=MONDAY).opened(vault).secrets == (secret,)
        a_lead(session, now=datetime.now(UTC))
    assert deliver_one(open_unit, dispatch_for(settings), [Channel.SYSTEM])
    Signed(secret).verify(system.told[0][1], system.told[0][0])


def test_sealed_with_another_key_it_is_not_sent_and_its_address_is_asked_for(
    priya: Browser, open_unit: OpenUnit, system: System, settings: Settings
):
    page, _ = added(priya, system.url)
    with open_unit() as session:
        webhook = session.scalars(select(Webhook)).one()
        webhook.url = Vault("another house").seal(system.url)
        a_lead(session, now=datetime.now(UTC))

    assert deliver_one(open_unit, dispatch_for(settings), [Channel.SYSTEM])

    assert not system.told
    assert system.url not in priya.opens(page).text


def test_a_test_says_nothing_of_anybody_and_how_it_ended_is_kept(
    priya: Browser, open_unit: OpenUnit, system: System, settings: Settings
):
    page, _ = added(priya, system.url)

    priya.presses(f"{page}/test", on=page)
    system.answers = 500
    shown = priya.presses(f"{page}/test", on=page)

    assert json.loads(system.told[0][1])["type"] == "test"
    assert b"candidate" not in system.told[0][1]
    assert "the other side was busy" in said(shown)
    elsewhere = priya.client.post(f"{page}/test", data={"csrf": "another"})
    assert (elsewhere.status_code, len(system.told)) == (403, 2)


def test_what_failed_for_good_is_sent_again_under_the_same_id(
    priya: Browser, open_unit: OpenUnit, system: System, settings: Settings
):
    page, _ = added(priya, system.url)
    system.answers = 410
    with open_unit() as session:
        a_lead(session, now=datetime.now(UTC))
    deliver_one(open_unit, dispatch_for(settings), [Channel.SYSTEM])

    assert "Stopped." in said(priya.opens(page))
    priya.presses(f"{page}/start", on=page)
    system.answers = 200
    with open_unit() as session:
        news = session.scalars(select(Delivery).where(Delivery.webhook_id.is_not(None))).one()
        assert news.state is DeliveryState.DEAD
        news_id = news.id
    priya.presses(f"{page}/deliveries/{news_id}/again", on=page)
    with open_unit() as session:
        session.get_one(Delivery, news_id).due_at = datetime.now(UTC) - timedelta(seconds=1)
    assert deliver_one(open_unit, dispatch_for(settings), [Channel.SYSTEM])

    assert {headers["webhook-id"] for headers, _ in system.told} == {news_id}
    assert any("sent again" in each for each in deeds(open_unit))


def test_a_room_hears_one_line_once_and_a_system_hears_what_was_put_right(
    priya: Browser, open_unit: OpenUnit, system: System, settings: Settings
):
    given = {"events": "lead.opened", "is_room": "yes"}
    _, secret = added(priya, system.url, **given)
    with open_unit() as session:
        lead = a_lead(session, now=datetime.now(UTC))
        queue_change(session, lead, now=datetime.now(UTC))
    while deliver_one(open_unit, dispatch_for(settings), [Channel.SYSTEM]):
        pass

    assert secret == ""
    assert [list(json.loads(body)) for _, body in system.told] == [["text"]]
    assert b"Jo O" not in system.told[0][1]


def test_one_that_is_removed_is_told_nothing_and_its_keys_are_gone(
    priya: Browser, open_unit: OpenUnit, system: System, settings: Settings
):
    page, _ = added(priya, system.url)
    priya.presses(f"{page}/remove", on=page)

    with open_unit() as session:
        a_lead(session, now=datetime.now(UTC))
        webhook = session.scalars(select(Webhook)).one()
        assert (webhook.url, webhook.secret) == ("", None)
        assert not session.scalars(select(Lead)).all()[-1].deliveries[-1].webhook_id
    assert priya.opens(page).status_code == 404


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://example.org/x", "begins with https://"),
        ("https://example.org:22/x", "port is 443 or 8443"),
        ("https://user:pass@example.org/x", "holds no password"),
        ("https://127.0.0.1/x", "private network"),
        ("https://[::ffff:169.254.169.254]/x", "private network"),
        ("", "Give its address."),
    ],
)
def test_an_address_that_must_not_be_told_is_refused(priya: Browser, url: str, told: str):
    given = typed(priya.opens(f"{PATH}/new").text, name="Payroll", url=url)

    answer = priya.client.post(f"{PATH}/new", data=given)

    assert answer.status_code == 422
    assert told in said(answer)
