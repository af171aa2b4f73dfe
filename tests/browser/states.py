"""A state of the chat window, in every way to look at it: what it is, and what is wrong with it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser.chat import Chat
from tests.browser.pictures import Pictures

SNAPSHOTS = Path(__file__).parent / "snapshots"
HEIGHTS = {320: 640, 390: 844, 768: 1024, 1440: 900}
MODES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
# Read into the page once: that costs as much as a look.
AXE = "(options) => axe.run('[data-agency-chat]', options)"
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What WCAG 1.4.12 lets a reader ask for.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
  const root = document.querySelector("[data-agency-chat]").shadowRoot;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}"""
AS_BEFORE = """() => {
  const root = document.querySelector("[data-agency-chat]").shadowRoot;
  root.adoptedStyleSheets = root.adoptedStyleSheets.slice(0, -1);
}"""
# Text that is cut off, or that stands wider than the window.
CUT = """(window) => {
  const wrong = [...window.querySelectorAll("*")].filter((each) => {
    if (each.closest(".unseen, svg, textarea") || !each.clientWidth) return false;
    const hides = getComputedStyle(each).overflowX !== "visible";
    const { left, right } = each.getBoundingClientRect();
    const box = window.getBoundingClientRect();
    return (hides && each.scrollWidth > each.clientWidth + 1)
      || right > box.right + 1 || left < box.left - 1;
  });
  return wrong.map((each) => `${each.tagName}.${each.className}: ${each.textContent.slice(0, 40)}`);
}"""
LONGEST_KEPT = 60


@dataclass
class States:
    """Looks at what a chat shows; what is wrong anywhere fails at once, by the state's name."""

    chat: Chat
    pictures: Pictures

    def look(self, name: str, *, widths: tuple[int, ...] = tuple(HEIGHTS)) -> None:
        """Look at the state at every width, by day, by night and in forced colours."""
        page = self.chat.page
        size = page.viewport_size
        for width in widths:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            for mode, wishes in MODES.items():
                page.emulate_media(**wishes)
                self.pictures.take(page, f"state-{name}-{width}-{mode}")
                assert self.findings() == [], f"{name}, {width}, {mode}"
                assert self.cut() == [], f"{name}, {width}, {mode}"
            page.emulate_media(**MODES["light"])
            page.evaluate(SPACED)
            assert self.cut() == [], f"{name}, {width}, text spaced"
            page.evaluate(AS_BEFORE)
        if size:
            page.set_viewport_size(size)
        self.keep_tree(name)

    def findings(self) -> list[str]:
        """Return everything that axe finds at level AA, however slight."""
        page = self.chat.page
        if not page.evaluate("'axe' in window"):
            page.evaluate(Axe().axe_script)
        found = page.evaluate(AXE, {"runOnly": AA, "resultTypes": ["violations"]})
        return [
            f"{each['id']}: {node['html'][:160]} {node['failureSummary']}"
            for each in found["violations"]
            for node in each["nodes"]
        ]

    def cut(self) -> list[str]:
        wrong: list[str] = self.chat.window.evaluate(CUT)
        return wrong

    def keep_tree(self, name: str) -> None:
        """
        Compare the accessibility tree with the one that is kept.

        `AGENCY_SNAPSHOTS=renew` writes it anew: read the difference before it is committed.
        """
        tree = steady(self.chat.window.aria_snapshot())
        kept = SNAPSHOTS / f"{name}.yml"
        if os.environ.get("AGENCY_SNAPSHOTS") == "renew":
            kept.write_text(tree, "utf-8")
        assert tree == kept.read_text("utf-8"), f"the tree of {name} has changed"


def steady(tree: str) -> str:
    """Return *tree* without what changes by the day, or with the answers' own words."""
    lines = []
    for line in tree.splitlines():
        kind, colon, words = line.partition(": ")
        # An answer's sentences are edited; that one stands here is what matters.
        if colon and len(words) > LONGEST_KEPT:
            line = f"{kind}: {words[:12].rstrip()}…"
        lines.append(re.sub(r"(?<!level=)\d+", "0", line))
    return "\n".join(lines) + "\n"
