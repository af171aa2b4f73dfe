"""The window itself: keys alone, a page that is loaded again, and text that looks like markup."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chat import Chat
from tests.browser.conftest import OpenWindow
from tests.browser.patience import expect_focus
from tests.whole_house import WholeHouse

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

MARKUP = 'what is an EHCP? <img src=x onerror="window.ran = 1"><script>window.ran = 1</script>'
TABS_ON_THE_PAGE = 60


def tab_to(chat: Chat, name: str) -> None:
    for _ in range(TABS_ON_THE_PAGE):
        chat.page.keyboard.press("Tab")
        if chat.focus.startswith(name):
            return
    raise AssertionError(f"the Tab key never comes to {name!r}")


def test_the_keyboard_is_enough_on_the_smallest_screen(open_window: OpenWindow):
    chat = Chat(open_window(320, 640))
    keys = chat.page.keyboard
    chat.page.goto("/")

    tab_to(chat, "Chat with us")
    keys.press("Enter")
    expect_focus(chat.box)
    chat.wait()

    keys.type("what qualifications does a SENCO need?")
    keys.press("Enter")
    expect(chat.said).to_have_count(1)
    chat.wait()
    assert "teacher" in chat.answer

    offered = chat.choices.get_by_role("button")
    keys.press("Shift+Tab")
    expect_focus(offered.last)
    keys.press("ArrowRight")
    expect_focus(offered.first)
    first = chat.focus
    keys.press("Enter")
    expect(chat.said).to_have_count(2)
    expect(chat.said.last).to_contain_text(first)
    chat.wait()
    expect_focus(chat.box)

    keys.press("Escape")
    expect(chat.window).to_be_hidden()
    expect_focus(chat.launcher)


def test_the_tab_key_stays_in_a_chat_that_fills_the_screen(open_window: OpenWindow):
    chat = Chat(open_window(320, 640))
    chat.page.goto("/")
    chat.open()

    for _ in range(25):
        chat.page.keyboard.press("Tab")
        on_the_page = "document.activeElement.closest('main, header, footer') !== null"
        assert not chat.page.evaluate(on_the_page)


def test_a_page_that_is_loaded_again_still_has_the_conversation(open_window: OpenWindow):
    chat = Chat(open_window(390, 844))
    chat.page.goto("/")
    chat.open()
    chat.say("what does a teaching assistant do all day?")
    chat.say("register me please")
    before = chat.messages.all_inner_texts()
    offered = chat.choices.get_by_role("button").all_inner_texts()

    chat.page.reload()
    expect(chat.launcher).to_have_text("Continue your chat")
    chat.open()

    assert [said.split(":", 1)[1] for said in chat.messages.all_inner_texts()] == [
        said.split("You can choose:")[0].rstrip().split(":", 1)[1] for said in before
    ]
    assert chat.choices.get_by_role("button").all_inner_texts() == offered
    expect(chat.window).to_contain_text("Step 1 of")


def test_markup_is_shown_as_it_was_typed_and_never_run(open_window: OpenWindow):
    chat = Chat(open_window())
    chat.page.goto("/")
    chat.open()

    chat.say(MARKUP)
    expect(chat.said.last.locator(".as-typed")).to_have_text(MARKUP)
    chat.page.reload()
    chat.open()

    expect(chat.said.last.locator(".as-typed")).to_have_text(MARKUP)
    assert nothing_ran(chat.page)
    assert chat.window.locator("img, script").count() == 0


def test_markup_is_text_at_the_desk_too(open_window: OpenWindow, signed_in: str, a_lead: str):
    page = open_window(storage_state=signed_in)
    page.goto(f"/desk/leads/{a_lead}")

    expect(page.get_by_role("list", name="Conversation")).to_contain_text("<script>")
    assert nothing_ran(page)


def test_what_is_sent_while_the_line_is_down_arrives_once(
    house: WholeHouse, open_window: OpenWindow
):
    chat = Chat(open_window())
    chat.page.goto("/")
    chat.open()

    chat.page.route("**/messages", lambda route: route.abort())
    chat.box.fill("what is an EHCP?")
    chat.box.press("Enter")
    again = chat.said.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    chat.page.unroute("**/messages")
    again.click()

    chat.wait()
    expect(chat.said).to_have_count(1)
    assert "plan" in chat.answer


def nothing_ran(page: Page) -> bool:
    return bool(page.evaluate("window.ran === undefined"))
