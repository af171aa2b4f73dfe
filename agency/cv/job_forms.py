"""Jobs in tables with titled columns, behind labels, and in sentences."""

import re
from collections.abc import Iterator
from dataclasses import replace

from agency.cv.dates import Period, find_date, find_period, without_dates
from agency.cv.document import Line
from agency.cv.headings import column_title, label_of
from agency.cv.job_entry import Entry, fill
from agency.cv.job_lines import is_bullet_job, join_broken, may_name_job, tells
from agency.cv.pieces import ASIDE, EMPLOYER, OTHER, PLACE, TITLE, judge, pieces_of

_COLON = re.compile(r"^\s{0,3}(?:\(?\d{1,2}[.)]\s{0,3})?([^:\t]{1,45}?)\s{0,2}[:\t]\s{0,3}(.*)$")
_SENTENCE = re.compile(r"(?<=[a-z0-9)]{2})[.!]\s+(?=[A-Z])")
_AS = re.compile(
    r"\b(?:as|am|was|been|currently)\s(?:an?|the|their|full-time|part-time)\s"
    r"(?P<title>[A-Za-z0-9][^,.;]{2,90}?)\s(?:at|for|with|in|by)\s(?:the\s)?"
    r"(?P<employer>[A-Z](?:[^,;.()]|\.(?=\s[A-Z][a-z]+\s&)){1,70})"
)
_WORKED_AT = re.compile(
    r"\b(?:work(?:ed|ing)?|employed|been|volunteer(?:ed|ing)?|started|based|registered|signed up)\s"
    r"(?:at|for|with|in|by|on the books of)\s"
    r"(?:the\s)?(?P<employer>[A-Z][^,;()]{1,70}?)(?:,?\ssince\s[^,;]{4,24})?,?\sas\s(?:an?|the|their)\s"
    r"(?P<title>[A-Za-z][^,.;(]{2,70}?)(?=\s(?:since|from|between|until|for|in|where|and)\b|[,.;(]|$)"
)
_FOR_WHOM = re.compile(r"\s(?:for|with)\s(?:an?|the|two|three)\s")
_NOW = re.compile(
    r"\b(?:currently|presently|now|at present|at the moment|current)\b|\bI (?:am|work)\b",
    re.IGNORECASE,
)
_EMPLOYER_ENDS = re.compile(
    r"\s(?:since|from|between|until|in (?:19|20)|for (?:\d|two|three)|where|which|and (?:am|was|"
    r"I)|as)\b.*"
)


def entries_in_table(lines: list[Line]) -> tuple[list[Entry], list[Line]]:
    """Return the jobs below titled columns, and the lines that are no part of that table."""
    for n, line in enumerate(lines):
        titles = [column_title(cell) for cell in line.cells]
        known = {title for title in titles if title}
        if len(known & {"dates", "employer", "title"}) >= 2 and len(line.cells) <= 8:
            end = _end_of_table(lines, n + 1)
            return _rows(lines[n + 1 : end], line, titles), lines[:n] + lines[end:]
    return [], lines


def _end_of_table(lines: list[Line], first: int) -> int:
    """Return where the table ends: at the titles of another one, or at a heading's capitals."""
    for n in range(first, len(lines)):
        cells = lines[n].cells
        if len(cells) > 1 and sum(column_title(cell) is not None for cell in cells) > 1:
            return n
        if len(cells) == 1 and lines[n].bold and cells[0].isupper() and not find_period(cells[0]):
            return n
    return len(lines)


def _rows(lines: list[Line], head: Line, titles: list[str | None]) -> list[Entry]:
    entries: list[Entry] = []
    cells: dict[str, str] = {}
    taken: list[Line] = []

    def close() -> None:
        if cells.get("title") or cells.get("employer"):
            entries.append(_entry(cells, list(taken)))
        cells.clear()
        taken.clear()

    for line in lines:
        row = _cells(line, head, titles)
        if not row or len(line.cells) > len(titles):
            continue
        if (
            _period(row.get("dates", "")) and cells.get("dates") and not _unfinished(cells["dates"])
        ) or ("dates" in row and "title" in row and "title" in cells and not head.places):
            close()
        for name, text in row.items():
            cells[name] = f"{cells[name]} {text}" if name in cells else text
        taken.append(line)
    close()
    return entries


def _unfinished(dates: str) -> bool:
    return bool(re.search(r"(?:[-–—]|\bto|\buntil)\s*$", dates)) or _period(dates) is None


def _cells(line: Line, head: Line, titles: list[str | None]) -> dict[str, str]:
    row: dict[str, str] = {}
    for n, cell in enumerate(line.cells):
        place = n
        if head.places and line.places and len(line.places) == len(line.cells):
            place = min(range(len(titles)), key=lambda m: abs(head.places[m] - line.places[n]))
        title = titles[place] if place < len(titles) else None
        if title == "dates" and not cell and "dates" in row and place == n:
            row[title] = f"{row[title]} – present"  # the column of the end is empty
        if title and cell:
            between = " – " if title == "dates" else " "
            row[title] = f"{row[title]}{between}{cell}" if title in row else cell
    return row


def _entry(cells: dict[str, str], lines: list[Line]) -> Entry:
    employer = next((p.text for p in pieces_of(cells.get("employer", "")) if p.kind != PLACE), None)
    # "Post held and duties": the duties follow in sentences.
    title = without_dates(_SENTENCE.split(cells.get("title", ""))[0].rstrip(".")) or None
    return Entry(
        _period(cells.get("dates", "")), title, employer, sure=0.93, lines=lines[:2],
        words=[cells.get("duties", "")],
    )  # fmt: skip


