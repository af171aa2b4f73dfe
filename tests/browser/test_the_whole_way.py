"""From a visitor's first question to a consultant who has the lead, in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import OpenWindow
from tests.browser.desk import Desk
from tests.browser.pictures import Pictures
from tests.whole_house import WholeHouse

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

PASSWORD = "tea cup river lantern"
README = {"width": 1200, "height": 780}


def test_a_visitor_asks_registers_and_the_consultant_has_the_lead(
    house: WholeHouse, open_window: OpenWindow, pictures: Pictures, cv: Path, a_lead: str
):
    chat = Chat(open_window(**README))
    chat.page.goto("/")
    chat.open()

    assert "£" in chat.say("how much does a senco earn")
    assert "SENCO" in chat.answer
    assert "teaching assistants" in chat.say("and what about a TA?")
    assert "£" in chat.answer
    pictures.take(chat.page, "chat")

    register(chat, cv)
    assert "cv.pdf" in chat.window.inner_text()
    pictures.take(chat.page, "chat-summary")
    reference = re.search(r"L-\d{4,}", chat.choose("Send"))
    assert reference
    assert "Aisha Khan" in chat.answer

    desk = Desk(open_window(**README))
    link = house.sign_in_link()
    assert link
    desk.use_link(link)
    desk.set_password(PASSWORD)

    # The same address may stand on other leads, and in their CVs.
    found = desk.find_lead("jo.example@example.org").filter(has_text=reference.group())
    expect(found).to_have_count(1)
    desk.find_lead("")
    expect(desk.page.locator("li.lead").nth(2)).to_be_visible()
    found.get_by_role("link", name="Jo Example").click()

    lead = desk.page.get_by_role("main")
    for known in ("Jo Example", "SEND support worker", "SK4 4QT", "07700 900123"):
        expect(lead).to_contain_text(known)
    conversation = desk.page.get_by_role("list", name="Conversation")
    expect(conversation).to_contain_text("how much does a senco earn")
    expect(conversation).to_contain_text("and what about a TA?")
    assert desk.download_cv().read_bytes() == cv.read_bytes()

    desk.page.get_by_role("button", name="Accept this lead").click()
    expect(desk.page.get_by_role("status")).to_have_text("You have accepted this lead.")
    expect(lead).to_contain_text("Accepted by Priya Nair")


def register(chat: Chat, cv: Path) -> None:
    """Answer every question of the registration; each is told by a word of its own."""
    assert "agree" in chat.say("I'd like to register")
    assert "role" in chat.choose("Yes")
    assert "name" in chat.choose("SEND support worker")
    assert "e-mail" in chat.say("Jo Example")
    assert "phone" in chat.say("jo.example@example.org")
    assert "live" in chat.say("07700 900123")
    assert "at the moment" in chat.say("Stockport, SK4 4QT")
    assert "years" in chat.say("care assistant in a nursing home")
    assert "English and maths" in chat.say("about ten years")
    assert "work" in chat.say("NVQ level 3 in care, Team Teach and Makaton")
    assert "start" in chat.say("Monday to Thursday")
    assert "right to work" in chat.choose("As soon as possible")
    assert "DBS" in chat.choose("Yes")
    assert "CV" in chat.choose("update service")
    assert "Do I keep what you told me" in chat.attach(cv)
    assert "jo.example@example.org" in chat.choose("Keep what I told you")
