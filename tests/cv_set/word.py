# ruff: noqa: E501  (a person, a job and a certificate are a line each)
"""Writes a CV's blocks as a Word document: plain, in tables, in text boxes, with header and footer."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from tests.cv_set.wording import Block

BESIDE = ("contact", "side", "sh", "sli", "sp")


def plain(blocks: list[Block], *, header: bool = False, headings: bool = True) -> bytes:
    """One column; with *header*, name and contact stand in the page's header and footer."""
    document = Document()
    if header:
        section = document.sections[0]
        section.header.paragraphs[0].text = next(b[1] for b in blocks if b[0] == "name")
        reach = [b[1] for b in blocks if b[0] == "contact"]
        section.footer.paragraphs[0].text = " | ".join(reach)
        blocks = [b for b in blocks if b[0] not in ("name", "contact")]
    for block in blocks:
        write(document, block, headings=headings)
    return _bytes(document)


def side_table(blocks: list[Block]) -> bytes:
    """A table without lines: a narrow cell with contact and skills, a wide one with the rest."""
    document = Document()
    table = document.add_table(rows=1, cols=2)
    aside, main = table.rows[0].cells
    for block in blocks:
        write(aside if block[0] in BESIDE else main, block, headings=False)
    return _bytes(document)


def text_boxes(blocks: list[Block]) -> bytes:
    """Contact and skills float in a text box; Word writes what is in it twice."""
    document = Document()
    box = "".join(_paragraph(b[1]) for b in blocks if b[0] in BESIDE)
    anchor = document.add_paragraph()
    anchor._p.append(parse_xml(_BOX.format(ns=nsdecls("w"), content=box)))
    for block in blocks:
        if block[0] not in BESIDE:
            write(document, block)
    return _bytes(document)


def section_table(blocks: list[Block]) -> bytes:
    """Every section is a row: its heading in the first cell, what it says in the second."""
    document = Document()
    table = document.add_table(rows=0, cols=2)
    cell: Any = document
    for block in blocks:
        if block[0] in ("h", "sh"):
            row = table.add_row()
            row.cells[0].text = block[1]
            cell = row.cells[1]
        else:
            write(cell, block, headings=False)
    return _bytes(document)


def write(place: Any, block: Block, *, headings: bool = True) -> None:
    kind, *words = block
    text = words[0] if words else ""
    if kind == "table":
        _table(place, words)
    elif kind == "pairs":
        for row in words:
            dates, title, duties = row.split("\t")
            _table(place, [f"{dates}\t{title}"])
            if duties:
                place.add_paragraph(duties)
    elif kind == "name" and headings:
        place.add_paragraph(text, style="Title")
    elif kind in ("h", "sh") and headings:
        place.add_paragraph(text, style="Heading 1")
    elif kind in ("li", "sli"):
        place.add_paragraph(text, style="List Bullet")
    elif kind in ("row", "row2"):
        place.add_paragraph("\t".join(words))
    elif kind == "gap":
        place.add_paragraph("")
    else:
        run = place.add_paragraph().add_run(text)
        run.bold = kind in ("b", "name", "h", "sh")
        run.font.size = Pt({"name": 20, "h": 13, "sh": 13}.get(kind, 10))


def _table(place: Any, rows: list[str]) -> None:
    count = len(rows[0].split("\t"))
    table = place.add_table(rows=0, cols=count)
    for row in rows:
        cells = table.add_row().cells
        for cell, word in zip(cells, row.split("\t"), strict=True):
            cell.text = word


def _paragraph(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<w:p><w:r><w:t>{escaped}</w:t></w:r></w:p>"


_BOX = """<w:r {ns}
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{content}</w:txbxContent>
</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback>
<w:pict><v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape></w:pict>
</mc:Fallback></mc:AlternateContent></w:r>"""


def _bytes(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()
