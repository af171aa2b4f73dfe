"""
The outline of a zipped document, looked at with limits before anything unpacks it.

What a zip says about itself may be a lie: every part is read to its announced end, never beyond
a limit of ours.
"""

import re
from zipfile import ZipFile, ZipInfo

from agency.cv.refusal import CvUnreadable, FileUnsafe, Reason

MOST_ENTRIES = 500
LARGEST_UNPACKED = 30 * 1024 * 1024
LARGEST_RATIO = 100
LARGEST_RELATIONS = 256 * 1024
LARGEST_PART = 8 * 1024 * 1024
ENCRYPTED = 0x1

WORD_PARTS = {"[Content_Types].xml", "word/document.xml"}
WRITER_PARTS = {"content.xml", "META-INF/manifest.xml"}
RELATIONS = re.compile(r"word/_rels/[^/]+\.rels")
OUTSIDE_TEMPLATE = re.compile(
    rb"<[^>]{0,2000}/(?:attachedTemplate|oleObject|frame|subDocument)\"[^>]{0,2000}External"
    rb"|<[^>]{0,2000}External[^>]{0,2000}/(?:attachedTemplate|oleObject|frame|subDocument)\"",
)
MACROS = re.compile(r"(?:.*/)?vba(?:project\.bin|data\.xml)|(?:basic|scripts)/.+", re.IGNORECASE)


def check_outline(entries: list[ZipInfo], size: int) -> None:
    """Refuse what unpacks without end, is encrypted, leaves its folder or carries macros."""
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        raise FileUnsafe("too many parts", Reason.BOMB)
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * size:
        raise FileUnsafe("too large once unpacked", Reason.BOMB)
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & ENCRYPTED:
            raise FileUnsafe("a part is encrypted", Reason.PASSWORD)
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
            raise FileUnsafe("a part would leave its folder", Reason.DISGUISED)
        if MACROS.fullmatch(name):
            raise FileUnsafe("the document carries macros", Reason.MACROS)


def check_relations(archive: ZipFile, entries: list[ZipInfo]) -> None:
    """Refuse a Word document that loads parts of itself from elsewhere."""
    for entry in entries:
        if RELATIONS.fullmatch(entry.filename):
            if entry.file_size > LARGEST_RELATIONS:
                raise FileUnsafe("a list of relations is too long", Reason.BOMB)
            with archive.open(entry) as part:
                # Never more than announced plus one: the announcement may be a lie.
                relations = part.read(LARGEST_RELATIONS + 1)
            if len(relations) > LARGEST_RELATIONS or OUTSIDE_TEMPLATE.search(relations):
                raise FileUnsafe("the document loads parts from elsewhere")


def read_part(archive: ZipFile, name: str) -> bytes:
    """Return one part; a part larger than any CV's is a bomb."""
    with archive.open(name) as part:
        content = part.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise CvUnreadable(Reason.BOMB)
    return content
