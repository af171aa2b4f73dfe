"""The whole way through the chat at every size: pointed at, by the keys alone, without script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import OpenWindow
from tests.browser.journey import Journey, Keys, Look, Pointer
from tests.browser.pictures import Pictures
from tests.browser.states import HEIGHTS, MODES, States

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

PROVOKED = r"net::ERR_|Failed to fetch|Failed to load resource"


def looking(chat: Chat, pictures: Pictures, name: str) -> Look:
    """Return what keeps a picture of a step by day, by night and in forced colours."""
    states = States(chat, pictures)

    def look(step: str) -> None:
        for mode, wishes in MODES.items():
            chat.page.emulate_media(**wishes)
            pictures.take(chat.page, f"{name}-{step}-{mode}")
            assert states.cut() == [], f"{step}, {mode}"
        chat.page.emulate_media(**MODES["light"])

    return look


@pytest.mark.parametrize("width", HEIGHTS)
def test_the_whole_way_at_every_width_and_in_every_scheme(
    open_window: OpenWindow, pictures: Pictures, cv: Path, width: int
):
    touch = {"has_touch": width < 1000, "is_mobile": width < 700}
    chat = Chat(open_window(width, HEIGHTS[width], provoked=PROVOKED, **touch))

    Journey(Pointer(chat), cv, looking(chat, pictures, f"way-{width}")).make()


@pytest.mark.parametrize("width", [390, 1440])
def test_the_whole_way_by_the_keys_alone(open_window: OpenWindow, cv: Path, width: int):
    chat = Chat(open_window(width, HEIGHTS[width], provoked=PROVOKED))

    Journey(Keys(chat), cv, lambda _step: None).make()


def test_a_job_that_is_asked_about_stays_the_matter_until_it_is_on_the_desk(
    open_window: OpenWindow, pictures: Pictures, signed_in: str
):
    page = open_window()
    chat = Chat(page)
    page.goto("/")
    chat.open()
    chat.say("any jobs for a SENCO?")
    before = chat.said.count()
    chat.window.get_by_role("button", name=re.compile("^Ask about this job")).first.click()
    expect(chat.said).to_have_count(before + 1)
    chat.wait()
    assert "Closes" in chat.answer
    assert "SENCO" in chat.say("where is it?")
    pictures.take(page, "job-card-asked-about")

    page.goto("/vacancies")
    page.get_by_role("main").get_by_role("link", name="SEND support worker").first.click()
    reference = page.url.rpartition("/")[2]
    before = chat.said.count()
    page.get_by_role("link", name="Ask about this job").click()
    expect(chat.said.filter(has_text="Ask about this job")).not_to_have_count(before)
    chat.wait()
    expect(chat.messages.last).to_contain_text(reference)
    pictures.take(page, "job-page-asked-about")
    assert "open until" in chat.say("when does it close?")
    page.reload()
    page.get_by_role("link", name="Ask about this job").click()
    chat.wait()
    expect(chat.said.last).to_have_text(re.compile("when does it close"))

    chat.window.get_by_role("button", name="Options").click()
    chat.window.get_by_role("button", name="Talk to a person", exact=True).click()
    chat.window.get_by_label("Your name").fill("Sam Example")
    chat.window.get_by_label("E-mail address").fill("sam.example@example.org")
    chat.window.get_by_role("checkbox").check()
    chat.window.get_by_role("button", name="Send my details").click()
    expect(chat.messages.last).to_contain_text(re.compile(r"L-\d{4}"))
    lead = re.search(r"L-\d{4,}", chat.messages.last.inner_text())
    assert lead
    desk = open_window(storage_state=signed_in)
    desk.goto(f"/desk/leads/{lead.group()}")
    looked_at = desk.locator(".wish", has_text="The job they looked at")
    expect(looked_at).to_contain_text(reference)
    pictures.take(desk, "job-on-the-desk")


def test_two_tabs_that_speak_at_once_end_with_the_same_history(open_window: OpenWindow):
    page = open_window(provoked=PROVOKED)
    first, second = Chat(page), Chat(page.context.new_page())
    page.goto("/")
    first.open()
    second.page.goto("/send-support")
    second.open()

    for chat, words in ((first, "what does a senco earn?"), (second, "what is an EHCP?")):
        chat.box.fill(words)
        chat.box.press("Enter")
    for chat in (first, second):
        chat.wait()
    for chat in (first, second):
        chat.page.bring_to_front()
        chat.page.evaluate("dispatchEvent(new Event('focus'))")
        expect(chat.said).to_have_count(2)

    # Read anew, both tabs tell the one order that the server kept.
    for chat in (first, second):
        chat.page.reload()
        chat.open()
        expect(chat.said).to_have_count(2)
    assert first.said.all_inner_texts() == second.said.all_inner_texts()


def test_on_a_phone_on_its_side_one_can_read_and_write_and_nothing_zooms(
    open_window: OpenWindow, pictures: Pictures
):
    chat = Chat(open_window(844, 390, has_touch=True, is_mobile=True))
    chat.page.goto("/")
    chat.open()
    chat.say("what does a senco earn?")
    pictures.take(chat.page, "landscape")

    expect(chat.box).to_be_in_viewport(ratio=1)
    room = chat.window.get_by_role("region", name="Messages").bounding_box()
    assert room
    assert room["height"] >= 180
    chat.window.get_by_role("button", name="Options").click()
    chat.window.get_by_role("button", name="I need this another way").click()
    fields = chat.window.locator("input:visible, select:visible, textarea:visible")
    expect(fields.nth(5)).to_be_visible()
    sizes = fields.evaluate_all(
        "nodes => nodes.map((node) => parseFloat(getComputedStyle(node).fontSize))"
    )
    assert min(sizes) >= 16
    pictures.take(chat.page, "landscape-form")


def test_whatever_is_pressed_is_large_enough(open_window: OpenWindow):
    chat = Chat(open_window(320, 640))
    chat.page.goto("/")
    chat.open()
    chat.say("any jobs for a SENCO?")
    chat.say("what does a senco earn?")

    small = chat.window.evaluate(
        """(window) => [...window.querySelectorAll("button, input, select, textarea")]
          .filter((node) => node.checkVisibility())
          .map((node) => [node.ariaLabel || node.textContent, node.getBoundingClientRect()])
          .filter(([, box]) => box.width < 24 || box.height < 24)
          .map(([name]) => name)"""
    )
    assert small == []


def test_the_chat_is_saved_as_a_text_and_a_dropped_cv_is_taken(open_window: OpenWindow):
    chat = Chat(open_window())
    chat.page.goto("/")
    chat.open()
    chat.say("what does a senco earn?")

    chat.window.get_by_role("button", name="Options").click()
    with chat.page.expect_download() as download:
        chat.window.get_by_role("button", name="Save a copy").click()
    saved = Path(download.value.path()).read_text("utf-8")
    assert "what does a senco earn?" in saved
    assert "£" in saved

    before = chat.said.count()
    held = chat.page.evaluate_handle(
        """(words) => {
            const held = new DataTransfer();
            held.items.add(new File([words], "dropped.txt", { type: "text/plain" }));
            return held;
        }""",
        "Jo Example\nTeaching assistant, 2019 to now\njo.example@example.org\n",
    )
    chat.window.dispatch_event("drop", {"dataTransfer": held})
    expect(chat.said).to_have_count(before + 1)
    expect(chat.said.last).to_contain_text("dropped.txt")
