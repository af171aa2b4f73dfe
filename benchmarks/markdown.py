"""The little Markdown that the figures are written in."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
WIDE = 110
LONGEST_QUOTE = 70


def paragraph(text: str) -> str:
    """Return *text* in lines of one width; a number stays with its unit."""
    together = re.sub(r"(?<=\d) %", "\u00a0%", re.sub(r"\s+", " ", text).strip())
    return textwrap.fill(together, WIDE, break_on_hyphens=False)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def percent(part: float, whole: float = 1.0) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def quoted(text: str) -> str:
    """Return *text* as a short quotation that cannot end the cell it stands in."""
    flat = " ".join(text.replace("|", "/").replace("<", "‹").replace(">", "›").split())
    return f"“{textwrap.shorten(flat, LONGEST_QUOTE, placeholder=' …')}”" if flat else ""


def write_between(page: Path, text: str) -> None:
    """Put *text* between the markers of *page*, whatever stood there."""
    before, begun, rest = page.read_text("utf-8").partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise LookupError(f"{page} has no place for the figures: {BEGIN} … {END}")
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", "utf-8")
