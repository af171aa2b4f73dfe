"""A real Chromium, windows of every size in it, and a folder for what they show."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.desk import Desk
from tests.browser.patience import PATIENCE
from tests.browser.pictures import Pictures
from tests.cv_files import write_cvs
from tests.visitor import Visitor
from tests.whole_house import ROOT, WholeHouse

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Its own sandbox needs rights that a container's root does not have; the rest keeps it quiet.
ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

# What a test provokes itself: a password that is refused, a line that is cut.
PROVOKED = ("the server responded with a status of 403", "net::ERR_FAILED")

OpenWindow = Callable[..., Page]


def find_chromium() -> str | None:
    """Return the path of this machine's Chromium; AGENCY_CHROMIUM names one that is elsewhere."""
    named = os.environ.get("AGENCY_CHROMIUM")
    found = [named, *map(shutil.which, NAMES), *(p for p in PLACES if Path(p).exists())]
    return next((path for path in found if path), None)


# autouse: without a browser there is no need to start the house.
# Playwright keeps a loop running in this thread: it must end before other rooms' tests begin.
@pytest.fixture(scope="package", autouse=True)
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each opens windows of its own in it."""
    path = find_chromium()
    if path is None:
        sentence = "no Chromium on this machine: install one, or name it in AGENCY_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_window(browser: Browser, house: WholeHouse) -> Iterator[OpenWindow]:
    """
    A function that opens a visitor's or a consultant's window, with nothing remembered in it.

    A page that complains in its console, of a script or of its own policy, fails the test; but for
    what matches *provoked*, where the test does the harm itself.
    """
    contexts, complaints = [], []

    def open_one(
        width: int = 1440, height: int = 900, *, provoked: str = "^$", **wishes: Any
    ) -> Page:
        def listen(message: ConsoleMessage) -> None:
            expected = any(word in message.text for word in PROVOKED)
            if message.type == "error" and not expected and not re.search(provoked, message.text):
                complaints.append(message.text)

        context = browser.new_context(
            base_url=house.url,
            viewport={"width": width, "height": height},
            locale="en-GB",
            timezone_id="Europe/London",
            **{"reduced_motion": "reduce"} | wishes,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """Where screenshots go: a temporary folder, or the one that AGENCY_SCREENSHOTS names."""
    named = os.environ.get("AGENCY_SCREENSHOTS")
    return Pictures(ROOT / named if named else tmp_path_factory.mktemp("pictures"))


@pytest.fixture(scope="session")
def cv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real PDF of nobody."""
    return write_cvs(tmp_path_factory.mktemp("cvs")) / "cv.pdf"


@pytest.fixture(scope="session")
def a_lead(house: WholeHouse, cv: Path) -> str:
    """The reference of a whole lead: questions, a registration, a CV. Two lesser ones lie by it."""
    a_call_wanted(Visitor(house.url))
    a_senco_in_leeds(Visitor(house.url, page="/senco-jobs"))
    return a_care_assistant(Visitor(house.url, page="/send-support"), cv)


def a_care_assistant(visitor: Visitor, cv: Path) -> str:
    visitor.say("what does a teaching assistant earn? <script>window.ran = 1</script>")
    visitor.say("I'd like to register")
    visitor.choose("Yes")
    visitor.choose("SEND support worker")
    for words in ("Amal Example", "amal.example@example.org", "07700 900456", "SK4 4QT"):
        visitor.say(words)
    visitor.say("care assistant in a nursing home")
    visitor.say("six years")
    visitor.say("NVQ 3 in care and Makaton")
    visitor.choose("Full time")
    visitor.choose("As soon as possible")
    visitor.choose("Yes")
    visitor.choose("update service")
    visitor.upload(cv)
    visitor.choose("Keep what I told you")
    visitor.choose("Send")
    return reference(visitor)


def a_senco_in_leeds(visitor: Visitor) -> str:
    visitor.say("I'd like to register")
    visitor.choose("Yes")
    visitor.choose("SENCO")
    for words in ("Robin Example", "robin.example@example.org", "07700 900789", "Leeds"):
        visitor.say(words)
    while visitor.asks in {
        "current_occupation", "experience", "qualifications", "availability", "start",
    }:  # fmt: skip
        visitor.choose("Skip")
    visitor.choose("Yes")
    visitor.choose("Not sure")
    visitor.choose("Not now")
    visitor.choose("Send")
    return reference(visitor)


def a_call_wanted(visitor: Visitor) -> str:
    visitor.say("can I talk to a real person")
    for words in (
        "Mo Example",
        "07700 900234",
        "afternoons",
        "Is there work near Hackney?",
    ):
        visitor.say(words)
    visitor.choose("Yes")
    return reference(visitor)


def reference(visitor: Visitor) -> str:
    found = re.search(r"L-\d{4,}", visitor.text)
    assert found, visitor.text
    return found.group()


@pytest.fixture(scope="package")
def signed_in(browser: Browser, house: WholeHouse) -> Any:
    """The cookies of an administrator who has come in with a link."""
    context = browser.new_context(base_url=house.url)
    link = house.command("consultant", "link", "priya.nair@example.org").strip()
    Desk(context.new_page()).use_link(link)
    kept = context.storage_state()
    context.close()
    return kept
