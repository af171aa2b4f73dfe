"""
What a file is, by its content alone.

Names and declared types are what a stranger says. Only the outline of a Word file is
read here, with limits, before anything unpacks it.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile
from zlib import error as zlib_error

from agency.cv.archive import WORD_PARTS, check_outline, check_relations
from agency.cv.refusal import FileUnsafe, Reason

# A PDF that runs something or carries another file inside; a CV needs neither.
PDF_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)[\s/<\[(>]")

__all__ = ["DOCX", "PDF", "TEXT", "FileKind", "FileUnsafe", "find_kind", "read_text"]

NOT_PLAIN_TEXT = re.compile(
    r"\s*(?:\{\\rtf|<!doctype|<html|<\?xml|<\?php|<script|<svg|#!|MIME-Version:|%!PS)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FileKind:
    """A kind of file we take."""

    suffix: str
    media_type: str


PDF = FileKind(".pdf", "application/pdf")
DOCX = FileKind(".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
TEXT = FileKind(".txt", "text/plain")


def find_kind(body: bytes) -> FileKind | None:
    """Return what *body* is, None for a kind we do not take; FileUnsafe if it hides something."""
    if body.startswith(b"%PDF-"):
        check_pdf(body)
        return PDF
    if body.startswith(b"PK\x03\x04"):
        return DOCX if _is_word(body) else None
    return TEXT if _is_text(body) else None


def check_pdf(body: bytes) -> None:
    """Refuse a PDF that runs something, or that is another file as well."""
    if PDF_ACTIVE.search(body):
        raise FileUnsafe("the PDF carries more than pages")
    if b"PK\x05\x06" in body[-66_000:] and _opens_as_zip(body):
        raise FileUnsafe("the PDF is an archive as well", Reason.DISGUISED)


def _opens_as_zip(body: bytes) -> bool:
    try:
        with ZipFile(BytesIO(body)) as archive:
            return bool(archive.infolist())
    except (BadZipFile, LargeZipFile, ValueError, OSError):
        return False


def _is_word(body: bytes) -> bool:
    try:
        with ZipFile(BytesIO(body)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if not names >= WORD_PARTS:
                return False
            check_outline(entries, len(body))
            check_relations(archive, entries)
            return True
    except (
        BadZipFile,
        LargeZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        zlib_error,
    ) as problem:
        raise FileUnsafe("the document cannot be unpacked", Reason.DAMAGED) from problem


def _is_text(body: bytes) -> bool:
    text = read_text(body)
    if text is None or NOT_PLAIN_TEXT.match(text):
        return False
    return all(c in "\t\n\r\f" or c >= " " for c in text)


def read_text(body: bytes) -> str | None:
    """Return *body* as text in one of the encodings people's editors write, or None."""
    encodings = ["utf-8-sig", "cp1252"]
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
