"""A consultant's morning: in with a code, the newest lead by keyboard, read, rung, written to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.desk import Desk
from tests.browser.full_office import written_cv
from tests.browser.patience import PATIENCE, expect_focus
from tests.browser.served_office import ServedOffice, a_served_office

pytestmark = pytest.mark.browser

AISHA = "aisha.khan@example.org"
PASSWORD = "tea cup river lantern"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[ServedOffice]:
    with a_served_office(tmp_path) as served:
        yield served


@pytest.fixture
def page(office: ServedOffice, browser: Browser) -> Iterator[Page]:
    context = office.window(browser, None, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def sign_in_with_a_second_factor(page: Page, office: ServedOffice) -> None:
    """Choose a password, set an app up, sign out, and come in with both."""
    desk = Desk(page)
    desk.use_link(office.link(AISHA))
    desk.set_password(PASSWORD)
    page.goto("/desk/me/second-factor")
    secret = page.locator(".secret code").inner_text().replace(" ", "")
    app = pyotp.TOTP(secret)
    if (present := page.get_by_label("Your password")).count():
        present.fill(PASSWORD)
    page.get_by_label("Six digits").fill(app.at(office.clock()))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", name=re.compile("[Rr]ecovery codes")).first).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    office.clock.passes(minutes=1)

    page.goto("/desk/")
    page.get_by_label("E-mail address").fill(AISHA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    page.get_by_label("Six digits").fill(app.at(office.clock()))
    page.get_by_label("Six digits").press("Enter")
    expect(page.get_by_role("heading", name="Leads", exact=True)).to_be_visible()


def take_the_newest_by_keyboard(page: Page) -> None:
    """Press j for the first lead, a to accept it, Enter to open it; no mouse is touched."""
    expect(page.locator("#keys-button")).to_be_visible()  # the keys are listened for
    page.keyboard.press("j")
    newest = page.locator("li.lead", has_text="Amal Example")
    expect_focus(newest.locator("h2 a"))
    page.keyboard.press("a")
    expect(page.get_by_role("status").first).to_contain_text("accepted", ignore_case=True)
    expect_focus(newest.locator("h2 a"))  # what was in hand before is in hand after
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Amal Example")).to_be_visible()
    expect(page.get_by_role("button", name="Accept this lead")).to_have_count(0)


def test_a_consultants_day(page: Page, office: ServedOffice):
    sign_in_with_a_second_factor(page, office)
    take_the_newest_by_keyboard(page)

    expect(page.get_by_role("heading", name="What the CV says")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("NVQ Level 3 Health and Social Care")
    assert Desk(page).download_cv().read_bytes() == written_cv()
    page.get_by_role("link", name="Qualifications: CV line").first.click()
    expect(page.locator("li:target")).to_contain_text("NVQ Level 3")

    page.get_by_text("Say more").click()
    page.get_by_label("What was said").fill("Can start on Monday, would like one to one")
    page.get_by_role("button", name="We spoke").click()
    expect(page.get_by_role("status").first).to_be_visible()
    expect(page.get_by_label("Where it stands")).to_have_value("contacted")

    page.get_by_label("Add a note").fill("@Priya, please look at the reference from the home.")
    page.get_by_role("button", name="Keep the note").click()
    expect(page.locator("ol.notes")).to_contain_text("please look at the reference")

    page.get_by_role("link", name="E-mail a letter").first.click()
    page.get_by_label("Begin with").select_option("nice-to-meet-you")
    page.get_by_role("button", name="Fill it in").click()
    expect(page.get_by_label("Letter", exact=True)).to_have_value(re.compile("Hello Amal"))
    page.get_by_role("button", name="Send the letter").click()
    expect(page.locator("details.letter")).to_have_count(2)  # one was sent before

    page.get_by_label("Where it stands").select_option("closed")
    page.get_by_label("Why, if you close it").select_option("placed-elsewhere")
    page.get_by_role("button", name="Change the stage").click()
    expect(page.get_by_role("main")).to_contain_text("Closed because: Found work elsewhere")
    page.get_by_role("link", name="Leads", exact=True).click()
    expect(page.locator("li.lead", has_text="Amal Example")).to_contain_text("Closed")


def test_whom_a_note_names_finds_it_in_their_day(
    page: Page, office: ServedOffice, browser: Browser
):
    context = office.window(browser)  # Priya
    hers = context.new_page()
    hers.goto("/desk/my-day")
    expect(hers.get_by_role("main")).to_contain_text("could this be one for Example Oak?")
    context.close()
