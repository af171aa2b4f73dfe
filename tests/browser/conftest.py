"""A real Chromium, where the machine has one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def find_chromium() -> str | None:
    """Return the path of this machine's Chromium; AGENCY_CHROMIUM names one that is elsewhere."""
    named = os.environ.get("AGENCY_CHROMIUM")
    found = [named, *map(shutil.which, NAMES), *(p for p in PLACES if Path(p).exists())]
    return next((path for path in found if path), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each opens a context of its own in it."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install one, or name it in AGENCY_CHROMIUM")
    with sync_playwright() as playwright:
        # Its own sandbox needs rights that a container's root does not have.
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()
