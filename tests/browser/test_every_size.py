"""Every page at three sizes, by day and by night: it fits, and everybody can use it."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import OpenWindow
from tests.browser.pictures import Pictures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.assistant,
    pytest.mark.parametrize("scheme", ["light", "dark"]),
    pytest.mark.parametrize("width", [320, 390, 1440]),
]

HEIGHTS = {320: 640, 390: 844, 1440: 900}
Look = Callable[..., None]


@pytest.fixture
def look(pictures: Pictures, width: int, scheme: str) -> Look:
    """Keep a picture of a page, and say what is wrong with it: too wide, or hard to use."""

    def at(page: Page, name: str, *, whole: bool = False) -> None:
        pictures.take(page, f"{name}-{width}-{scheme}", whole=whole)
        room = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(room) <= 0, f"{name} is wider than the window"
        assert grave_findings(page) == [], name

    return at


def grave_findings(page: Page) -> list[str]:
    return [
        f"{found['id']}: {found['help']}: {node['html'][:160]} {node['failureSummary']}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]


@pytest.fixture
def page(open_window: OpenWindow, width: int, scheme: str, signed_in: str) -> Page:
    """A consultant's window, which is a visitor's too as long as it stays off the desk."""
    return open_window(
        width,
        HEIGHTS[width],
        color_scheme=scheme,
        has_touch=width < 1000,
        is_mobile=width < 1000,
        storage_state=signed_in,
    )


def test_the_chat_and_the_page_it_stands_on(page: Page, look: Look):
    page.goto("/")
    look(page, "page", whole=True)
    chat = Chat(page)
    chat.open()
    look(page, "chat-greeting")
    chat.say("what does a teaching assistant earn in Manchester, and what jobs are there?")
    look(page, "chat-answer")
    chat.say("any jobs for a SENCO?")
    look(page, "chat-vacancies")

    chat.say("I'd like to register")
    look(page, "chat-consent")
    chat.choose("Yes")
    look(page, "chat-form")
    assert chat.messages.last.evaluate("node => node.scrollWidth <= node.clientWidth + 1")

    chat.window.get_by_role("button", name="Options").click()
    look(page, "chat-options")
    chat.window.get_by_role("button", name="Talk to a person").click()
    expect(chat.window.get_by_role("heading", name="Leave your details")).to_be_visible()
    look(page, "chat-contact")
    chat.window.get_by_role("button", name="Options").click()
    chat.window.get_by_role("button", name="Delete this chat").click()
    look(page, "chat-delete")


def test_a_message_that_does_not_get_through(page: Page, look: Look):
    page.goto("/senco-jobs")
    chat = Chat(page)
    chat.open()
    page.route("**/messages", lambda route: route.abort())
    chat.box.fill("Is there any SENCO work near Leeds?")
    chat.box.press("Enter")
    expect(chat.said.get_by_role("button", name="Try again")).to_be_visible()
    expect(chat.window.get_by_role("heading", name="Leave your details")).to_be_visible()
    look(page, "chat-unsent")


def test_the_desk(page: Page, look: Look, a_lead: str):
    page.goto("/desk/?whose=everyone")
    expect(page.locator("li.lead").first).to_be_visible()
    look(page, "desk-leads")
    page.goto(f"/desk/leads/{a_lead}")
    look(page, "desk-lead", whole=True)
    page.goto("/desk/password")
    look(page, "desk-password")


def test_the_way_into_the_desk(open_window: OpenWindow, width: int, scheme: str, look: Look):
    page = open_window(width, HEIGHTS[width], color_scheme=scheme)
    page.goto("/desk/sign-in")
    look(page, "desk-sign-in")
    page.goto("/desk/sign-in?then=%2Fdesk%2F")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "desk-refused")
