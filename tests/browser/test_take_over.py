"""Two people in two windows: a visitor, and a consultant who comes in the assistant's place."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import update

from agency.storage.models import Consultant
from agency.storage.unit import open_database, units
from tests.browser.chat import Chat
from tests.browser.conftest import OpenWindow
from tests.browser.desk import Desk
from tests.browser.patience import wait_for
from tests.browser.pictures import Pictures
from tests.browser.states import States
from tests.browser.test_every_size import grave_findings
from tests.whole_house import WholeHouse

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

SIZES = [(390, 844, "light"), (390, 844, "dark"), (1440, 900, "light"), (1440, 900, "dark")]
# A server that is away, and comes back.
PROVOKED = r"net::ERR_|Failed to fetch|status of 50\d"


@pytest.fixture(scope="module")
def aisha(browser: Browser, house: WholeHouse) -> Iterator[object]:
    """The cookies of a consultant in Manchester who has come in with a link."""
    context = browser.new_context(base_url=house.url)
    link = house.command("consultant", "link", "aisha.khan@example.org").strip()
    Desk(context.new_page()).use_link(link)
    yield context.storage_state()
    context.close()


@pytest.fixture
def nobody_here(house: WholeHouse) -> None:
    """No consultant who was in these pages a minute ago, in another test, counts as still here."""
    engine = open_database(f"sqlite:///{house.home / 'agency.sqlite3'}")
    with units(engine)() as session:
        session.execute(update(Consultant).values(here_at=None))
    engine.dispose()


def said_at(chat: Chat) -> list[str]:
    """Who said what, as the visitor's window has it."""
    spoken = chat.messages.evaluate_all(
        """nodes => nodes.map(node => [
            node.querySelector(".unseen").textContent.trim(),
            (node.querySelector(".words") ?? node.querySelector(".as-typed") ?? node).textContent,
        ])"""
    )
    return [f"{who} {words}".replace("**", "") for who, words in spoken]


