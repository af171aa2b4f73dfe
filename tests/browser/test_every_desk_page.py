"""
Every page of the desk, as an administrator finds it on a busy morning: on a desktop and on a phone,
by day, by night and in forced colours, with the keyboard alone.

The pages are the application's own routes. A route that answers with something else than a page
stands in NO_PAGES; the gaps in an address are filled by tests/browser/full_rooms.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.keyboard import reached_by_tab
from tests.browser.served_office import ServedOffice, a_served_office
from tests.web.desk.walking import routes_of
from web.desk.app import desk_routes

pytestmark = pytest.mark.browser

# Files, streams, and what only leads elsewhere.
NO_PAGES = {
    "/desk",
    "/desk/static/{name}",
    "/desk/sign-in/provider",
    "/desk/sign-in/provider/back",
    "/desk/audit.csv",
    "/desk/leads.{suffix}",
    "/desk/leads-events",
    "/desk/leads/{reference}/resume.json",
    "/desk/leads/{reference}/contact.vcf",
    "/desk/leads/{reference}/cv/{cv_id}",
    "/desk/leads/{reference}/events",
    "/desk/conversations/events",
    "/desk/conversations/{conversation_id}/events",
    "/desk/reports/{report}.{suffix}",
    "/desk/settings/configuration/agency.yml",
}
REPORTS = ("questions", "topics", "ratings", "contact", "load", "pages")
# What the routes do not show: a page that has much on it, or nothing.
MORE = (
    "/desk/?whose=everyone",
    "/desk/?whose=everyone&q=nobodyatall",
    "/desk/questions/2",
    "/desk/answers?which=stale",
    *(f"/desk/reports/{report}" for report in REPORTS),
)
# What a page must be asked for.
ASKED = {
    "/desk/answers/new": "?topic=salary&role=sen_support_worker&nation=wales",
    "/desk/questions/answered": "?topic=salary",
}
OUTSIDE = ("/desk/sign-in", "/desk/sign-in/forgotten", "/desk/sign-in/{token}")
CODE = "/desk/sign-in/code"
# axe tries a style of its own out in a preview's shadow, and is refused it.
AXES_OWN = "Applying inline style"
AT_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PAGES = (
    *sorted(
        path
        for method, path in routes_of(desk_routes())
        if method == "GET" and path.startswith("/desk") and path not in {*NO_PAGES, *OUTSIDE}
    ),
    *MORE,
)

Wrong = list[str]


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedOffice]:
    with a_served_office(tmp_path_factory.mktemp("office")) as served:
        yield served


@pytest.fixture(scope="module")
def inside(office: ServedOffice, browser: Browser) -> Iterator[Page]:
    """One window for all pages: a test looks at one of them at every size."""
    context = office.window(browser)
    yield context.new_page()
    context.close()


def look_at(page: Page, path: str, status: int = 200) -> Wrong:
    """Open *path* and return everything that is wrong with what is shown there."""
    wrong: Wrong = []
    expected = [f"status of {status}"]

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(each in message.text for each in expected):
            wrong.append(f"complains: {message.text}")

    def fail(error: Any) -> None:
        wrong.append(f"fails: {error}")

    page.on("console", listen)
    page.on("pageerror", fail)
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.set_viewport_size({"width": 1440, "height": 900})
    answer = page.goto(path)
    assert answer
    assert answer.status == status, path
    wrong += outline_of(page)
    wrong += reached_by_tab(page)
    expected.append(AXES_OWN)
    wrong += findings(page, "on a desktop")
    page.set_viewport_size({"width": 390, "height": 844})
    wrong += findings(page, "on a phone")
    page.emulate_media(color_scheme="dark")
    wrong += findings(page, "on a phone at night", only=["color-contrast"])
    page.set_viewport_size({"width": 320, "height": 640})
    wrong += width_of(page, "320 px wide")
    page.emulate_media(color_scheme="light", forced_colors="active")
    wrong += width_of(page, "in forced colours")
    if not page.locator("h1").is_visible():
        wrong.append("in forced colours its heading is not seen")
    page.remove_listener("console", listen)
    page.remove_listener("pageerror", fail)
    return wrong


def outline_of(page: Page) -> Wrong:
    wrong = []
    if page.locator("h1").count() != 1:
        wrong.append(f"has {page.locator('h1').count()} headings of the first rank")
    title = page.title()
    if not title or title == "Desk":
        wrong.append(f"is titled {title!r}")
    return wrong


def findings(page: Page, where: str, *, only: list[str] | None = None) -> Wrong:
    options = {"runOnly": {"type": "rule", "values": only}} if only else AT_AA
    options = options | {"resultTypes": ["violations"]}
    return [
        f"{where}: {found['id']}: {found['help']}: {node['html'][:160]} {node['failureSummary']}"
        for found in Axe().run(page, options=options).response["violations"]
        for node in found["nodes"][:4]
    ]


def width_of(page: Page, where: str) -> Wrong:
    room = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    over = page.evaluate(room)
    return [f"{where} it is {over} px too wide"] if over > 0 else []


@pytest.mark.parametrize("path", [path for path in PAGES if path != CODE])
def test_a_page_of_the_desk_fits_and_everybody_can_use_it(
    office: ServedOffice, inside: Page, path: str
):
    known = {"{report}": "funnel", "{path:path}": "nothing/of/the/kind"}
    address = path
    for gap, value in known.items():
        address = address.replace(gap, value)

    status = 404 if "{path:path}" in path else 200
    assert look_at(inside, office.filled(address) + ASKED.get(path, ""), status) == []


@pytest.mark.parametrize("path", [*OUTSIDE, CODE])
def test_a_page_before_the_desk_fits_and_everybody_can_use_it(
    office: ServedOffice, browser: Browser, path: str
):
    who = "tom.ellison@example.org" if path == CODE else None
    context = office.window(browser, who, half=True)
    link = office.link("tom.ellison@example.org")

    assert look_at(context.new_page(), path.replace("/desk/sign-in/{token}", link)) == []
    context.close()


def test_what_is_no_page_is_a_file_a_stream_or_a_way_elsewhere():
    doors = {path for method, path in routes_of(desk_routes()) if method == "GET"}

    assert doors >= NO_PAGES, "these doors are gone"
