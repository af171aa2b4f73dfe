"""What the assistant writes, as HTML: the twin of the chat window's words.js."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup, escape

# Every part is bounded or cannot overlap with its neighbour, so no text can make this slow.
INLINE = re.compile(r"\*\*([^*\n]{1,500})\*\*|\[([^\][\n]{1,200})\]\(([^()\s]{1,1000})\)")
ITEM = re.compile(r"\s{0,3}([-•*]|\d{1,2}\.) +(.*)")
SAFE = frozenset({"https", "mailto", "tel"})


@dataclass
class Block:
    """A paragraph ("p"), or the items of a list ("ul") or of one that is numbered ("ol")."""

    kind: str
    lines: list[str]


def to_html(text: str) -> Markup:
    """Return paragraphs, lists, bold and links; whatever else is in *text* is shown as it is."""
    return Markup("\n").join(
        Markup("<p>{}</p>").format(_inline(" ".join(block.lines)))
        if block.kind == "p"
        else Markup("<{0}>{1}</{0}>").format(
            block.kind,
            Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in block.lines),
        )
        for block in _blocks(text)
    )


def to_line(text: str) -> str:
    """Return *text* as one line without its marks, for where only its first words are shown."""
    lines = [line for block in _blocks(text) for line in block.lines]
    return INLINE.sub(lambda found: found[1] or found[2], " ".join(lines))


def to_text(text: str, home: str) -> str:
    """Return *text* as it is kept in a file: no marks but those of lists, each link's address."""

    def without_marks(found: re.Match[str]) -> str:
        bold, label, address = found.groups()
        if bold is not None:
            return str(bold)
        return f"{label} ({home if address.startswith('/') else ''}{address})"

    return INLINE.sub(without_marks, text)


def is_safe(address: str) -> bool:
    """Say whether a link to *address* may be shown: one of our pages, or a safe kind."""
    if address.startswith("/"):
        return not address.startswith("//")
    try:
        return urlsplit(address).scheme in SAFE
    except ValueError:
        return False


def _blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    going_on = False
    for line in re.split(r"\r\n?|\n", text):
        last = blocks[-1] if blocks and going_on else None
        going_on = bool(line.strip())
        if not going_on:
            continue
        item = ITEM.fullmatch(line)
        kind = _kind_of(item[1], last) if item else "p"
        if last is None or last.kind != kind != "p":
            last = Block(kind, [])
            blocks.append(last)
        if item and kind != "p":
            last.lines.append(item[2])
        elif last.kind != "p" and line[0].isspace():
            last.lines[-1] += f" {line.strip()}"
        elif last.kind == "p":
            last.lines.append(line.strip())
        else:
            blocks.append(Block("p", [line.strip()]))
    return blocks


def _kind_of(mark: str, last: Block | None) -> str:
    """Return what a line with this *mark* is; a number begins a list with the first alone."""
    if not mark[0].isdigit():
        return "ul"
    return "ol" if mark == "1." or (last and last.kind == "ol") else "p"


def _inline(text: str) -> Markup:
    return Markup("").join(_pieces(text))


def _pieces(text: str) -> Iterator[Markup]:
    at = 0
    for found in INLINE.finditer(text):
        yield escape(text[at : found.start()])
        at = found.end()
        bold, label, address = found.groups()
        if bold is not None:
            yield Markup("<strong>{}</strong>").format(bold)
        elif is_safe(address):
            yield Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(address, label)
        else:
            yield escape(found.group())
    yield escape(text[at:])
