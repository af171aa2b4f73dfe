"""Certificates whose names a narrow column, or the edge of the page, has broken."""

import re
from dataclasses import replace

from agency.cv.certificates import is_institution, type_of
from agency.cv.dates import find_year, looks_like_dates, without_dates
from agency.cv.document import Line
from agency.cv.grades import read_grade, split_grade
from agency.cv.lexicon import find_words
from agency.cv.school_subjects import SCHOOL
from agency.cv.statements import begins_with_type

A_WHOLE_LINE = 30
A_FULL_LINE = 60
NARROW = 28
SAME_SIZE = 0.6
_ASKS_FOR_MORE = re.compile(
    r"\b(?:Higher|Further|Extended|National|Advanced|Teaching|Supporting|Early|Special|Social|Youth|"
    r"Child|Health|Physical|Senior|Primary|Secondary|Level|Childhood|Young|Educational)\s*$"
)
_DATED = re.compile(r"\W{0,3}(?:[A-Z][a-z]{2,8}\.?\s)?(?:19|20)\d\d\b")
_DANGLES = re.compile(r"\s(?:in|of|and|for|the|with|to|&)\s*$")


def join_certificates(lines: list[Line]) -> list[Line]:
    """Put together the lines that a narrow column has broken."""
    joined: list[Line] = []
    bullets = any(line.bullet for line in lines)
    for line in lines:
        before = joined[-1] if joined else None
        if before and (row := _same_row(before, line)):
            joined[-1] = row
        elif before and _goes_on(before, line, bullets=bullets):
            first, *others = before.cells
            text = (
                "\t".join([f"{first} {line.text}", *others])
                if before.places
                else f"{before.text} {line.text}"
            )
            joined[-1] = replace(before, text=text)
        else:
            joined.append(line)
    return joined


def _same_row(before: Line, line: Line) -> Line | None:
    """Return the table's row that *before* begins and *line*, its cells' second lines, goes on."""
    places = before.places
    if not 1 < len(line.places) < len(places) or line.bullet:
        return None
    if find_year(line.text) or type_of(line.text):
        return None
    texts = before.cells
    for place, cell in zip(line.places, line.cells, strict=False):
        near = min(range(len(places)), key=lambda n: abs(places[n] - place))
        if abs(places[near] - place) > 4:
            return None
        texts[near] = f"{texts[near]} {cell}"
    return replace(before, text="\t".join(texts))


def _goes_on(before: Line, line: Line, *, bullets: bool) -> bool:
    if len(line.cells) > 1 or (line.bold and not before.bold) or line.gap:
        return False
    first = before.cells[0]
    if _DANGLES.search(before.text) and abs(before.size - line.size) < SAME_SIZE:
        return True
    if line.bullet:
        return False
    if first.count("(") > first.count(")"):
        return True
    if re.search(r"(?:\b(?:in|of|and|for|the|with|to)|[&,/])\s*$", first) or (
        line.text[:1].islower() and len(before.words) > A_WHOLE_LINE
    ):
        return True
    if _is_cut_at_the_edge(before, line) or _is_one_skill(before, line):
        return True
    if type_of(line.text) or SCHOOL.search(line.text):
        return False
    return before.bullet if bullets else _is_broken_name(before, line)


def _is_cut_at_the_edge(before: Line, line: Line) -> bool:
    """Say whether *before* is a full line of a paragraph that *line* goes on with."""
    first = line.words.split(". ")[0]
    school = SCHOOL.search(without_dates(line.words))
    return (
        len(before.words) >= A_FULL_LINE
        and type_of(before.text) is not None
        and not re.search(r"[.;:)]\s*$|\d\s*$", before.text)
        and not (is_institution(first) and _is_said_in_full(before.words))
        and read_grade(line.words) is None
        and not looks_like_dates(line.text)
        and not begins_with_type(line.text)
        and not (_DATED.match(before.text) and _DATED.match(line.text))
        and not (school and school.start() == 0)
    )


def _is_one_skill(before: Line, line: Line) -> bool:
    """Say whether a narrow column has broken what we know by name: "Safeguarding / Lead"."""
    if len(line.words.split()) > 2 or len(before.words) > 2 * NARROW or line.bold != before.bold:
        return False
    edge = len(before.words)
    return any(
        found.kind == "skill" and found.start < edge < found.end
        for found in find_words(f"{before.words} {line.words}")
    )


def _is_said_in_full(text: str) -> bool:
    """Say whether the last certificate of *text* is told to its end."""
    last = re.split(r"\.\s", text)[-1]
    return type_of(last) is None or not _ASKS_FOR_MORE.search(last)


def _is_broken_name(before: Line, line: Line) -> bool:
    """Say whether a narrow column has broken a certificate's name: "BA (Hons) Early / Years"."""
    both = before.words, line.words
    narrow = all(len(text) <= NARROW for text in both) and len(line.words.split()) <= 4
    alike = abs(before.size - line.size) < SAME_SIZE and before.bold == line.bold
    return (
        narrow
        and alike
        and before.size > 0
        and type_of(both[0]) is not None
        and not any(find_year(text) or ":" in text for text in both)
        and read_grade(both[1]) is None
        and split_grade(both[0])[1] is None
        and not is_institution(both[1])
        and not SCHOOL.search(both[0])
    )
