"""The desk where it is seldom looked at: on paper, and in tables on a telephone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served_office import ServedOffice, a_served_office

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedOffice]:
    with a_served_office(tmp_path_factory.mktemp("office")) as served:
        yield served


@pytest.fixture
def page(office: ServedOffice, browser: Browser) -> Iterator[Page]:
    context = office.window(browser, color_scheme="dark")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("path", ["/desk/leads/{reference}", "/desk/reports/funnel"])
def test_who_works_in_the_dark_prints_on_white(office: ServedOffice, page: Page, path: str):
    page.goto(office.filled(path))
    page.emulate_media(media="print", color_scheme="dark")

    ink = page.evaluate("getComputedStyle(document.body).color")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(_numbers(ink)) < 100
    assert min(_numbers(paper)) > 200


def test_a_printed_lead_asks_for_nothing_to_be_pressed(office: ServedOffice, page: Page):
    page.goto(office.filled("/desk/leads/{reference}"))
    expect(page.get_by_role("button", name="We spoke")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.get_by_role("button", name="We spoke")).to_be_hidden()
    expect(page.get_by_role("navigation", name="On this page")).to_be_hidden()
    expect(page.get_by_text("07700 900456").first).to_be_visible()


def test_no_word_of_a_table_is_broken_on_a_telephone(office: ServedOffice, page: Page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/desk/settings/tokens")

    button = page.get_by_role("button", name="Revoke").bounding_box()

    assert button
    assert button["width"] > 1.4 * button["height"]
    caption = page.locator("caption").bounding_box()
    assert caption
    assert caption["width"] > caption["height"]


def test_a_letter_stands_in_a_paragraph_of_its_own(office: ServedOffice, page: Page):
    page.goto(office.filled("/desk/candidates/{reference}"))

    letter = page.locator(".said", has_text="Thank you for registering with us").last

    expect(letter).to_have_css("display", "block")


def _numbers(colour: str) -> list[float]:
    return [float(each) for each in colour.strip("rgba()").split(",")[:3]]
