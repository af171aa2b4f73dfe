"""The text of a CV, whatever kind of file it comes in."""

from agency.cv.document import MOST_LETTERS, Document, tidy
from agency.cv.identity import Format, identify
from agency.cv.pdf import read_pdf
from agency.cv.plain_text import read_txt
from agency.cv.refusal import CvUnreadable, Reason
from agency.cv.rich_text import read_rtf
from agency.cv.word import read_docx
from agency.cv.writer import read_odt

FEWEST_LETTERS = 30
FEWEST_BESIDE_A_PICTURE = 80
_READERS = {
    Format.PDF: read_pdf,
    Format.DOCX: read_docx,
    Format.ODT: read_odt,
    Format.RTF: read_rtf,
    Format.TXT: read_txt,
}


def read_document(body: bytes, filename: str) -> Document:
    """Return the lines of *body*; CvUnreadable says why there are none."""
    document = _READERS[identify(body, filename)](body)
    printed = sum(len(line.text) for line in document.lines)
    if printed > MOST_LETTERS:
        raise CvUnreadable(Reason.TOO_MANY_PAGES)
    signs = sum(not c.isspace() for line in document.lines for c in line.text)
    document.lines = tidy(document.lines)
    letters = document.letters
    if document.pictures and letters < FEWEST_BESIDE_A_PICTURE:
        raise CvUnreadable(Reason.SCAN)
    if signs > FEWEST_LETTERS and letters < 0.3 * signs:
        # Fonts without a table of letters show words to the eye alone.
        raise CvUnreadable(Reason.UNREADABLE_FONT)
    if letters < FEWEST_LETTERS:
        raise CvUnreadable(Reason.EMPTY)
    return document
