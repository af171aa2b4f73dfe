"""A privacy officer's day: somebody asks on their own page, is handed everything, and is erased."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OpenWindow, a_call_wanted
from tests.browser.desk import Desk
from tests.browser.pictures import Pictures
from tests.browser.test_every_size import grave_findings
from tests.visitor import Visitor
from tests.whole_house import WholeHouse

pytestmark = [pytest.mark.browser, pytest.mark.assistant]

SIZES = [(390, 844, "light"), (390, 844, "dark"), (1440, 900, "light"), (1440, 900, "dark")]


@pytest.fixture(scope="module")
def officer(browser: Browser, house: WholeHouse) -> Iterator[object]:
    """The cookies of a privacy officer who has come in with a link."""
    add = ("consultant", "add", "pia.example@example.org", "--access", "privacy_officer")
    context = browser.new_context(base_url=house.url)
    Desk(context.new_page()).use_link(house.command(*add).strip())
    yield context.storage_state()
    context.close()


def is_well(page: Page, pictures: Pictures, name: str) -> None:
    pictures.take(page, name, whole=True)
    room = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(room) <= 0, f"{name} is wider than the window"
    assert grave_findings(page) == [], name


def test_a_privacy_officers_day(
    open_window: OpenWindow, house: WholeHouse, officer: object, pictures: Pictures
):
    reference = a_call_wanted(Visitor(house.url))
    page = open_window(storage_state=officer)

    page.goto("/desk/candidates")
    page.get_by_role("searchbox").fill("07700-900 234")
    page.get_by_role("searchbox").press("Enter")
    assert "900" not in page.url
    page.locator("li.lead", has_text=reference).get_by_role("link").click()
    expect(page.get_by_role("heading", name="Mo Example")).to_be_visible()
    page.get_by_label("They asked you for something?").select_option("access")
    page.get_by_role("button", name="Put it in the register").click()
    expect(page.get_by_role("status")).to_contain_text("in the register")

    page.get_by_role("link", name="Privacy").click()
    expect(page.get_by_text(re.compile(r"Due in \d+ days"))).to_be_visible()
    page.get_by_role("link", name=re.compile("Make the file")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file").click()
    taken = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert {"data.json", "your-details.html"} <= set(taken.namelist())
    assert "Is there work near Hackney?" in taken.read("your-details.html").decode()

    page.goto(f"/desk/candidates/{reference}/correct")
    page.get_by_label("Town").fill("Hackney")
    page.get_by_role("button", name="Keep these changes").click()
    expect(page.get_by_role("status")).to_contain_text("Put right")
    expect(page.locator("ins", has_text="Hackney")).to_be_visible()

    page.get_by_label("Hold them, because").fill("A claim is open")
    page.get_by_label("until", exact=True).fill("2099-01-01")
    page.get_by_role("button", name="Hold", exact=True).click()
    expect(page.get_by_text("Held until 1 January 2099")).to_be_visible()
    page.get_by_role("button", name="End this hold").click()

    page.get_by_role("link", name="Erase them").click()
    page.get_by_label(f"Type {reference} to erase them").fill(reference)
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("heading", name=re.compile("Certificate of erasure"))).to_be_visible()
    expect(page.get_by_text("Mo Example")).to_have_count(0)

    page.goto("/desk/privacy")
    expect(page.get_by_text(re.compile(r"R-\d+: Wants to see everything. Done"))).to_be_visible()
    page.goto("/desk/settings/retention")
    page.get_by_label("A chat that led to no lead").fill("14")
    page.get_by_role("button", name="See what tonight would erase").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing is changed yet")
    is_well(page, pictures, "privacy-retention")


@pytest.mark.parametrize(("width", "height", "scheme"), SIZES)
def test_their_pages_fit_and_everybody_can_use_them(
    open_window: OpenWindow,
    officer: object,
    a_lead: str,
    pictures: Pictures,
    width: int,
    height: int,
    scheme: str,
):
    page = open_window(width, height, color_scheme=scheme, storage_state=officer)
    page.goto(f"/desk/candidates/{a_lead}")
    if page.get_by_text("Nobody waits").count() == 0 and not page.get_by_text("R-").count():
        page.get_by_role("button", name="Put it in the register").click()

    for name, path in {
        "candidate": f"/desk/candidates/{a_lead}",
        "candidate-correct": f"/desk/candidates/{a_lead}/correct",
        "candidate-everything": f"/desk/candidates/{a_lead}/everything",
        "candidate-erase": f"/desk/candidates/{a_lead}/erase",
        "privacy": "/desk/privacy",
        "privacy-tonight": "/desk/privacy/tonight",
        "privacy-certificate": "/desk/privacy/erasures/E-0001",
        "settings-retention": "/desk/settings/retention",
    }.items():
        page.goto(path)
        is_well(page, pictures, f"{name}-{width}-{scheme}")
    page.goto("/desk/candidates")
    page.get_by_role("searchbox").fill("example")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("li.lead").first).to_be_visible()
    is_well(page, pictures, f"candidates-{width}-{scheme}")
