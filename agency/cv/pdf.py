"""A PDF as lines: letters by where they stand, put together to words, rows and columns."""

import ctypes
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from agency.cv.columns import in_reading_order
from agency.cv.document import Document
from agency.cv.refusal import CvUnreadable, Reason
from agency.cv.rows import Row, Word

MOST_PAGES = 50
MOST_LETTERS_ON_A_PAGE = 30_000
MOST_LINKS = 200

WORD_GAP = 0.18  # of the letters' size
A_SPACE = 0.1  # where the file tells of one
BOLD = 600
HYPHEN_AT_AN_END = 2  # so PDFium marks the hyphen of a word that goes on in the next line


@dataclass(slots=True)
class _Letter:
    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    ends: bool = False  # behind it the file leaves room for a space without writing one


def read_pdf(body: bytes) -> Document:
    """Return what *body* says; CvUnreadable says why it says nothing."""
    pdf = _open(body)
    try:
        count = len(pdf)
        if count > MOST_PAGES:
            raise CvUnreadable(Reason.TOO_MANY_PAGES)
        if count == 0:
            raise CvUnreadable(Reason.EMPTY)
        document = Document(pages=count)
        pages: list[list[Row]] = []
        for number in range(count):
            page = pdf[number]
            pages.append(_rows(_letters(page)))
            document.links += _links(pdf, page)
            document.pictures = document.pictures or _has_pictures(page)
            page.close()
        document.lines = in_reading_order(pages)
        return document
    except pdfium.PdfiumError as problem:
        raise CvUnreadable(Reason.DAMAGED) from problem
    finally:
        pdf.close()


def _open(body: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(body)
    except pdfium.PdfiumError as problem:
        locked = raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        locked = locked or "assword" in str(problem)
        raise CvUnreadable(Reason.PASSWORD if locked else Reason.DAMAGED) from problem


def _letters(page: pdfium.PdfPage) -> list[_Letter]:
    text = page.get_textpage()
    count = min(raw.FPDFText_CountChars(text), MOST_LETTERS_ON_A_PAGE)
    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    letters: list[_Letter] = []
    for n in range(count):
        code = raw.FPDFText_GetUnicode(text, n)
        if code == HYPHEN_AT_AN_END:
            code = ord("-")
        if not 32 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF or code == 0xFFFE:
            continue
        raw.FPDFText_GetCharOrigin(text, n, x, y)
        raw.FPDFText_GetLooseCharBox(text, n, box)
        height = abs(box.top - box.bottom)
        weight = raw.FPDFText_GetFontWeight(text, n)
        generated = chr(code).isspace() and raw.FPDFText_IsGenerated(text, n) == 1
        if generated and letters:
            letters[-1].ends = True
        if generated or height <= 0:
            continue
        letters.append(
            _Letter(chr(code), box.left, box.right, y.value, min(height, 200.0), weight >= BOLD)
        )
    text.close()
    return letters


def _rows(letters: list[_Letter]) -> list[Row]:
    rows: list[list[_Letter]] = []
    for letter in sorted(letters, key=lambda each: -each.y):
        for row in reversed(rows[-3:]):
            size = min(letter.size, row[0].size)
            if abs(row[0].y - letter.y) < 0.3 * size:
                row.append(letter)
                break
        else:
            rows.append([letter])
    return [made for each in rows if (made := _row(each))]


def _row(letters: list[_Letter]) -> Row | None:
    letters.sort(key=lambda each: each.x0)
    doubled = _is_doubled(letters)
    spread = _tracking(letters)
    gap = WORD_GAP + spread * 1.4
    words: list[Word] = []
    previous: _Letter | None = None
    for letter in letters:
        if letter.text.isspace():
            previous = None if previous and letter.x0 > previous.x0 else previous
            continue
        if doubled and previous and _is_over(letter, previous):
            continue
        narrow = A_SPACE if previous and previous.ends and not spread else gap
        joined = previous is not None and letter.x0 - previous.x1 < narrow * letter.size
        if joined and words:
            words[-1].add(letter.text, letter.x1)
        else:
            words.append(Word(letter.text, letter.x0, letter.x1, letter.size, letter.bold))
        previous = letter
    return Row(letters[0].y, words, spread) if words else None


def _is_over(letter: _Letter, previous: _Letter) -> bool:
    return letter.text == previous.text and letter.x0 - previous.x0 < 0.1 * letter.size


def _is_doubled(letters: list[_Letter]) -> bool:
    """Say whether a row is drawn twice, a printer's bold; a ligature of "tt" is no such thing."""
    inked = [letter for letter in letters if not letter.text.isspace()]
    over = sum(_is_over(letter, before) for before, letter in pairwise(inked))
    return over > 0.3 * len(inked)


def _tracking(letters: list[_Letter]) -> float:
    """Return how far apart, of their size, the letters of a spread out line stand."""
    inked = [letter for letter in letters if not letter.text.isspace()]
    gaps = sorted((after.x0 - before.x1) / before.size for before, after in pairwise(inked))
    middle = gaps[len(gaps) // 2] if len(gaps) > 4 else 0.0
    return middle if 0.12 < middle < 1.0 else 0.0


def _has_pictures(page: pdfium.PdfPage) -> bool:
    kinds = (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH)
    return next(iter(page.get_objects(filter=kinds, max_depth=3)), None) is not None


def _links(pdf: pdfium.PdfDocument, page: pdfium.PdfPage) -> list[str]:
    links: list[str] = []
    place, link = ctypes.c_int(0), raw.FPDF_LINK()
    while len(links) < MOST_LINKS and raw.FPDFLink_Enumerate(page, place, link):
        action: Any = raw.FPDFLink_GetAction(link)
        if not action or raw.FPDFAction_GetType(action) != raw.PDFACTION_URI:
            continue
        buffer = ctypes.create_string_buffer(500)
        size = raw.FPDFAction_GetURIPath(pdf, action, buffer, 500)
        if 0 < size <= 500:
            links.append(buffer.value.decode("utf-8", "ignore"))
    return links
