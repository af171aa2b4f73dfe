"""All answers on one page, and an editor's day: what is published is said within seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from agency.storage.answers_shipped import read_topics
from tests.browser.conftest import OpenWindow
from tests.browser.desk import Desk
from tests.browser.patience import wait_for
from tests.browser.pictures import Pictures
from tests.browser.test_every_size import grave_findings
from tests.visitor import Visitor
from tests.whole_house import ROOT, WholeHouse
from web.light_markdown import to_html

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

SIZES = [(320, 640), (390, 844), (1280, 900)]
SENCO = "/desk/answers/salary/senco/england"
# What the chat's own code makes of a text, in the browser.
AS_THE_CHAT = """
async (texts) => {
  const { wordsOf } = await import("/widget/words.js");
  return texts.map((text) => {
    const box = document.createElement("div");
    box.append(wordsOf(text, location.origin));
    return box.innerHTML;
  });
}
"""
ODD_TEXTS = [
    "See [the scale](https://example.org/a?b=1&c=2) and [us](/privacy), **today**.",
    "[no](javascript:alert(1)) [no](//example.org) [no](http://example.org)",
    "- one\n  and more\n- two\nafter\n\n• three\n* four",
    "a\nb\n\n\n  c  \r\nd",
    "**not closed and <b>no tag</b> & such",
    "** ** **a**b**",
    "1. one\n2. two\n   more\nafter\n\n1. three\n- four\n5. no list",
    "It closes on\n5. May\n\n12. June\n1. a list after all\n12. and on",
]


@pytest.fixture(params=SIZES, ids=lambda size: str(size[0]))
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    width, height = request.param
    return width, height


@pytest.fixture(scope="module")
def editor(browser: Browser, house: WholeHouse) -> Iterator[object]:
    """The cookies of a content editor who has come in with a link."""
    add = ("consultant", "add", "ed.example@example.org", "--access", "editor")
    context = browser.new_context(base_url=house.url)
    Desk(context.new_page()).use_link(house.command(*add).strip())
    yield context.storage_state()
    context.close()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def bare(html: str) -> str:
    """Return *html* without what only one of the two pages adds: new tabs and what they say."""
    html = re.sub(r"<span[^>]*>.*?</span>", "", html)
    html = re.sub(r' (?:target|rel|class)="[^"]*"', "", html)
    html = re.sub(r'href="http://localhost:\d+/', 'href="/', html)
    return html.replace("&#39;", "'").replace("&#34;", '"').replace("\n", "")


def test_the_page_of_all_answers_fits_and_everybody_can_use_it(
    open_window: OpenWindow, pictures: Pictures, size: tuple[int, int]
):
    page = open_window(*size, java_script_enabled=True)
    page.goto("/answers")

    pictures.take(page, f"answers-{size[0]}")
    assert fits(page)
    assert grave_findings(page) == []
    page.get_by_role("navigation").get_by_role("link", name="Pay", exact=True).click()
    expect(page.get_by_role("heading", name="Pay", exact=True)).to_be_in_viewport()
    assert page.url.endswith("/answers#salary")


def test_the_page_can_be_read_without_a_script(open_window: OpenWindow):
    page = open_window(390, 844, java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="All our answers").click()

    earns = page.get_by_role("heading", name="What does a SENCO earn? England")
    expect(earns).to_be_visible()


def test_pages_show_an_answer_exactly_as_the_chat_does(open_window: OpenWindow):
    topics = read_topics(ROOT / "data" / "answers").values()
    entries = [entry for topic in topics for entry in topic.entries]
    texts = [text for e in entries for text in (e.text, e.more) if text] + ODD_TEXTS

    page = open_window()
    page.goto("/privacy")
    chats = page.evaluate(AS_THE_CHAT, texts)

    for text, chat in zip(texts, chats, strict=True):
        assert bare(chat) == bare(to_html(text)), text


def test_what_an_editor_publishes_is_said_within_seconds(
    open_window: OpenWindow, editor: object, house: WholeHouse, pictures: Pictures
):
    assert "no SENCO pay scale" in ask(house)

    page = open_window(storage_state=editor)
    page.goto("/desk/answers?q=senco+pay+scale")
    page.locator(f'a[href="{SENCO}"]').click()
    text = page.get_by_label("What is said first")
    text.fill("**An example:** what a SENCO earns. Ring {phone}.")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    expect(page.get_by_text("what a SENCO earns. Ring 0161 496 0100.")).to_be_visible()
    pictures.take(page, "answer-preview-1440", whole=True)
    page.get_by_label("Why you change it").fill("The new pay award")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Published")

    new = "what a SENCO earns. Ring 0161 496 0100."
    wait_for(page, lambda: new in ask(house))
    shown = open_window()
    shown.goto("/answers#salary-senco-england")
    expect(shown.get_by_text(new)).to_be_visible()

    page.get_by_text("Go back to it").click()
    page.get_by_label("Why", exact=True).fill("It was an example")
    page.get_by_role("button", name="Say the supplied text again").click()
    expect(page.get_by_role("status")).to_contain_text("The earlier text is back")
    wait_for(page, lambda: "no SENCO pay scale" in ask(house))


def test_the_desks_pages_of_answers_fit_and_everybody_can_use_them(
    open_window: OpenWindow, editor: object, pictures: Pictures, size: tuple[int, int]
):
    # The preview has a shadow root, and axe puts a style of its own into each.
    page = open_window(*size, storage_state=editor, provoked="Applying inline style")
    for path, name in (("/desk/answers", "answers-list"), (SENCO, "answer")):
        page.goto(path)
        pictures.take(page, f"{name}-{size[0]}", whole=True)
        assert fits(page), path
        assert grave_findings(page) == [], path


def ask(house: WholeHouse) -> str:
    """Return what a new visitor is told: one who asks again is told more."""
    return " ".join(reply["text"] for reply in Visitor(house.url).say("what does a SENCO earn?"))
