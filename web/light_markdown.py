"""What the assistant writes, as HTML: the twin of the chat window's words.js."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup, escape

# Every part is bounded or cannot overlap with its neighbour, so no text can make this slow.
INLINE = re.compile(r"\*\*([^*\n]{1,500})\*\*|\[([^\][\n]{1,200})\]\(([^()\s]{1,1000})\)")
ITEM = re.compile(r"\s{0,3}[-•*] +(.*)")
SAFE = frozenset({"https", "mailto", "tel"})


@dataclass
class Block:
    """A paragraph, or a list's items."""

    lines: list[str]
    is_list: bool


def to_html(text: str) -> Markup:
    """Return paragraphs, lists, bold and links; whatever else is in *text* is shown as it is."""
    return Markup("\n").join(
        Markup("<ul>{}</ul>").format(
            Markup("").join(Markup("<li>{}</li>").format(_inline(item)) for item in block.lines)
        )
        if block.is_list
        else Markup("<p>{}</p>").format(_inline(" ".join(block.lines)))
        for block in _blocks(text)
    )


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
        if item := ITEM.fullmatch(line):
            if last is None or not last.is_list:
                last = Block([], is_list=True)
                blocks.append(last)
            last.lines.append(item[1])
        elif last and last.is_list and line[0].isspace():
            last.lines[-1] += f" {line.strip()}"
        elif last and not last.is_list:
            last.lines.append(line.strip())
        else:
            blocks.append(Block([line.strip()], is_list=False))
    return blocks


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
