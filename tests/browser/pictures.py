"""
Screenshots, for whoever looks whether it is pleasant, and for the README.

    AGENCY_SCREENSHOTS=docs/pictures .venv/bin/python -m pytest tests/browser/test_the_whole_way.py

renews those of the chat in the README; `make pictures` also makes those of the desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page


@dataclass(frozen=True)
class Pictures:
    """A folder of screenshots."""

    folder: Path

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)

    def take(self, page: Page, name: str, *, whole: bool = False) -> None:
        """Keep what *page* shows as <name>.png; *whole* takes what lies below the fold too."""
        page.evaluate("document.fonts.ready")
        page.screenshot(
            path=self.folder / f"{name}.png", full_page=whole, animations="disabled", caret="hide"
        )
