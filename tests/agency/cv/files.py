# ruff: noqa: E501  (a case is a line)
"""Files that are no CV, or no longer one: each of a kind that strangers send."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

LINES = [
    "Jo Example",
    "jo.example@example.org  07700 900123  Stockport SK4 4QT",
    "Employment",
    "2019 - now  Support worker, Example Care Home",
]
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def a_pdf(*, pages: int = 1, password: str | None = None, lines: list[str] = LINES) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=password)
    for _ in range(pages):
        for number, line in enumerate(lines):
            canvas.drawString(72, 770 - 24 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def a_scan() -> bytes:
    """A page that is a picture, as a scanner makes it."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("L", (620, 877), 230)), 0, 0, *A4)
    canvas.save()
    return out.getvalue()


def a_picture(kind: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, kind)
    return out.getvalue()


def a_docx(lines: list[str] = LINES) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def a_docx_with(name: str, content: bytes) -> bytes:
    out = BytesIO(a_docx())
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def a_docx_of(xml: bytes) -> bytes:
    """A Word document whose text part is *xml*."""
    out = BytesIO()
    with ZipFile(BytesIO(a_docx())) as whole, ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for entry in whole.infolist():
            archive.writestr(
                entry.filename,
                xml if entry.filename == "word/document.xml" else whole.read(entry.filename),
            )
    return out.getvalue()


def a_scanned_docx() -> bytes:
    document = Document()
    picture = BytesIO(a_picture("PNG"))
    document.add_picture(picture)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def a_zip(name: str = "holiday.txt") -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr(name, "no CV")
    return out.getvalue()


def an_encrypted_odt() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", b"\x12\x34 not XML any more")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    return out.getvalue()


def an_odt_with_macros() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<a/>")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("Basic/Standard/Module1.xml", "<script/>")
    return out.getvalue()


def old_word(*, stream: str = "WordDocument") -> bytes:
    return OLD + stream.encode("utf-16-le") + bytes(512)


def laughing_docx() -> bytes:
    """Entities that name entities: a billion words from a kilobyte."""
    laughs = b"".join(
        b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(10)
    )
    return a_docx_of(
        b"<?xml version='1.0'?><!DOCTYPE x ["
        + laughs
        + b"]><w:document xmlns:w='w'>&l9;</w:document>"
    )


def heavy_pdf() -> bytes:
    """One page whose drawing unpacks to half a gigabyte of letters."""
    drawing = zlib.compress(
        zlib.compress(b"BT /F1 9 Tf 1 0 0 1 9 9 Tm (A) Tj ET\n" * 12_000_000, 9), 9
    )
    head = b"%PDF-1.4\n"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(drawing)
        + drawing
        + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = head, []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj" % number + content + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    return (
        body + b"xref\n0 6\n0000000000 65535 f \n" + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    )  # fmt: skip
