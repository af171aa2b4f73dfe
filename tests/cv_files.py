"""Real CVs of nobody: a PDF, a Word document, plain text, and files that only claim to be one."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

LINES = [
    "Jo Example",
    "jo.example@example.org  07700 900123  Stockport SK4 4QT",
    "2019 - now  Support worker, Example Care Home",
    "2015 - 2019  Lunchtime supervisor, Example Oak School",
    "NVQ Level 3 Health and Social Care, Team Teach, Makaton",
]


def write_cvs(folder: Path) -> Path:
    """Write one file of each kind into *folder* and return it."""
    canvas = Canvas(str(folder / "cv.pdf"), pagesize=A4)
    for number, line in enumerate(LINES):
        canvas.drawString(72, 770 - 24 * number, line)
    canvas.save()

    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    document.save(str(folder / "cv.docx"))

    (folder / "cv.txt").write_text("\n".join(LINES), "utf-8")
    (folder / "picture.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (folder / "empty.pdf").write_bytes(b"")
    return folder
