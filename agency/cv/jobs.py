"""Jobs, found by their dates: what stands around a period is who, where and what."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from agency.cv.dates import Period, find_date, find_periods, without_dates
from agency.cv.document import Line
from agency.cv.headings import is_label
from agency.cv.job_lines import (
    anchors_job,
    is_capital,
    is_dated_once,
    is_gap,
    join_broken,
    may_name_job,
    names_whole_job,
)
from agency.cv.lexicon import word_set
from agency.cv.pieces import (
    ASIDE,
    EMPLOYER,
    OTHER,
    TITLE,
    Piece,
    judge,
    pieces_of,
    title_strength,
)

MOST_ABOVE = 3
MOST_BELOW = 3
_ALONE = re.compile(r"self[- ]employed|freelance", re.IGNORECASE)
_CURRENT = re.compile(r"\b(?:current(?:ly)?|present)\b", re.IGNORECASE)


@dataclass
class Entry:
    """One job as it is being put together."""

    period: Period | None = None
    title: str | None = None
    employer: str | None = None
    current: bool = False
    sure: float = 0.9
    lines: list[Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # what else is said of it

    @property
    def whole(self) -> bool:
        return bool(self.title and self.employer)


def entries_by_date(lines: list[Line]) -> list[Entry]:
    """Return the jobs of a section whose periods are written, in the order they stand."""
    lines = join_broken(lines)
    anchors = _anchors(lines)
    if not anchors:
        return []
    above_text, above_dates = _usually_above(lines, anchors)
    entries: list[Entry] = []
    used = -1
    for place, n in enumerate(anchors):
        following = anchors[place + 1] if place + 1 < len(anchors) else len(lines)
        if is_gap(lines[n]):
            used = n
            continue
        entry = Entry(_period_of(lines[n]), lines=[lines[n]])
        usual = above_text if without_dates(lines[n].text).strip(" .()") else above_dates
        pieces = list(pieces_of(lines[n].text))
        above = [
            lines[m] for m in range(n - 1, max(used, n - 1 - usual), -1) if may_name_job(lines[m])
        ]
        above = above[: _headers_above(lines, n, used)]
        for line in above:
            pieces += pieces_of(line.text)
            entry.lines.insert(0, line)
        last = n
        fill(entry, pieces)
        below = _headers_below(lines, n, following, usual)
        for m in below:
            if entry.whole:
                break
            pieces += pieces_of(lines[m].text)
            entry.lines.append(lines[m])
            fill(entry, pieces)
            last = m
        if not entry.whole and usual < MOST_ABOVE:
            _look_further_up(entry, pieces, lines, n - len(above) - 1, used)
        used = last
        entry.words = [lines[m].words for m in range(last + 1, following)]
        entries.append(entry)
    return [entry for entry in share_employers(entries) if _is_job(entry)]


def _anchors(lines: list[Line]) -> list[int]:
    """Return which lines date a job."""
    anchors = [n for n, line in enumerate(lines) if anchors_job(line)]
    if not all(lines[n].bullet for n in anchors):
        anchors = [n for n in anchors if not lines[n].bullet]  # duties mention years as well
    if not anchors:
        anchors = [n for n, line in enumerate(lines) if is_dated_once(line)]
    elif any(names_whole_job(lines[n]) for n in anchors):
        # Between jobs told in a line each, one of a single date is a job as well.
        once = (n for n, line in enumerate(lines) if is_dated_once(line) and names_whole_job(line))
        anchors = sorted({*anchors, *once})
    return anchors


def _usually_above(lines: list[Line], anchors: list[int]) -> tuple[int, int]:
    """Return how many lines name a job above its dates: where they share a line, and where not."""
    usual: dict[bool, int] = {}
    before = -1
    for n in anchors:
        with_text = bool(without_dates(lines[n].text).strip(" .()"))
        usual.setdefault(with_text, _headers_above(lines, n, before))
        before = n
    return usual.get(True, 0), usual.get(False, 0)


def fill(entry: Entry, pieces: Iterable[Piece]) -> None:
    """Choose title and employer of *entry* among *pieces*, the nearest to its dates first."""
    pieces = [piece for piece in pieces if piece.text]
    titles = [piece for piece in pieces if piece.kind == TITLE]
    employers = [piece for piece in pieces if piece.kind == EMPLOYER]
    others = [
        p for p in pieces if p.kind == OTHER and 0 < len(p.text.split()) <= 8 and is_capital(p.text)
    ]
    title = max(titles, key=lambda piece: piece.strength, default=None)
    employer = max(employers, key=lambda piece: piece.strength, default=None)
    entry.sure = 0.95 if title and employer else 0.8
    if title is None and employer and others:
        title = others.pop(0)
    if employer is None and title and others:
        employer = others.pop(0)
    if title is None and employer is None and len(others) >= 2:
        title, employer = others[0], others[1]
        entry.sure = 0.5
    if title is None and employer is None and others:
        entry.sure = 0.4
    if employer and _ALONE.fullmatch(employer.text):
        before = pieces[: pieces.index(employer)]
        if before and before[-1].kind == OTHER and before[-1] in others:
            employer = before[-1]  # "Example Motors · Self-employed"
    if title is None and employer and (parted := _title_before(employer.text)):
        title, employer = parted
    entry.title = title.text if title else None
    entry.employer = employer.text if employer else None
    entry.current = entry.current or (
        entry.period is None and any(p.kind == ASIDE and _CURRENT.search(p.text) for p in pieces)
    )


def _title_before(text: str) -> tuple[Piece, Piece] | None:
    """Part "Volunteer Reader, Example Library" where nothing else says what the title is."""
    first, _, rest = text.partition(", ")
    who, where = judge(first), judge(rest)
    unknown = who.kind == OTHER or first.lower().endswith(" junior")
    if unknown and where.kind == EMPLOYER and 1 < len(first.split()) < 5:
        return Piece(first, TITLE, 1), where
    return None


def share_employers(entries: list[Entry]) -> list[Entry]:
    """Give the posts below an employer's own line that employer; the line itself is no job."""
    kept: list[Entry] = []
    group: Entry | None = None
    above: Entry | None = None
    for n, entry in enumerate(entries):
        following = entries[n + 1] if n + 1 < len(entries) else None
        if (
            entry.employer
            and not entry.title
            and following
            and following.title
            and not following.employer
        ):
            group = entry
            continue
        if group and entry.title and not entry.employer and _within(entry, group):
            entry.employer = group.employer
            entry.lines = [*group.lines, *entry.lines]
        elif entry.employer:
            group = None
        elif above and entry.title and _followed(entry, above):
            # A second post below the employer that the first one stands under.
            entry.employer, entry.sure = above.employer, 0.75
        kept.append(entry)
        shared = above is not None and entry.employer == above.employer
        above = entry if entry.employer and (len(entry.lines) > 1 or shared) else above
    return kept


def _followed(entry: Entry, later: Entry) -> bool:
    """Say whether *later* began when *entry* ended."""
    if not (entry.period and entry.period.end and later.period and later.period.start):
        return False
    end, start = entry.period.end, later.period.start
    if end.month and start.month:
        return 0 <= start.sort_key - end.sort_key <= 2
    return start.year == end.year


def _within(entry: Entry, group: Entry) -> bool:
    if not (entry.period and group.period and entry.period.start and group.period.start):
        return True
    return entry.period.start.year >= group.period.start.year


def _period_of(line: Line) -> Period | None:
    periods = find_periods(line.text)
    return periods[0] if periods else find_date(line.text)


def _headers_above(lines: list[Line], n: int, used: int) -> int:
    count = 0
    while n - 1 - count > used and count < MOST_ABOVE and may_name_job(lines[n - 1 - count]):
        if anchors_job(lines[n - 1 - count]) or is_label(lines[n - 1 - count].words):
            break
        count += 1
    return count


def _headers_below(lines: list[Line], n: int, following: int, usual: int) -> list[int]:
    """Return the lines below the dates that may still name the job, short of the next one's."""
    below: list[int] = []
    for m in range(n + 1, following):
        if not may_name_job(lines[m]) or len(below) >= MOST_BELOW:
            break
        below.append(m)
    if below and below[-1] == following - 1 and following < len(lines):
        below = below[: max(0, len(below) - usual)] if usual else below
    return below


def _look_further_up(
    entry: Entry, pieces: list[Piece], lines: list[Line], m: int, used: int
) -> None:
    if m > used and m >= 0 and may_name_job(lines[m]) and not anchors_job(lines[m]):
        before = entry.title, entry.employer
        more = [piece for piece in pieces_of(lines[m].text) if piece.kind in (TITLE, EMPLOYER)]
        fill(entry, [*pieces, *more])
        if (entry.title, entry.employer) != before:
            entry.lines.insert(0, lines[m])


def _is_job(entry: Entry) -> bool:
    if not entry.title and not entry.employer:
        return False
    text = (entry.title or entry.employer or "").lower()
    return not any(
        re.search(rf"\b{re.escape(words)}\b", text) for words in word_set("not_jobs")
    ) or bool(entry.title and entry.employer and title_strength(entry.title) >= 3)
