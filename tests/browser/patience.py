"""How long a test waits for what it means, on a machine that may be busy with other things."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from playwright.sync_api import Locator, Page

# For a page, a click or an expectation. What happens in time is not held up by it.
PATIENCE = 30_000


def wait_for(page: Page, condition: Callable[[], object], seconds: float = 30) -> None:
    """Return once *condition* holds; *page* goes on meanwhile, and its events arrive."""
    give_up = monotonic() + seconds
    while not condition():
        assert monotonic() < give_up, "waited in vain"
        page.wait_for_timeout(100)


def expect_focus(place: Locator) -> None:
    """Return once the keyboard is at *place*, be it in a shadow tree; its window may lie behind."""
    is_there = "node => node.getRootNode().activeElement === node"
    wait_for(place.page, lambda: place.evaluate(is_there))