def _period(text: str) -> Period | None:
    return find_period(text) or find_date(text)


def entries_by_label(lines: list[Line]) -> list[Entry]:
    """Return the jobs told as "Job title: …", "Employer: …", "Dates: …"."""
    entries: list[Entry] = []
    known: dict[str, str] = {}
    taken: list[Line] = []
    pending: str | None = None

    def close() -> None:
        if "title" in known and ("employer" in known or "dates" in known):
            entries.append(_from_labels(known, list(taken)))
        known.clear()
        taken.clear()

    for line in lines:
        match = _COLON.match(line.text)
        label = label_of(match[1]) if match else label_of(line.words)
        value = match[2].strip() if match else ""
        if label in ("title", "employer", "dates", "to"):
            if label in known:
                close()
            pending = label if not value else None
            if value:
                known[label] = " ".join(value.split("\t"))
            taken.append(line)
        elif pending and label is None:
            known[pending] = line.words
            taken.append(line)
            pending = None
        else:
            known["words"] = f"{known.get('words', '')} {line.words}"
    close()
    return entries


def _from_labels(known: dict[str, str], lines: list[Line]) -> Entry:
    dates = known.get("dates", "")
    if "to" in known and find_period(dates) is None:
        dates = f"{dates} - {known['to']}"
    employer = known.get("employer", "")
    named = next((p.text for p in pieces_of(employer) if p.kind not in (PLACE, TITLE)), employer)
    return Entry(
        _period(dates), without_dates(known["title"]) or None, named or None, sure=0.95,
        lines=lines, words=[known.get("words", "")],
    )  # fmt: skip


def entries_in_sentences(lines: list[Line]) -> Iterator[Entry]:
    """Return the jobs told in sentences: "I worked as a carer at Sunrise from 2015 to 2018"."""
    text = " ".join(line.words for line in lines)
    for sentence in _SENTENCE.split(text):
        match = _WORKED_AT.search(sentence[:400]) or _AS.search(sentence[:400])
        if match is None:
            continue
        title, employer = (
            _FOR_WHOM.split(match["title"])[0].strip(),
            _without_place(_EMPLOYER_ENDS.sub("", match["employer"]).strip()),
        )
        if judge(title).kind not in (TITLE, EMPLOYER) or len(employer) < 2:
            continue
        period = find_period(sentence)
        line = replace(lines[0], text=sentence.strip()[:300])
        names = [p.text for p in pieces_of(employer) if p.kind != PLACE]
        current = bool(_NOW.search(sentence)) and (period is None or period.current)
        yield Entry(period, title, names[0] if names else employer, current, 0.8, [line])


def _without_place(employer: str) -> str:
    """Return "Example School" where somebody writes "Example School in Exampletown"."""
    name, _, place = employer.rpartition(" in ")
    return name if name and judge(place).kind == PLACE else employer


def entries_without_dates(lines: list[Line]) -> Iterator[Entry]:
    """Return the jobs of a section that names no dates: lines with a title and an employer."""
    waiting: Entry | None = None
    for line in join_broken(lines):
        pieces = pieces_of(line.text) if may_name_job(line) or is_bullet_job(line) else ()
        kinds = {piece.kind for piece in pieces}
        if (
            TITLE in kinds
            and (EMPLOYER in kinds or OTHER in kinds)
            and len(line.words.split()) <= 12
        ):
            waiting = Entry(lines=[line])
            fill(waiting, pieces)
            waiting.sure = 0.75
            yield waiting
            waiting = None
        elif kinds & {TITLE, EMPLOYER} and not kinds - {TITLE, EMPLOYER, PLACE, ASIDE}:
            if waiting is None:
                waiting = Entry(lines=[line])
                fill(waiting, pieces)
                continue
            held = pieces_of(waiting.lines[0].text)
            waiting.lines.append(line)
            fill(waiting, [*held, *pieces])
            if waiting.whole:
                waiting.sure = 0.7
                yield waiting
            waiting = None
        else:
            waiting = None


_STILL = re.compile(r"\bstill (?:here|there|working|employed|going)\b|\bcurrent\b", re.IGNORECASE)
_ENDED = re.compile(
    r"\b(?:ended|until|till|left|finished|up to|shut)\s(?:in\s)?(?P<end>[^,;–-]{4,20})",
    re.IGNORECASE,
)
MOST_IN_A_LINE = 26


def entries_line_by_line(lines: list[Line]) -> Iterator[Entry]:
    """Return the jobs of lines that each name a whole one, with a period or without."""
    for line in join_broken(lines):
        pieces = pieces_of(line.text)
        plainly = any(piece.kind == TITLE and piece.strength >= 3 for piece in pieces)
        if not plainly or tells(line) or len(line.words.split()) > MOST_IN_A_LINE:
            continue
        if not any(piece.kind == EMPLOYER for piece in pieces):
            continue
        period, ended = find_period(line.text), _ENDED.search(line.text)
        end = find_date(ended["end"]) if ended else None
        if period is None and end:
            period = replace(end, start=None)
        entry = Entry(
            period, current=period is None and bool(_STILL.search(line.text)), lines=[line]
        )
        fill(entry, pieces)
        entry.sure = 0.75
        yield entry