def say_at_desk(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.get_by_role("button", name="Send").click()


def wait_for_person(chat: Chat) -> None:
    chat.page.goto("/")
    chat.open()
    chat.say("can I talk to a real person please")


def open_from_list(page: Page, chat: Chat) -> None:
    """Press this visitor's line among those who wait; other tests' visitors wait there too."""
    kept = "Object.entries(localStorage).find(([name]) => name.startsWith('agency-chat'))[1]"
    conversation = chat.page.evaluate(f"JSON.parse({kept}).conversation")
    page.goto("/desk/conversations")
    page.locator(f"li.talk a[href$='/{conversation}']").click()
    expect(page.get_by_role("button", name="Take over")).to_be_visible()


def kill_web(house: WholeHouse) -> None:
    """End the process that both windows talk to, and wait for the supervisor's next one."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(house.process.pid)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    web = next(row for row in listed.splitlines() if row.rstrip().endswith("-m web"))
    os.kill(int(web.split()[0]), signal.SIGKILL)
    time.sleep(0.5)
    house.wait_until_ready(60)


@pytest.mark.usefixtures("nobody_here")
def test_visitor_and_consultant_talk_live_through_a_restart(
    house: WholeHouse, open_window: OpenWindow, pictures: Pictures, aisha: object
):
    chat = Chat(open_window(390, 844, provoked=PROVOKED))
    wait_for_person(chat)
    page = open_window(storage_state=aisha, provoked=PROVOKED)
    open_from_list(page, chat)
    page.get_by_role("button", name="Take over").click()

    # Nobody reloads anything from here on, but the server does.
    expect(chat.messages.last).to_contain_text("You are now talking to Aisha from Bright Path")
    expect(chat.window).to_contain_text("You are talking to Aisha")
    expect(chat.choices).to_be_hidden()
    say_at_desk(page, "Hello, this is Aisha. How can I help?")
    expect(chat.messages.last).to_contain_text("Hello, this is Aisha.")
    expect(chat.messages.last.locator(".unseen").first).to_have_text("Aisha said: ")
    chat.box.fill("Do you have work near Stockport?")
    chat.box.press("Enter")
    log = page.get_by_role("log")
    expect(log).to_contain_text("Do you have work near Stockport?")
    expect(chat.window.locator(".dots")).to_be_hidden()
    pictures.take(chat.page, "take-over-visitor")
    States(chat, pictures).look("live")
    pictures.take(page, "take-over-consultant")

    chat.page.route("**/messages", lambda route: route.abort())
    page.route("**/say", lambda route: route.abort())
    chat.box.fill("typed while the line was down")
    chat.box.press("Enter")
    expect(chat.said.last.get_by_role("button", name="Try again")).to_be_visible()
    say_at_desk(page, "written while the line was down")
    expect(page.locator(".unsent")).to_contain_text("Not sent yet")
    chat.page.unroute("**/messages")
    page.unroute("**/say")
    kill_web(house)

    # Both windows come back by themselves, and send what waited, once.
    expect(log).to_contain_text("typed while the line was down", timeout=45_000)
    expect(chat.messages.filter(has_text="written while the line was down")).to_have_count(
        1, timeout=45_000
    )
    expect(page.locator(".unsent")).to_have_count(0)
    say_at_desk(page, "Still here. I hand you back now.")
    expect(chat.messages.last).to_contain_text("Still here.", timeout=45_000)
    page.get_by_role("button", name="Hand back").click()
    expect(chat.messages.last).to_contain_text("Aisha has handed the chat back to me")
    expect(chat.window).to_contain_text("Automated assistant")
    expect(chat.window).to_contain_text("Step 1 of")

    live = said_at(chat)
    chat.page.reload()
    chat.open()
    whole = said_at(chat)
    # What the page itself says first is no part of the record.
    assert "New to work in schools?" in whole[0]
    expect(log.locator(".said")).to_have_count(len(whole) - 1)
    at_desk = log.locator(".said").all_inner_texts()
    # What waited stands where it arrived; before that, only its writer knew where.
    assert sorted(live) == sorted(whole)
    for text in ("typed while the line was down", "written while the line was down"):
        assert sum(text in each for each in whole) == 1
        assert sum(text in each for each in at_desk) == 1
    assert "name" in chat.answer


def test_a_page_that_is_loaded_again_keeps_what_was_not_sent(
    open_window: OpenWindow, aisha: object
):
    chat = Chat(open_window(provoked=PROVOKED))
    wait_for_person(chat)
    page = open_window(storage_state=aisha, provoked=PROVOKED)
    open_from_list(page, chat)
    page.get_by_role("button", name="Take over").click()
    expect(page.get_by_role("button", name="Hand back")).to_be_visible()
    page.route("**/say", lambda route: route.abort())
    say_at_desk(page, "not lost")
    expect(page.locator(".unsent")).to_contain_text("Not sent yet")

    page.unroute("**/say")
    page.reload()

    expect(chat.messages.filter(has_text="not lost")).to_have_count(1)
    expect(page.locator(".unsent")).to_have_count(0)
    page.get_by_role("button", name="Hand back").click()
    expect(chat.messages.last).to_contain_text("Aisha has handed the chat back")


def test_without_script_a_consultant_reads_and_speaks_all_the_same(
    open_window: OpenWindow, aisha: object
):
    chat = Chat(open_window())
    wait_for_person(chat)
    page = open_window(storage_state=aisha, java_script_enabled=False)
    open_from_list(page, chat)
    page.get_by_role("button", name="Take over").click()
    say_at_desk(page, "Hello from a plain page.")
    expect(chat.messages.last).to_contain_text("Hello from a plain page.")
    chat.box.fill("and hello back")
    chat.box.press("Enter")
    expect(chat.said.last).to_contain_text("and hello back")
    page.get_by_role("link", name="Look for new messages").click()

    expect(page.locator(".turn.visitor").last).to_contain_text("and hello back")
    page.get_by_role("button", name="Hand back").click()
    expect(chat.messages.last).to_contain_text("Aisha has handed the chat back")


def test_the_list_renews_itself(open_window: OpenWindow, aisha: object):
    page = open_window(storage_state=aisha)
    page.goto("/desk/conversations")
    before = page.locator("li.talk.untouched").count()

    chat = Chat(open_window())
    wait_for_person(chat)

    expect(page.locator("li.talk.untouched")).to_have_count(before + 1)
    expect(page).to_have_title(re.compile(rf"^\({before + 1}\)"))
    assert "I have told our consultants" in chat.answer

    held = page.locator("li.talk.untouched a").first
    held.focus()
    page.evaluate("window.held = document.activeElement")
    wait_for_person(Chat(open_window()))

    expect(page.locator("li.talk.untouched")).to_have_count(before + 2)
    assert page.evaluate("document.activeElement === window.held")


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_every_page_fits_and_everybody_can_use_it(
    open_window: OpenWindow,
    pictures: Pictures,
    aisha: object,
    width: int,
    height: int,
    scheme: str,
):
    def look(page: Page, name: str) -> None:
        pictures.take(page, f"{name}-{width}-{scheme}", whole=page is not chat.page)
        room = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(room) <= 0, name
        assert grave_findings(page) == [], name

    touch = {"has_touch": width < 1000, "is_mobile": width < 1000}
    chat = Chat(open_window(width, height, color_scheme=scheme, **touch))
    wait_for_person(chat)
    page = open_window(width, height, color_scheme=scheme, storage_state=aisha, **touch)
    page.goto("/desk/conversations")
    expect(page.locator("li.talk").first).to_be_visible()
    look(page, "conversations")
    open_from_list(page, chat)
    look(page, "conversation-waiting")
    page.get_by_role("button", name="Take over").click()
    say_at_desk(page, "Hello, I am Aisha. What would you like to know?")
    expect(chat.messages.last).to_contain_text("Hello, I am Aisha.")
    chat.box.fill("Is there any work as a teaching assistant near Stockport, two days a week?")
    chat.box.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("two days a week")
    look(page, "conversation-taken")
    look(chat.page, "chat-talking")
    page.get_by_role("button", name="Hand back").click()
    expect(chat.messages.last).to_contain_text("handed the chat back")
    look(chat.page, "chat-handed-back")


def test_nobody_listens_who_does_not_expect_a_person_or_does_not_look(open_window: OpenWindow):
    page = open_window(provoked=PROVOKED)
    begun, ended = [], []
    page.on("request", lambda one: begun.append(one) if one.url.endswith("/events") else None)
    page.on("requestfailed", lambda one: ended.append(one) if one.url.endswith("/events") else None)
    page.clock.install()
    chat = Chat(page)
    page.goto("/")
    chat.open()
    chat.say("what does a SENCO earn?")
    assert begun == []

    chat.say("can I talk to a real person please")
    wait_for(page, lambda: begun)
    look(page, hidden=True)
    page.clock.fast_forward(121_000)
    wait_for(page, lambda: ended)
    page.clock.fast_forward(60_000)
    assert len(begun) == 1

    look(page, hidden=False)
    wait_for(page, lambda: len(begun) == 2)


def look(page: Page, *, hidden: bool) -> None:
    """Let the page believe that it is out of sight, or in it."""
    page.evaluate(
        """hidden => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )
