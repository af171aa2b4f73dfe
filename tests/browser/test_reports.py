"""A manager who reads the week: what came of the chats, by a chart, its table and a file."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.pictures import Pictures
from tests.browser.test_every_size import grave_findings

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

REPORTS = ("Funnel", "Questions", "Topics", "Ratings", "First contact", "Load", "Pages")
LOOKS = [
    {"width": 1440, "color_scheme": "light"},
    {"width": 390, "color_scheme": "dark"},
    {"width": 320, "forced_colors": "active"},
]


@pytest.mark.parametrize("looks", LOOKS, ids=lambda looks: str(looks["width"]))
def test_a_manager_reads_the_week(
    open_window: OpenWindow,
    pictures: Pictures,
    signed_in: str,
    a_lead: str,
    looks: dict[str, object],
):
    page: Page = open_window(storage_state=signed_in, **looks)
    page.goto("/desk/")
    if looks["width"] == 1440:
        page.get_by_role("link", name="Reports").click()
    else:
        page.goto("/desk/reports")  # on a phone the menu is folded
    expect(page.get_by_role("heading", name="Reports")).to_be_visible()

    for name in REPORTS:
        page.get_by_role("navigation", name="Reports").get_by_role("link", name=name).click()
        expect(page.get_by_role("link", name=name, exact=True).last).to_be_visible()
        pictures.take(page, f"desk-report-{name.lower()}-{looks['width']}", whole=True)
        room = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(room) <= 0, name
        assert grave_findings(page) == [], name

    page.get_by_role("navigation", name="Reports").get_by_role("link", name="Load").click()
    chart = page.get_by_role("img", name="By branch")
    expect(chart).to_be_visible()
    page.locator("main summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main table").first).to_be_visible()
    with page.expect_download() as download:
        page.locator('a[href*=".csv"]').first.click()
    assert download.value.suggested_filename.startswith("load-load-branches-")

    page.get_by_role("navigation", name="Reports").get_by_role("link", name="Funnel").click()
    page.get_by_label("Period", exact=True).select_option("7")
    page.get_by_label("Role", exact=True).select_option("senco")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Period", exact=True)).to_have_value("7")
    expect(page.get_by_label("Role", exact=True)).to_have_value("senco")
