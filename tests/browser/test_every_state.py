"""The chat window in each of its states, in every way to look at it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.chat import Chat
from tests.browser.conftest import OpenWindow
from tests.browser.patience import expect_focus
from tests.browser.pictures import Pictures
from tests.browser.states import States

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

PROVOKED = r"net::ERR_|Failed to fetch|Failed to load resource"
NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}
"""
LISTENS = """
window.spoken = [];
speechSynthesis.speak = (said) => window.spoken.push(said.text);
"""
TOLD = ("Jo Example", "jo.example@example.org", "07700 900123", "SK4 4QT", "care assistant")


def option(chat: Chat, name: str) -> None:
    chat.window.get_by_role("button", name="Options").click()
    chat.window.get_by_role("button", name=name, exact=True).click()


def begin_to_register(chat: Chat) -> None:
    chat.say("I'd like to register")
    chat.choose("Yes")
    chat.choose("SEND support worker")


def finish_registering(say: Callable[[str], object], choose: Callable[[str], object]) -> None:
    """Answer every question from the name to the CV."""
    for words in (*TOLD, "six years", "NVQ 3 in care"):
        say(words)
    for title in ("Full time", "As soon as possible", "Yes", "Yes, on the update service"):
        choose(title)


def test_every_state_of_the_window_can_be_used_by_everybody(
    open_window: OpenWindow, pictures: Pictures, cv: Path
):
    chat = Chat(open_window(1440, 900, provoked=PROVOKED))
    states = States(chat, pictures)
    chat.page.goto("/")
    chat.open()
    states.look("greeting")
    chat.say("what does a senco earn?")
    chat.window.get_by_role("button", name="This answer did not help").click()
    expect(chat.window.get_by_text("What was wrong with it?")).to_be_visible()
    states.look("answer")
    chat.window.get_by_role("button", name="Hard to understand").click()
    expect(chat.window.get_by_text("That helps us to do better")).to_be_visible()

    option(chat, "Easy read")
    expect(chat.window.get_by_text("A computer answers here")).to_be_visible()
    states.look("easy-read")
    chat.window.get_by_role("group", name="Easy read").get_by_role("button", name="Leave").click()

    option(chat, "I need this another way")
    chat.window.get_by_label("How to reach you").select_option("post")
    chat.window.get_by_role("button", name="Send my details").click()
    expect_focus(chat.window.get_by_label("Your name"))
    states.look("another-way-with-errors")
    chat.window.get_by_role("button", name="Back to the chat").click()
    option(chat, "Talk to a person")
    states.look("contact")
    chat.window.get_by_role("button", name="Back to the chat").click()
    option(chat, "Delete this chat")
    states.look("sheet")
    chat.window.get_by_role("button", name="Keep this chat").click()

    begin_to_register(chat)
    chat.box.press("Enter")
    expect(chat.window.get_by_role("alert").first).to_have_text(re.compile("Type a message"))
    states.look("form-with-error")
    finish_registering(chat.say, chat.choose)
    states.look("choices")

    held: list[Route] = []
    chat.page.route("**/cv", lambda route: held.append(route))
    with chat.page.expect_file_chooser() as picker:
        chat.choice("Choose a file").click()
    picker.value.set_files(cv)
    upload = chat.window.get_by_role("group", name="Upload your CV")
    expect(upload.get_by_role("progressbar")).to_be_visible()
    states.look("upload")
    upload.get_by_role("button", name="Cancel").click()
    expect(upload).to_contain_text("The upload was stopped.")
    chat.page.unroute("**/cv")
    upload.get_by_role("button", name="Try again").click()
    expect(chat.said.last).to_contain_text("cv.pdf")
    chat.wait()
    chat.choose("Keep what I told you")
    states.look("summary")

    chat.page.context.set_offline(True)
    chat.box.fill("Is there work near Leeds?")
    chat.box.press("Enter")
    expect(chat.said.last).to_contain_text("you are offline")
    states.look("offline")


def test_a_lost_line_a_reload_and_another_tab_lose_nothing_and_say_nothing_twice(
    open_window: OpenWindow,
):
    chat = Chat(open_window(390, 844, provoked=PROVOKED))
    page = chat.page
    page.goto("/")
    chat.open()
    begin_to_register(chat)

    page.context.set_offline(True)
    chat.box.fill("Jo Example")
    chat.box.press("Enter")
    expect(chat.said.last).to_contain_text("We will send it when you are back")
    page.context.set_offline(False)
    expect(chat.said.last).not_to_contain_text("Not sent")
    chat.wait()
    assert "e-mail" in chat.answer

    page.route("**/messages", lambda route: route.abort())
    chat.box.fill("jo.example@example.org")
    chat.box.press("Enter")
    expect(chat.said.last.get_by_role("button", name="Try again")).to_be_visible()
    other = Chat(page.context.new_page())
    other.page.goto("/send-support")
    other.open()
    assert other.said.count() == chat.said.count() - 1, "what waits is this tab's alone"
    page.unroute("**/messages")
    page.reload()
    chat.open()
    expect(chat.messages.last).to_contain_text("phone")
    addresses = [each for each in chat.said.all_inner_texts() if "jo.example@" in each]
    assert len(addresses) == 1
    other.page.bring_to_front()
    other.page.evaluate("dispatchEvent(new Event('focus'))")
    expect(other.said.last).to_contain_text("jo.example@example.org")

    option(chat, "Delete this chat")
    chat.window.get_by_role("button", name="Delete it").click()
    expect(chat.window).to_contain_text("This chat has been deleted.")
    expect(other.window).to_contain_text("This chat has ended.")
    assert page.evaluate("Object.keys(localStorage).length + sessionStorage.length") == 0


