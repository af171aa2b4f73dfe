"""Two consultants with the same lead open see each other, and nothing that is typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenWindow
from tests.browser.desk import Desk
from tests.browser.test_every_size import grave_findings
from tests.whole_house import WholeHouse

pytestmark = [pytest.mark.browser, pytest.mark.assistant]


def test_two_see_each_other_and_the_later_save_is_told_not_lost(
    house: WholeHouse, open_window: OpenWindow, a_lead: str
):
    aisha = open_window(provoked="status of 409")
    link = house.command("consultant", "link", "aisha.khan@example.org").strip()
    Desk(aisha).use_link(link)
    priya = open_window(390, 844)
    Desk(priya).use_link(house.command("consultant", "link", "priya.nair@example.org").strip())
    aisha.goto(f"/desk/leads/{a_lead}")
    priya.goto(f"/desk/leads/{a_lead}")

    expect(aisha.locator("#others")).to_contain_text("Priya Nair is looking at this lead too.")
    expect(priya.locator("#others")).to_contain_text("Aisha Khan is looking at this lead too.")

    aisha.get_by_role("link", name="Experience: said").click()
    expect(aisha.locator(".turn:target")).to_contain_text("six years")
    aisha.get_by_label("in your own words").fill("Could not reach them at all")
    priya.get_by_label("Where it stands").select_option("contacted")
    priya.get_by_label("in your own words").fill("Rang her at nine")
    priya.get_by_role("button", name="Change the stage").click()
    expect(priya.get_by_role("status").first).to_contain_text("The stage is changed")

    expect(aisha.locator("#others")).to_contain_text("It was changed since you opened it.")
    aisha.get_by_label("Where it stands").select_option("closed")
    aisha.get_by_role("button", name="Change the stage").click()
    expect(aisha.get_by_role("alert")).to_contain_text("Rang her at nine")
    expect(aisha.get_by_label("in your own words")).to_have_value("Could not reach them at all")
    assert grave_findings(aisha) == []

    aisha.get_by_text("Use a canned reply").click()
    aisha.get_by_role("link", name="Left a message").click()
    expect(aisha.get_by_label("Add a note")).to_have_value(
        "Left a message on voicemail and asked them to ring back."
    )
    priya.goto("/desk/my-day")
    expect(aisha.locator("#others")).not_to_contain_text("Priya Nair")
