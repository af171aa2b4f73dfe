"""An OpenDocument text as lines: paragraphs, lists, tables, frames, headers and footers."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile
from zlib import error as zlib_error

from agency.cv.archive import read_part
from agency.cv.document import Document, Line, below_a_gap
from agency.cv.refusal import CvUnreadable, Reason
from agency.cv.tables import rows_of
from agency.cv.xml import attribute, name_of, parse

_DEEPEST = 40
_MOST_SPACES = 40
_EDGES = {
    "header": "header",
    "header-first": "header",
    "footer": "footer",
    "footer-first": "footer",
}


def read_odt(body: bytes) -> Document:
    """Return what *body* says, headers first and footers last."""
    try:
        with ZipFile(BytesIO(body)) as archive:
            names = set(archive.namelist())
            edges: dict[str, list[Line]] = {"header": [], "footer": []}
            if "styles.xml" in names:
                for element in parse(read_part(archive, "styles.xml")).iter():
                    if edge := _EDGES.get(name_of(element)):
                        edges[edge] += [replace(x, edge=True) for x in _blocks(element, 0)]
            content = parse(read_part(archive, "content.xml"))
    except (BadZipFile, KeyError, OSError, ValueError, zlib_error, EOFError, RecursionError) as bad:
        raise CvUnreadable(Reason.DAMAGED) from bad
    document = Document(pictures=any(name.startswith("Pictures/") for name in names))
    document.lines += edges["header"]
    for element in content.iter():
        if name_of(element) == "text" and name_of(element) != element.tag:
            document.lines += _blocks(element, 0)
            break
    document.lines += edges["footer"]
    for element in content.iter():
        if name_of(element) == "a" and (link := attribute(element, "href")):
            document.links.append(link[:300])
    return document


def _blocks(parent: Element, depth: int, *, bullet: bool = False) -> Iterator[Line]:
    if depth > _DEEPEST:
        return
    gap = False
    for child in parent:
        name = name_of(child)
        if name in ("p", "h"):
            lines = list(_paragraph(child, depth, heading=name == "h", bullet=bullet))
            yield from below_a_gap(lines) if gap else lines
            gap = not lines
        elif name == "table":
            yield from rows_of(_rows(child, depth))
        elif name == "frame":
            yield from _begin(list(_blocks(child, depth + 1)))
        elif name in ("tracked-changes", "annotation"):
            continue
        elif name not in ("sequence-decls", "forms"):
            inside = bullet or name == "list-item"
            yield from _blocks(child, depth + 1, bullet=inside)


def _begin(lines: list[Line]) -> Iterator[Line]:
    for number, line in enumerate(lines):
        yield Line(line.text, line.size, line.bold, line.heading, line.bullet, begins=number == 0)


def _rows(table: Element, depth: int) -> Iterator[list[list[Line]]]:
    for row in table:
        if name_of(row) == "table-row":
            cells = [cell for cell in row if name_of(cell) == "table-cell"]
            yield [list(_blocks(cell, depth + 1)) for cell in cells]
        elif name_of(row) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(row, depth)


def _paragraph(paragraph: Element, depth: int, *, heading: bool, bullet: bool) -> Iterator[Line]:
    pieces: list[str] = []
    boxes: list[Line] = []
    _text(paragraph, pieces, boxes, depth)
    yield from boxes
    for text in "".join(pieces).split("\n"):
        if text.strip():
            yield Line(text, 0.0, heading, heading, bullet)


def _text(parent: Element, pieces: list[str], boxes: list[Line], depth: int) -> None:
    if depth > _DEEPEST:
        return
    pieces.append(parent.text or "")
    for child in parent:
        name = name_of(child)
        if name == "tab":
            pieces.append("\t")
        elif name == "line-break":
            pieces.append("\n")
        elif name == "s":
            count = attribute(child, "c") or "1"
            pieces.append(" " * min(int(count) if count.isdigit() else 1, _MOST_SPACES))
        elif name == "frame":
            boxes.extend(_begin(list(_blocks(child, depth + 1))))
        elif name not in ("annotation", "note"):
            _text(child, pieces, boxes, depth + 1)
        pieces.append(child.tail or "")
