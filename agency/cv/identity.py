"""What a file is, by its content and not by its name, and why it may not be read."""

import re
from enum import StrEnum
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile
from zlib import error as zlib_error

from agency.cv.archive import (
    WORD_PARTS,
    WRITER_PARTS,
    check_outline,
    check_relations,
    read_part,
)
from agency.cv.refusal import CvUnreadable, FileUnsafe, Reason
from agency.cv.unsafe import NOT_PLAIN_TEXT, check_pdf, check_rtf

LARGEST_FILE = 10 * 1024 * 1024
HEAD = 1024

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = (
    b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"BM", b"II*\x00", b"MM\x00*",
    b"8BPS", b"\x00\x00\x01\x00",
)  # fmt: skip
PROGRAMS = (
    b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!", b"Rar!", b"7z\xbc\xaf",
    b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"SQLite format", b"\x00asm", b"LZIP", b"MSCF",
)  # fmt: skip
_BROKEN = (
    BadZipFile, LargeZipFile, ValueError, OSError, NotImplementedError, EOFError, zlib_error,
)  # fmt: skip
# What a Pages document holds is packed in one of these.
PAGES_PARTS = frozenset({"Index/Document.iwa", "Index.zip", "index.xml.gz", "index.xml"})
CLAIMS = re.compile(r"\.(?:pdf|docx?|docm|dotx?|odt|ott|rtf|txt|text|pages)\s*$", re.IGNORECASE)


class Format(StrEnum):
    """A kind of file that text can be read from."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    RTF = "rtf"
    TXT = "txt"


def identify(body: bytes, filename: str) -> Format:
    """
    Return what *body* is; CvUnreadable says why it is not to be read.

    The name is believed in one thing alone: what the file pretends to be.
    """
    if not body.strip(b"\0 \t\r\n\x0c\xef\xbb\xbf"):
        raise CvUnreadable(Reason.EMPTY)
    if len(body) > LARGEST_FILE:
        raise CvUnreadable(Reason.TOO_LARGE)
    pretends = bool(CLAIMS.search(filename[-80:]))
    head = body[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        if head.startswith(b"%PDF-"):
            check_pdf(body)
            return Format.PDF
        if head.startswith(b"PK"):
            return _zipped(body, pretends=pretends)
        if head.startswith(b"{\\rtf"):
            check_rtf(body)
            return Format.RTF
    except FileUnsafe as problem:
        raise CvUnreadable(problem.reason) from problem
    if refused := _what_else(head, body, pretends=pretends):
        raise CvUnreadable(refused)
    if b"%PDF-" in body[:HEAD]:
        return Format.PDF
    return Format.TXT


def _what_else(head: bytes, body: bytes, *, pretends: bool) -> Reason | None:
    other = Reason.DISGUISED if pretends else Reason.UNKNOWN_KIND
    if head.startswith(OLD_OFFICE):
        return _old_office(body, other)
    if head.startswith(PICTURES) or head[4:8] == b"ftyp" or head[8:12] == b"WEBP":
        return Reason.PICTURE
    if head.startswith(PROGRAMS) or NOT_PLAIN_TEXT.match(head.decode("latin-1")):
        return other
    return None


def _old_office(body: bytes, other: Reason) -> Reason:
    if "EncryptedPackage".encode("utf-16-le") in body:
        return Reason.PASSWORD
    if "WordDocument".encode("utf-16-le") in body:
        return Reason.OLD_WORD
    return other


def _zipped(body: bytes, *, pretends: bool) -> Format:
    try:
        with ZipFile(BytesIO(body)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if names >= WORD_PARTS:
                check_outline(entries, len(body))
                check_relations(archive, entries)
                return Format.DOCX
            if names >= WRITER_PARTS and "word/document.xml" not in names:
                check_outline(entries, len(body))
                if b"encryption-data" in read_part(archive, "META-INF/manifest.xml"):
                    raise CvUnreadable(Reason.PASSWORD)
                return _writer(archive, names, pretends=pretends)
            if names & PAGES_PARTS:
                raise CvUnreadable(Reason.UNKNOWN_KIND)
    except _BROKEN as bad:
        raise CvUnreadable(Reason.DAMAGED) from bad
    raise CvUnreadable(Reason.DISGUISED if pretends else Reason.UNKNOWN_KIND)


def _writer(archive: ZipFile, names: set[str], *, pretends: bool) -> Format:
    kind = read_part(archive, "mimetype") if "mimetype" in names else b"opendocument.text"
    if b"opendocument.text" in kind:
        return Format.ODT
    raise CvUnreadable(Reason.DISGUISED if pretends else Reason.UNKNOWN_KIND)
