"""A Word document as lines: paragraphs, tables, text boxes, headers and footers."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as zlib_error

from agency.cv.archive import read_part
from agency.cv.document import Document, Line, below_a_gap
from agency.cv.refusal import CvUnreadable, Reason
from agency.cv.tables import rows_of
from agency.cv.xml import attribute, name_of, parse

_EDGES = re.compile(r"word/(header|footer)\d{0,3}\.xml")
_TARGET = re.compile(rb'Target="(mailto:[^"]{3,300}|tel:[^"]{3,60})"')
_STYLE_HEADING = re.compile(r"heading\s?\d|title|berschrift|titre|nag", re.IGNORECASE)
_DEEPEST = 40
USUAL_SIZE = 10.5
_OFF = {"0", "false", "none", "off"}


def read_docx(body: bytes) -> Document:
    """Return what *body* says, headers first and footers last."""
    try:
        with ZipFile(BytesIO(body)) as archive:
            names = archive.namelist()
            edges = sorted(name for name in names if _EDGES.fullmatch(name))
            above = [name for name in edges if "header" in name]
            below = [name for name in edges if "footer" in name]
            document = Document(pictures=any(name.startswith("word/media/") for name in names))
            seen: set[str] = set()
            for name in [*above, "word/document.xml", *below]:
                lines = list(_lines(parse(read_part(archive, name))))
                if name in edges:
                    # First page, odd and even pages: their headers mostly say the same.
                    lines = [line for line in lines if line.text not in seen]
                    seen |= {line.text for line in lines}
                    lines = [replace(line, edge=True) for line in lines]
                document.lines += lines
            document.links = _links(archive, archive.infolist())
            return document
    except (BadZipFile, KeyError, OSError, ValueError, zlib_error, EOFError, RecursionError) as bad:
        raise CvUnreadable(Reason.DAMAGED) from bad


def _links(archive: ZipFile, entries: list[ZipInfo]) -> list[str]:
    links = []
    for entry in entries:
        if entry.filename.startswith("word/_rels/"):
            links += [
                m.decode("utf-8", "ignore")
                for m in _TARGET.findall(read_part(archive, entry.filename))
            ]
    return links


def _lines(root: Element) -> Iterator[Line]:
    for child in root:
        if name_of(child) == "body":
            yield from _blocks(child, 0)
            return
    yield from _blocks(root, 0)


def _blocks(parent: Element, depth: int) -> Iterator[Line]:
    if depth > _DEEPEST:
        return
    gap = False
    for child in parent:
        name = name_of(child)
        if name == "p":
            lines = list(_paragraph(child, depth))
            yield from below_a_gap(lines) if gap else lines
            gap = not lines
        elif name == "tbl":
            yield from rows_of(_rows(child, depth))
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _blocks(child, depth + 1)


def _rows(table: Element, depth: int) -> Iterator[list[list[Line]]]:
    for row in table.iter():
        if name_of(row) == "tr" and _parent_is(table, row):
            cells = [cell for cell in row.iter() if name_of(cell) == "tc" and _parent_is(row, cell)]
            yield [list(_blocks(cell, depth + 1)) for cell in cells]


def _parent_is(outer: Element, inner: Element) -> bool:
    """Say whether *inner* belongs to *outer* itself, not to a table inside it."""
    for child in outer:
        if child is inner:
            return True
        if name_of(child) in ("sdt", "sdtContent", "ins", "customXml") and _parent_is(child, inner):
            return True
    return False


def _paragraph(paragraph: Element, depth: int) -> Iterator[Line]:
    boxes: list[Line] = []
    pieces: list[tuple[str, float, bool]] = []
    heading = bullet = False
    usual = USUAL_SIZE
    for child in paragraph:
        if name_of(child) == "pPr":
            heading, bullet, usual = _manner(child)
    _runs(paragraph, pieces, boxes, depth)
    size = max((size for text, size, _ in pieces if text.strip()), default=0.0) or usual
    letters = sum(len(text) for text, _, _ in pieces)
    bold = letters > 0 and sum(len(text) for text, _, bold in pieces if bold) > letters / 2
    if boxes:
        first = boxes[0]
        boxes[0] = Line(first.text, first.size, first.bold, first.heading, begins=True)
    yield from boxes
    for text in "".join(text for text, _, _ in pieces).split("\n"):
        if text.strip():
            yield Line(text, size, bold or heading, heading, bullet)


def _manner(properties: Element) -> tuple[bool, bool, float]:
    heading = bullet = False
    usual = USUAL_SIZE
    for child in properties:
        if name_of(child) == "pStyle":
            style = attribute(child, "val") or ""
            heading = bool(_STYLE_HEADING.search(style))
            usual = 24.0 if style.lower() == "title" else 13.0 if heading else USUAL_SIZE
            bullet = "list" in style.lower() or "bullet" in style.lower()
        bullet = bullet or name_of(child) == "numPr"
    return heading, bullet, usual


def _runs(
    parent: Element, pieces: list[tuple[str, float, bool]], boxes: list[Line], depth: int
) -> None:
    if depth > _DEEPEST:
        return
    for child in parent:
        name = name_of(child)
        if name == "r":
            _run(child, pieces, boxes, depth)
        elif name == "AlternateContent":
            _alternate(child, pieces, boxes, depth)
        elif name not in ("pPr", "del", "moveFrom", "instrText", "sectPr"):
            _runs(child, pieces, boxes, depth + 1)


def _alternate(
    parent: Element, pieces: list[tuple[str, float, bool]], boxes: list[Line], depth: int
) -> None:
    """Word writes a text box twice, for new programs and for old: one of the two is enough."""
    before = len(boxes)
    for kind in ("Choice", "Fallback"):
        for child in parent:
            if name_of(child) == kind and len(boxes) == before:
                _run(child, pieces, boxes, depth + 1)


def _run(  # noqa: C901  a case for each thing a run may hold
    run: Element, pieces: list[tuple[str, float, bool]], boxes: list[Line], depth: int
) -> None:
    if depth > _DEEPEST:
        return
    size, bold, hidden = _look(run)
    if hidden:
        return
    for child in run:
        name = name_of(child)
        if name == "t":
            pieces.append((child.text or "", size, bold))
        elif name in ("tab", "ptab"):
            pieces.append(("\t", size, bold))
        elif name in ("br", "cr"):
            pieces.append(("\n", size, bold))
        elif name == "noBreakHyphen":
            pieces.append(("-", size, bold))
        elif name == "sym":
            pieces.append(("\ue000", size, bold))
        elif name == "txbxContent":
            boxes.extend(_blocks(child, depth + 1))
        elif name == "AlternateContent":
            _alternate(child, pieces, boxes, depth + 1)
        elif name not in ("rPr", "delText", "instrText", "t"):
            _run(child, pieces, boxes, depth + 1)


def _look(run: Element) -> tuple[float, bool, bool]:
    size, bold, hidden = 0.0, False, False
    for properties in run:
        if name_of(properties) != "rPr":
            continue
        for child in properties:
            name, value = name_of(child), attribute(child, "val")
            if name == "sz" and value and value.isdigit():
                size = int(value) / 2
            elif name == "b":
                bold = value not in _OFF
            elif name in ("vanish", "webHidden"):
                hidden = value not in _OFF
    return size, bold, hidden