def test_a_browser_that_keeps_nothing_has_a_chat_for_as_long_as_its_page(open_window: OpenWindow):
    page = open_window(390, 844)
    page.add_init_script(NO_STORAGE)
    chat = Chat(page)
    page.goto("/")
    chat.open()

    assert "£" in chat.say("what does a senco earn?")


def test_back_closes_a_chat_that_fills_the_screen_and_leaves_the_page_its_history(
    open_window: OpenWindow,
):
    page = open_window(390, 844)
    chat = Chat(page)
    page.goto("/")
    page.evaluate("history.replaceState({ theirs: 1 }, '')")
    chat.open()

    page.go_back()
    expect(chat.window).to_be_hidden()
    expect_focus(chat.launcher)
    assert page.evaluate("history.state") == {"theirs": 1}

    chat.open()
    chat.window.get_by_role("button", name="Close chat").click()
    page.wait_for_function("history.state?.chat === undefined")
    assert page.evaluate("history.state") == {"theirs": 1}

    chat.open()
    page.evaluate("history.pushState({ theirs: 2 }, '', '/?next')")
    chat.window.get_by_role("button", name="Close chat").click()
    page.wait_for_timeout(300)
    assert page.evaluate("history.state") == {"theirs": 2}, "the page went on meanwhile"


def test_a_page_at_four_hundred_per_cent_leaves_room_to_read_and_to_write(open_window: OpenWindow):
    chat = Chat(open_window(320, 256))
    chat.page.goto("/")
    chat.open()
    begin_to_register(chat)

    expect(chat.box).to_be_in_viewport(ratio=1)
    room = chat.window.get_by_role("region", name="Messages").bounding_box()
    assert room
    assert room["height"] >= 90
    for name in ("Options", "Close chat"):
        expect(chat.window.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


def test_easy_read_says_the_first_part_reads_aloud_and_is_remembered(open_window: OpenWindow):
    page = open_window(390, 844)
    page.add_init_script(LISTENS)
    chat = Chat(page)
    page.goto("/")
    chat.open()
    option(chat, "Easy read")
    chat.window.get_by_role("button", name="Read new messages to me").click()
    page.evaluate("window.spoken.length = 0")

    chat.say("what does a senco earn?")

    answer = chat.messages.last
    expect(answer.locator("details")).not_to_have_attribute("open", "")
    shown = answer.locator(".words > p")
    assert all(len(each.split(". ")) == 1 for each in shown.all_inner_texts())
    spoken = page.evaluate("window.spoken")
    read = [
        each.replace("–", " to ").replace("5/26", "5 to 26") for each in shown.all_text_contents()
    ]
    assert spoken[: shown.count()] == read
    answer.get_by_text("Show the rest").click()
    expect(answer.locator("details p").last).to_be_visible()

    page.reload()
    chat.open()
    expect(chat.window.get_by_role("group", name="Easy read")).to_be_visible()
    expect(chat.messages.last.locator("details")).to_be_visible()
    expect(chat.messages.last.get_by_role("button", name="Read aloud")).to_be_visible()


def test_photos_of_a_cv_arrive_as_one_file(open_window: OpenWindow, tmp_path: Path):
    page = open_window(390, 844)
    chat = Chat(page)
    page.goto("/")
    chat.open()
    photos = [tmp_path / f"{number}.png" for number in (1, 2)]
    for photo in photos:
        page.screenshot(path=photo)
    begin_to_register(chat)
    finish_registering(chat.say, chat.choose)

    before = chat.said.count()
    with page.expect_file_chooser() as picker:
        chat.choice("Use a photo").click()
    assert picker.value.is_multiple()
    picker.value.set_files(photos)

    expect(chat.said).to_have_count(before + 1)
    expect(chat.said.last).to_contain_text("CV photo.pdf")
    chat.wait()
    assert_thanked(chat)


def test_a_rating_is_there_after_the_page_was_loaded_again(open_window: OpenWindow):
    chat = Chat(open_window(1440, 900))
    chat.page.goto("/")
    chat.open()
    chat.say("what does a senco earn?")
    helped = chat.window.get_by_role("button", name="This answer helped")
    helped.click()
    expect(helped).to_have_attribute("aria-pressed", "true")

    chat.page.reload()
    chat.open()

    expect(helped).to_have_attribute("aria-pressed", "true")


def test_a_sentence_in_another_language_says_which(open_window: OpenWindow):
    chat = Chat(open_window(1440, 900))
    chat.page.goto("/")
    chat.open()
    chat.say("Witam, szukam pracy w szkole")

    first = chat.messages.last.locator(".words > p").first
    expect(first).to_have_attribute("lang", "pl")


def assert_thanked(chat: Chat) -> None:
    assert re.search("photo|scan|read|thank", chat.answer, re.IGNORECASE), chat.answer
