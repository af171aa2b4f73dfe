"""A manager's day: a branch and a colleague come, hours change, rules are tried, all is kept."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenWindow
from tests.browser.test_every_size import grave_findings

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

SETTINGS = "/desk/settings"
ROOMS = ["", "/branches", "/branches/new", "/people", "/people/new", "/vacancies", "/times",
         "/widget", "/letters", "/letters/sent/receipt",
         "/letters/words/templates/nice-to-meet-you", "/webhooks/new",
         "/tokens", "/configuration"]  # fmt: skip


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_every_room_fits_and_nobody_is_kept_out(
    open_window: OpenWindow, signed_in: Any, width: int
):
    page = open_window(width, 900, storage_state=signed_in)

    for room in ROOMS:
        page.goto(f"{SETTINGS}{room}")
        assert fits(page), room
        assert grave_findings(page) == [], room


def test_a_managers_day(open_window: OpenWindow, signed_in: Any):
    page = open_window(storage_state=signed_in, provoked="status of 422")

    page.goto("/desk/")
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Branches and desks").click()
    page.get_by_role("link", name="Add a branch").click()
    page.get_by_label("Name").fill("Carlisle")
    page.get_by_label("Postcode areas").fill("QQ")
    page.get_by_role("button", name="Add the branch").click()
    expect(page.get_by_role("alert")).to_contain_text("QQ is no postcode area")
    expect(page.get_by_label("Name")).to_have_value("Carlisle")
    page.get_by_label("Postcode areas").fill("CA")
    page.get_by_label("Monday").fill("08:00-17:00")
    page.get_by_role("button", name="Add the branch").click()
    expect(page.get_by_role("link", name="Carlisle")).to_be_visible()

    page.goto(f"{SETTINGS}/people")
    page.get_by_role("link", name="Add somebody").click()
    page.get_by_label("E-mail").fill("sam.example@example.org")
    page.get_by_label("Name").fill("Sam Example")
    page.get_by_label("Branch", exact=True).select_option(label="Carlisle")
    page.get_by_role("button", name="Add them").click()
    expect(page.locator("#link")).to_contain_text("/desk/sign-in/")

    page.goto(f"{SETTINGS}/branches/carlisle")
    page.get_by_role("link", name="Add a desk").click()
    page.get_by_label("Name").fill("Carlisle support")
    page.get_by_label("Whose desk it is").select_option(label="Sam Example")
    page.get_by_label("SEND support worker").check()
    page.get_by_role("button", name="Add the desk").click()
    page.get_by_label("Tuesday").fill("09:00-16:00")
    page.get_by_role("button", name="Keep this").click()
    expect(page.get_by_role("status")).to_contain_text("Kept.")

    page.goto("/desk/routing")
    page.get_by_label("Place").fill("Carlisle")
    page.get_by_label("Role").select_option(label="SEND support worker")
    page.get_by_role("button", name="Show who").click()
    expect(page.locator("#answer")).to_be_visible()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#compared")).to_contain_text("Nothing was changed.")

    page.goto(f"{SETTINGS}/configuration")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download agency.yml").click()
    taken = yaml.safe_load(download.value.path().read_text("utf-8"))
    carlisle = next(each for each in taken["branches"] if each["key"] == "carlisle")
    assert carlisle["hours"] == {"monday": "08:00-17:00", "tuesday": "09:00-16:00"}
    assert carlisle["desks"][0]["consultant"] == "sam.example@example.org"
