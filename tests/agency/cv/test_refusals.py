# ruff: noqa: E501  (a case is a line)
"""What cannot be read is said to be so, and why."""

from __future__ import annotations

import random

import pytest

from agency.cv.reader import read_cv
from agency.cv.reading import Outcome
from tests.agency.cv import files
from tests.cv_set import the_set

CASES = {
    "a scan": (files.a_scan, "cv.pdf", "needs_ocr", "scan"),
    "a scan in a Word document": (files.a_scanned_docx, "cv.docx", "needs_ocr", "scan"),
    "a PDF with a password": (lambda: files.a_pdf(password="secret"), "cv.pdf", "refused", "password"),
    "a Word document with a password": (
        lambda: files.old_word(stream="EncryptedPackage"), "cv.docx", "refused", "password",
    ),
    "an ODT with a password": (files.an_encrypted_odt, "cv.odt", "refused", "password"),
    "an empty file": (lambda: b"", "cv.pdf", "refused", "empty"),
    "a file of spaces": (lambda: b" \r\n\t " * 40, "cv.txt", "refused", "empty"),
    "a PDF of empty pages": (lambda: files.a_pdf(lines=[]), "cv.pdf", "refused", "empty"),
    "an empty Word document": (lambda: files.a_docx([]), "cv.docx", "refused", "empty"),
    "a photo": (lambda: files.a_picture("JPEG"), "cv.jpg", "refused", "picture"),
    "a picture named like a PDF": (lambda: files.a_picture("PNG"), "cv.pdf", "refused", "picture"),
    "a zip named like a PDF": (files.a_zip, "cv.pdf", "refused", "disguised"),
    "a web page named like Word": (
        lambda: b"<html><body><p>Jo Example, teaching assistant</p></body></html>", "cv.doc",
        "refused", "disguised",
    ),
    "a program named like Word": (lambda: b"MZ\x90\x00" + bytes(500), "cv.docx", "refused", "disguised"),
    "a Pages document": (
        lambda: files.a_zip("Index/Document.iwa"), "cv.pages", "refused", "unknown_kind",
    ),
    "a zip by its own name": (files.a_zip, "photos.zip", "refused", "unknown_kind"),
    "a Word document with macros": (
        lambda: files.a_docx_with("word/vbaProject.bin", b"Attribute VB_Name"), "cv.docm",
        "refused", "macros",
    ),
    "an ODT with macros": (files.an_odt_with_macros, "cv.odt", "refused", "macros"),
    "a PDF that runs something": (
        lambda: files.a_pdf() + b"\n/OpenAction <</S /JavaScript /JS (app.alert(1))>>", "cv.pdf",
        "refused", "active_content",
    ),
    "a Word document that unpacks without end": (
        lambda: files.a_docx_with("word/media/a.bin", bytes(60_000_000)), "cv.docx", "refused", "bomb",
    ),
    "entities that name entities": (files.laughing_docx, "cv.docx", "refused", "bomb"),
    "a PDF of too many pages": (lambda: files.a_pdf(pages=51), "cv.pdf", "refused", "too_many_pages"),
    "a text of too many pages": (
        lambda: b"I have worked with children. " * 9000, "cv.txt", "refused", "too_many_pages",
    ),
    "half a Word document": (lambda: files.a_docx()[:9000], "cv.docx", "refused", "damaged"),
    "a Word document of broken XML": (
        lambda: files.a_docx_of(b"<w:document><w:body>"), "cv.docx", "refused", "damaged",
    ),
    "a PDF that is only its first line": (lambda: b"%PDF-1.7\n" + bytes(200), "cv.pdf", "refused", "damaged"),
    "noise": (lambda: bytes(range(256)) * 20, "cv.txt", "refused", "damaged"),
    "an old Word document": (files.old_word, "cv.doc", "refused", "old_word"),
    "a file that is far too large": (lambda: b"Jo " * 4_000_000, "cv.txt", "refused", "too_large"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_cannot_be_read_says_why(case: str):
    make, filename, outcome, reason = CASES[case]

    read = read_cv(make(), filename)

    assert (read.outcome, read.reason) == (outcome, reason)
    told = read.as_json()
    assert not any(told[field] for field in told if field not in ("outcome", "reason"))


@pytest.mark.parametrize("name", ["cv.docx", "cv.txt", "cv", "../../cv.pdf\0.exe", "‮fdp.cv"])
def test_a_pdf_is_read_whatever_it_is_called(name: str):
    read = read_cv(files.a_pdf(), name)

    assert read.outcome == Outcome.PARSED
    assert read.email == "jo.example@example.org"


def test_a_pdf_whose_password_is_empty_is_read():
    from reportlab.lib.pdfencrypt import StandardEncryption

    read = read_cv(files.a_pdf(password=StandardEncryption("", "owner")), "cv.pdf")  # type: ignore[arg-type]

    assert read.name == "Jo Example"


def test_a_file_broken_anywhere_never_stops_the_reader():
    chance = random.Random(7)
    cvs = list(the_set())

    for _ in range(250):
        cv = chance.choice(cvs)
        broken = bytearray(cv.body[: chance.randrange(1, 2 * len(cv.body))])
        for _ in range(chance.randrange(30)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)

        assert read_cv(bytes(broken), cv.filename).outcome in set(Outcome)
