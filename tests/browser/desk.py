"""The desk, as a consultant uses it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect


class Desk:
    """One consultant's desk in *page*."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def use_link(self, link: str) -> None:
        """Open a one-time link and press its button, which is what uses it."""
        self.page.goto(link)
        self.page.get_by_role("button", name="Sign in").click()
        named = re.compile("^(Choose a|Change your) password$")
        expect(self.page.get_by_role("heading", name=named)).to_be_visible()

    def set_password(self, password: str) -> None:
        self.page.get_by_label("New password").fill(password)
        self.page.get_by_label("The same again").fill(password)
        self.page.get_by_role("button", name="Keep this password").click()
        expect(self.page.get_by_role("heading", name="Leads", exact=True)).to_be_visible()

    def find_lead(self, words: str) -> Locator:
        """Look for *words* among everyone's leads; return the leads that are shown."""
        self.page.get_by_role("link", name="Everyone’s").click()
        self.page.get_by_role("searchbox").fill(words)
        self.page.get_by_role("button", name="Find").click()
        return self.page.locator("li.lead")

    def download_cv(self) -> Path:
        """Press Download and return the file that arrives."""
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name="Download the CV").click()
        return download.value.path()
