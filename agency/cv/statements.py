"""What a paragraph about education says, certificate by certificate."""

import re
from collections.abc import Iterator
from dataclasses import replace

from agency.cv.certificates import type_of
from agency.cv.dates import find_year, without_dates
from agency.cv.document import Line
from agency.cv.lexicon import word_set

_ENDS = re.compile(
    r";\s{0,2}(?![^(]*\))|(?<=[a-z0-9)]{3})\s(?:and|&)\s(?=Level\s\d\s[A-Za-z])|\s[•·|]\s(?=\S)|"
    r"(?:(?<=[a-z0-9)*]{2})|(?<=\))|(?<=\s[A-Z])|(?<=[iI]\.[iI])|(?<=\*))[.!?]\s+(?=[A-Z0-9])"
)
LONGEST = 200  # letters of one certificate
_SHORT_FORM = re.compile(r"\b(?:Hons|St|Dip|Cert|Univ|Ed|Sc|Inc|Ltd|No|incl?|exp|approx)$")
_EMPTY_CELL = re.compile(r"\t\s*[—–-]+\s*(?=\t|$)")
_COMMA = re.compile(r",\s(?![^(]*\))(?:and\s)?")
_YEAR_LAST = re.compile(r"\d{4}\W{0,3}$")
_COMPARED = re.compile(
    r"[\s,(–-]*\b(?:(?:UK\s)?E?NARIC|(?:UK\s)?ENIC|(?:deemed\s|considered\s)?(?:comparable|equivalent|"
    r"equal)\sto|recognised\s(?:by|as))\b[^;\t]*",
    re.IGNORECASE,
)


def statements_of(lines: list[Line]) -> Iterator[Line]:
    """Return *lines*, those that name several certificates parted into one for each."""
    for line in lines:
        text = _EMPTY_CELL.sub("", _COMPARED.sub("", line.text)) or line.text
        parts = list(_sentences(text))
        if len(parts) > 1 and not any(type_of(part) for part in parts):
            parts = [text]
        if len(parts) > 1:
            parts = _with_the_last_year(parts)
        for number, part in enumerate(parts):
            inner = replace(line, text=part, gap=line.gap and number == 0)
            each = list(_in_a_row(inner))
            yield from (replace(one, places=()) for one in each) if len(parts) > 1 else each


def _sentences(text: str) -> Iterator[str]:
    held = ""
    place = 0
    for match in _ENDS.finditer(text):
        before = held + text[place : match.start()]
        if match[0].startswith(";") and not _are_two(before, text, match.end()):
            held, place = f"{before}, ", match.end()  # "A levels: Law; History"
            continue
        if match[0].startswith(".") and _SHORT_FORM.search(before):
            continue
        asked = match[0].startswith("?")
        if before.strip() and not asked:
            yield before.strip()
        held, place = "", match.end()
    if (last := held + text[place:]).strip():
        yield last.strip().rstrip(".") if place else last


def _are_two(before: str, text: str, place: int) -> bool:
    """Say whether a certificate is named before a semicolon, and another behind it."""
    following = _ENDS.search(text, place)
    behind = text[place : following.start() if following else len(text)]
    return type_of(behind) is not None and type_of(before[-LONGEST:]) is not None


def _with_the_last_year(parts: list[str]) -> list[str]:
    """Give all of *parts* the one year that is said behind the last of them."""
    years = [find_year(part) for part in parts]
    label, colon, _ = parts[0].partition(": ")
    if colon and not any(years[1:]) and (first := find_year(label)):
        # A school with its years before a colon lends them to all that follows.
        return [parts[0], *(f"{part}, {first}" for part in parts[1:])]
    if years[-1] is None or any(years[:-1]) or not _YEAR_LAST.search(parts[-1]):
        return parts
    return [*(f"{part}, {years[-1]}" for part in parts[:-1]), parts[-1]]


def _in_a_row(line: Line) -> Iterator[Line]:
    """Part "AS Spanish (B), A2 Geography (D), 2004": the year is said once for all."""
    parts = _COMMA.split(line.text)
    begins = [n for n, part in enumerate(parts) if begins_with_type(part)]
    if len(begins) < 2 or begins[0] != 0 or "\t" in line.text:
        yield line
        return
    rows = [", ".join(parts[a:b]) for a, b in zip(begins, [*begins[1:], len(parts)], strict=True)]
    year = find_year(line.text)
    several = sum(find_year(row) is not None for row in rows) > 1
    for row in rows:
        same = year is None or several or find_year(row)
        yield replace(line, text=row if same else f"{row}, {year}", places=())


def begins_with_type(part: str) -> bool:
    """Say whether a certificate's kind is the first thing *part* names."""
    named = type_of(part)
    if named is None or named[0].lower() in word_set("awarding_bodies"):
        return False
    return without_dates(part).lower().startswith(named[0].lower())
