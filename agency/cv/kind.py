"""
What a file is, by its content alone.

Names and declared types are what a stranger says. Only the outline of a Word file is
read here, with limits, before anything unpacks it.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

MOST_ENTRIES = 500
LARGEST_UNPACKED = 30 * 1024 * 1024
LARGEST_RATIO = 100
LARGEST_RELATIONS = 256 * 1024
ENCRYPTED = 0x1

WORD_PARTS = {"[Content_Types].xml", "word/document.xml"}
RELATIONS = re.compile(r"word/_rels/[^/]+\.rels")
OUTSIDE_TEMPLATE = re.compile(
    rb"<[^>]{0,2000}/(?:attachedTemplate|oleObject|frame|subDocument)\"[^>]{0,2000}External"
    rb"|<[^>]{0,2000}External[^>]{0,2000}/(?:attachedTemplate|oleObject|frame|subDocument)\"",
)

# A PDF that runs something or carries another file inside; a CV needs neither.
PDF_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)[\s/<\[(>]")

NOT_PLAIN_TEXT = re.compile(
    r"\s*(?:\{\\rtf|<!doctype|<html|<\?xml|<\?php|<script|<svg|#!|MIME-Version:|%!PS)",
    re.IGNORECASE,
)


class FileUnsafe(Exception):
    """A PDF or Word file that carries more than a document, or that unpacks without end."""


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
        _check_pdf(body)
        return PDF
    if body.startswith(b"PK\x03\x04"):
        return DOCX if _is_word(body) else None
    return TEXT if _is_text(body) else None


def _check_pdf(body: bytes) -> None:
    if PDF_ACTIVE.search(body):
        raise FileUnsafe("the PDF carries more than pages")
    if b"PK\x05\x06" in body[-66_000:] and _opens_as_zip(body):
        raise FileUnsafe("the PDF is an archive as well")


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
            _check_outline(entries, len(body))
            _check_relations(archive, entries)
            return True
    except (BadZipFile, LargeZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise FileUnsafe("the document cannot be unpacked") from problem


def _check_outline(entries: list[ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        raise FileUnsafe("too many parts")
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * size:
        raise FileUnsafe("too large once unpacked")
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & ENCRYPTED:
            raise FileUnsafe("a part is encrypted")
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
            raise FileUnsafe("a part would leave its folder")
        if name.lower().endswith(("vbaproject.bin", "vbadata.xml")):
            raise FileUnsafe("the document carries macros")


def _check_relations(archive: ZipFile, entries: list[ZipInfo]) -> None:
    for entry in entries:
        if RELATIONS.fullmatch(entry.filename):
            if entry.file_size > LARGEST_RELATIONS:
                raise FileUnsafe("a list of relations is too long")
            with archive.open(entry) as part:
                # Never more than announced plus one: the announcement may be a lie.
                relations = part.read(LARGEST_RELATIONS + 1)
            if len(relations) > LARGEST_RELATIONS or OUTSIDE_TEMPLATE.search(relations):
                raise FileUnsafe("the document loads parts from elsewhere")


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
