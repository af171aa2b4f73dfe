"""What a file must not be: a PDF that does more than show pages, a page that runs something."""

import re
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile

from agency.cv.refusal import FileUnsafe, Reason

# A PDF that runs something or carries another file inside; a CV needs neither.
PDF_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)[\s/<\[(>]")

# An object of another program, opened with the document: what harmful RTF files are made of.
RTF_OBJECT = re.compile(rb"\\obj(?:ect|data|emb|link|autlink|update|html|ocx)\b", re.IGNORECASE)

NOT_PLAIN_TEXT = re.compile(
    r"\s*(?:\{\\rtf|<!doctype|<html|<\?xml|<\?php|<script|<svg|#!|MIME-Version:|%!PS)",
    re.IGNORECASE,
)


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


def check_rtf(body: bytes) -> None:
    """Refuse a rich text that carries another program's object."""
    if RTF_OBJECT.search(body):
        raise FileUnsafe("the rich text carries an object")
