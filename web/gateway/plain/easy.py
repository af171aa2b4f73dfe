"""Easy read on a page: a sentence to a line, of an answer its first part. Twin of easy.js."""

import re
import sys

from markupsafe import Markup

from web.light_markdown import INLINE

FIRST = 2
MORE = "Show the rest"
NONE = (sys.maxsize, sys.maxsize)

LIST_OR_NOTHING = re.compile(r"\s{0,3}(?:[-•*]|\d{1,2}\.) |\s*$")
# Where a sentence may end; each part is bounded, so no text can make this slow.
ENDING = re.compile(r"(?<=[.!?])[\"”’)*]{0,4}\s{1,9}(?=[\"“‘(*\[]{0,4}[A-Z0-9£])")
# A full stop that ends a short form and no sentence: "e.g. Makaton", "St. Helens".
SHORT_FORM = re.compile(r"(?:^|[\s(])(?:e\.g|i\.e|St|Mr|Mrs|Ms|Mx|Dr)\.$")
LONGEST_SHORT_FORM = 6


def apart(text: str) -> str:
    """Return *text* with each sentence in a paragraph of its own; lists stay as they are."""
    return "\n".join(
        line if LIST_OR_NOTHING.match(line) else "\n\n".join(_sentences(line))
        for line in text.split("\n")
    )


def folded(html: Markup) -> Markup:
    """Return what to_html made of an answer with all but its first part folded away."""
    blocks = html.split("\n")
    first = FIRST
    # What ends in a colon is nothing without its list.
    if blocks[first - 1 : first] and blocks[first - 1].striptags().endswith(":"):
        first += 1
    if len(blocks) - first < 2:
        return html
    shown, rest = Markup("\n").join(blocks[:first]), Markup("\n").join(blocks[first:])
    return Markup("{}<details><summary>{}</summary>{}</details>").format(shown, MORE, rest)


def _sentences(line: str) -> list[str]:
    whole: list[str] = []
    at = 0
    # A bold word or a link that holds a full stop stays in one piece.
    pieces = iter([found.span() for found in INLINE.finditer(line)])
    begins, ends = next(pieces, NONE)
    for ending in ENDING.finditer(line):
        while ends <= ending.end():
            begins, ends = next(pieces, NONE)
        last_word = line[max(at, ending.start() - LONGEST_SHORT_FORM) : ending.start()]
        if begins < ending.end() or SHORT_FORM.search(last_word):
            continue
        whole.append(line[at : ending.end()].strip())
        at = ending.end()
    return [*whole, line[at:].strip()]
