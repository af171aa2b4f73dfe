"""An editor's day with what people asked and did not get, in a browser, in the whole house."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.desk import Desk
from tests.browser.pictures import Pictures
from tests.browser.test_every_size import grave_findings
from tests.visitor import Visitor
from tests.whole_house import WholeHouse

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

SIZES = [(320, 640), (390, 844), (1440, 900)]
HEADPHONES = (
    "can i wear headphones at work",
    "would they let me have my headphones in",
    "do they mind headphones",
    "may i listen to music through headphones",
)
PIZZA = "can u recommend a good pizza place"
# A question settles before it is copied, and is grouped a moment later.
GROUPED_WITHIN = 240


@pytest.fixture(scope="module")
def asked(house: WholeHouse) -> None:
    """What visitors asked: one thing in four ways, one thing that is not for us."""
    for words in (*HEADPHONES, PIZZA):
        Visitor(house.url, page="/senco-jobs").say(f"{words}")
    until = time.monotonic() + GROUPED_WITHIN
    # What was asked last is grouped last.
    while PIZZA not in house.command("questions", "list"):
        assert time.monotonic() < until, "nothing was grouped"
        time.sleep(2)


@pytest.fixture(scope="module")
def editor(browser: Browser, house: WholeHouse) -> Iterator[object]:
    """The cookies of a content editor who has come in with a link."""
    add = ("consultant", "add", "quinn.example@example.org", "--access", "editor")
    context = browser.new_context(base_url=house.url)
    Desk(context.new_page()).use_link(house.command(*add).strip())
    yield context.storage_state()
    context.close()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_an_editor_sees_a_group_points_it_to_a_topic_and_reads_the_change(
    open_window: OpenWindow, editor: object, asked: None, pictures: Pictures
):
    page = open_window(storage_state=editor)
    page.goto("/desk/")
    page.get_by_role("link", name="Questions").click()
    group = page.locator("li.lead", has_text="headphones").first
    expect(group.get_by_text("times")).to_be_visible()
    pictures.take(page, "questions-1440", whole=True)
    group.get_by_role("link").click()

    page.get_by_label("Topic", exact=True).select_option("career_change_support")
    page.get_by_label("What sentence 1 is for").select_option("test")
    pictures.take(page, "questions-group-1440", whole=True)
    page.get_by_role("button", name="Point them there").click()
    expect(page.get_by_role("status")).to_contain_text("Kept as examples")
    expect(page.get_by_role("heading", name="What we say to")).to_be_visible()

    page.get_by_role("link", name="Look at the change").click()
    expect(page.get_by_text("ask/career_change_support")).to_be_visible()
    expect(page.locator(".diff .added").first).to_contain_text("headphones")
    pictures.take(page, "teaching-1440", whole=True)


def test_what_is_not_ours_is_put_aside_by_keyboard_and_brought_back(
    open_window: OpenWindow, editor: object, asked: None
):
    page = open_window(storage_state=editor)
    page.goto("/desk/questions")
    page.get_by_role("button", name=f"Not ours: {PIZZA}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Put aside")
    expect(page.get_by_role("link", name=PIZZA)).to_have_count(0)

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name=PIZZA)).to_be_visible()


def test_a_training_begins_shows_how_far_it_is_and_ends_when_it_is_cancelled(
    open_window: OpenWindow, editor: object, asked: None, house: WholeHouse
):
    house.command("examples", "add", "salary", "whats the zibblewick on top of the wage")
    page = open_window(storage_state=editor)
    page.goto("/desk/questions/teaching")
    page.get_by_role("button", name="Train with this").click()
    # Without a reload: the page looks again by itself.
    expect(page.get_by_text("Learning from")).to_be_visible()

    page.get_by_role("button", name="Cancel it").click()

    expect(page.get_by_text("Cancelled", exact=True)).to_be_visible()
    assert "cancelled" in house.command("examples", "trainings")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_the_pages_fit_and_everybody_can_use_them(
    open_window: OpenWindow, editor: object, asked: None, pictures: Pictures, size: tuple[int, int]
):
    page = open_window(*size, storage_state=editor, color_scheme="dark" if size[0] == 390 else None)
    page.goto("/desk/questions")
    first = page.locator("li.lead h2 a").first.get_attribute("href")
    for name, path in (
        ("questions", "/desk/questions?days=90"),
        ("questions-group", str(first)),
        ("teaching", "/desk/questions/teaching"),
        ("questions-answered", "/desk/questions/answered?topic=salary"),
    ):
        page.goto(path)
        pictures.take(page, f"{name}-{size[0]}", whole=True)
        assert fits(page), path
        assert grave_findings(page) == [], path


def test_a_visitor_says_that_an_answer_did_not_help_and_the_editor_reads_it(
    open_window: OpenWindow, editor: object, house: WholeHouse
):
    visitor = Visitor(house.url)
    (reply, *_) = visitor.say("what does a senco earn?")
    path = f"/conversations/{visitor.id}/replies/{reply['id']}/rating"
    sent = visitor.http.post(path, json={"rating": "down", "words": "ring 07700 900123"})
    assert sent.status_code == 204

    page = open_window(storage_state=editor)
    page.goto("/desk/answers?which=unhelpful")
    page.locator('a[href="/desk/answers/salary/senco/england"]').click()
    # Others may have said so too, in the same house.
    told = re.compile(r"\d+ visitors said it helped, [1-9]\d* that it did not")
    expect(page.get_by_text(told)).to_be_visible()
    page.get_by_role("link", name="Questions that led here").click()
    expect(page.get_by_text("ring [left out]")).to_be_visible()
