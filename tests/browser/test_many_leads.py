"""Several leads at once on a phone: what is done to them lies under the thumb."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served_office import ServedOffice, a_served_office

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 620}
IN_SIGHT = """() => {
  const bar = document.querySelector(".bulk").getBoundingClientRect();
  const lead = document.querySelector(".lead:has(:checked)").getBoundingClientRect();
  return bar.height > 0 && bar.bottom <= innerHeight && lead.bottom <= bar.top;
}"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedOffice]:
    with a_served_office(tmp_path_factory.mktemp("office")) as office:
        yield office


@pytest.fixture
def phone(browser: Browser, office: ServedOffice) -> Iterator[Page]:
    context = office.window(browser, viewport=PHONE)
    page = context.new_page()
    page.goto("/desk/?whose=everyone")
    yield page
    context.close()


def test_the_bar_comes_under_the_thumb_and_never_over_the_lead_that_was_picked(phone: Page):
    bar = phone.get_by_role("group", name="With the selected lead", exact=True)
    phone.locator("[name=pick]").nth(1).check()

    phone.wait_for_function(IN_SIGHT)
    expect(bar.get_by_role("button", name="Accept")).to_be_visible()
    expect(bar.get_by_role("button", name="Hand over")).to_be_hidden()

    phone.get_by_label("More").check()

    expect(bar.get_by_role("button", name="Hand over")).to_be_visible()


def test_leads_are_moved_with_the_thumb_and_put_back(phone: Page):
    for number in (0, 1):
        phone.locator("[name=pick]").nth(number).check()
    phone.get_by_label("More").check()
    phone.get_by_label("New stage").select_option("registered")
    phone.get_by_role("button", name="Move", exact=True).click()
    expect(phone.get_by_role("status").filter(has_text="moved to registered")).to_be_visible()

    phone.get_by_role("button", name="Undo").click()

    expect(phone.get_by_role("status").filter(has_text="put back as before")).to_be_visible()
