"""Everything the window does, in a browser that runs no script."""

import contextlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.pictures import Pictures
from tests.browser.states import HEIGHTS, MODES
from tests.browser.test_answers import fits
from tests.browser.test_every_size import grave_findings

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

PROVOKED = r"net::ERR_|Failed to load resource"
TOLD = (
    "Amal Example",
    "amal.example@example.org",
    "07700 900456",
    "SK4 4QT",
    "care assistant in a nursing home",
    "six years",
    "NVQ 3 in care",
    "full time",
    "as soon as possible",
    "yes",
    "update service",
)


def say(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()


@pytest.mark.parametrize("width", HEIGHTS)
def test_a_visitor_goes_the_whole_way_page_by_page(
    open_window: OpenWindow, pictures: Pictures, cv: Path, width: int
):
    page = open_window(width, HEIGHTS[width], java_script_enabled=False, provoked=PROVOKED)

    def look(step: str) -> None:
        for mode, wishes in MODES.items():
            page.emulate_media(**wishes)
            name = f"without-script-{width}-{step}-{mode}"
            page.screenshot(path=pictures.folder / f"{name}.png", full_page=True)
        page.emulate_media(**MODES["light"])
        assert fits(page), step

    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()

    page.goto("/send-support")
    page.get_by_role("link", name="Chat without JavaScript").click()
    look("1-begin")
    press("Start a chat")
    say(page, "how much does a senco earn?")
    expect(page.locator("#new")).to_contain_text("£")
    say(page, "and what about a TA?")
    expect(page.locator("#new")).to_contain_text("teaching assistants")
    expect(page.locator("#new .source").first).to_contain_text("Source:")
    press("No, this answer did not help")
    page.locator("#new summary", has_text="What was wrong with it?").first.click()
    look("2-answer")
    page.get_by_label("Hard to understand").first.check()
    press("Tell us")
    expect(page.locator("#new")).to_contain_text("You said that this answer did not help")

    say(page, "I would like to register")
    press("Yes, I agree")
    press("SEND support worker")
    say(page, TOLD[0])
    say(page, "")
    expect(page.locator(".field.wrong")).to_be_visible()
    look("3-error")
    for words in TOLD[1:3]:
        say(page, words)

    page.context.set_offline(True)
    page.locator("#text").fill(TOLD[3])
    with contextlib.suppress(Error):
        press("Send")
    page.context.set_offline(False)
    page.goto("/chat")
    expect(page.locator("#new")).to_contain_text("live")
    for words in TOLD[3:]:
        say(page, words)

    expect(page.locator("summary", has_text="Send your CV")).to_be_visible()
    wrong = {"name": "cv.exe", "mimeType": "application/pdf", "buffer": b"MZ no CV"}
    page.get_by_label("Your CV").set_input_files(wrong)
    press("Send the file")
    expect(page.locator(".field.wrong #file")).to_be_visible()
    look("4-cv-error")
    page.get_by_label("Your CV").set_input_files(cv)
    press("Send the file")
    press("Keep what I told you")
    expect(page.locator("#new")).to_contain_text("amal.example@example.org")
    look("5-summary")
    press("Edit Phone")
    say(page, "07700 900457")
    expect(page.locator("#new")).to_contain_text("07700 900457")
    page.locator(".choices").get_by_role("button", name=re.compile("^Send")).first.click()
    expect(page.locator("#new")).to_contain_text(re.compile(r"L-\d{4}"))
    look("6-sent")

    page.get_by_role("link", name="Reach us another way").click()
    page.get_by_label("E-mail address").fill("amal at example")
    press("Send my details")
    expect(page.locator("#email-why")).to_be_visible()
    look("7-another-way-with-errors")
    page.get_by_role("link", name="Back to the chat").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save a copy").click()
    assert "how much does a senco earn?" in Path(download.value.path()).read_text()
    page.get_by_role("link", name="End and delete").click()
    look("8-end")
    press("Delete it")
    expect(page.get_by_role("heading", name="deleted")).to_be_visible()
    look("9-deleted")


@pytest.mark.parametrize("width", [320, 390])
def test_easy_read_needs_no_script(open_window: OpenWindow, pictures: Pictures, width: int):
    page = open_window(width, HEIGHTS[width])
    page.goto("/chat")
    page.get_by_role("button", name="Start in easy read").click()
    say(page, "how do I become a teaching assistant?")

    page.screenshot(path=pictures.folder / f"without-script-{width}-easy.png", full_page=True)
    assert fits(page)
    assert grave_findings(page) == []
    page.get_by_role("button", name="Leave easy read").click()
    expect(page.get_by_role("button", name="Easy read", exact=True)).to_be_visible()


@pytest.mark.parametrize("path", ["/chat", "/chat/contact", "/chat/end"])
def test_everybody_can_use_these_pages(open_window: OpenWindow, path: str):
    page = open_window(390, 844)
    page.goto("/chat")
    page.get_by_role("button", name="Start a chat").click()
    say(page, "what does a senco earn?")

    page.goto(path)

    assert fits(page)
    assert grave_findings(page) == []
