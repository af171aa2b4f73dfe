"""
Rows of words in the order a person reads them: down a column, then down the next.

Beside a sidebar each side is read by itself; beside a column of dates, labels or grades each row
is read across. The two gutters look alike: what stands in the narrow side tells which it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from agency.cv.dates import looks_like_dates
from agency.cv.document import Line
from agency.cv.grades import read_grade
from agency.cv.headings import is_column_title, is_label, section_of
from agency.cv.rows import Row, line_of, side_of, with_bullets, with_gaps

GUTTER = 0.9
FEWEST_ROWS = 4
STEP = 4.0
FOOTER = 70.0
SAME_PLACE = 18.0
PAGE_NUMBER = re.compile(
    r"(?:page\s*)?\d{1,2}(?:\s*(?:/|of)\s*\d{1,2})?|[-–]\s*\d{1,2}\s*[-–]", re.IGNORECASE
)
REACH = re.compile(r"@|\b0\d{3,4}[\s\d)]{6,}|\+44|linkedin|\b[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b")


@dataclass
class Part:
    """Rows to be read one after the other; *column* says beside which gutter they stand."""

    rows: list[Row]
    gutter: float | None = None
    side: str = ""
    lines: list[Line] = field(default_factory=list)


def in_reading_order(pages: list[list[Row]]) -> list[Line]:
    """Return the lines of all pages; a column goes on where it ended on the page before."""
    parts: list[Part] = []
    for rows in _without_repeats(pages):
        fresh = list(_parts(rows))
        if parts:
            _continue_columns(parts, fresh)
        parts += fresh
    lines: list[Line] = []
    for part in parts:
        made = with_bullets([line_of(row) for row in part.rows])
        made = with_gaps(made, part.rows)
        if made and part.side:
            made[0] = replace(made[0], begins=True)
        lines += made
    return lines


def _continue_columns(parts: list[Part], fresh: list[Part]) -> None:
    """Move each of *fresh* that carries on a column of the page before to the end of that one."""
    columns = [part for part in parts if part.gutter is not None]
    if not columns:
        return
    gutter = columns[-1].gutter or 0.0
    sides = {part.side: part for part in columns[-2:]}
    for part in list(fresh):
        side = part.side
        if part.gutter is None and part.rows:
            if max(row.words[-1].x1 for row in part.rows) < gutter + SAME_PLACE:
                side = "left"
            elif min(row.words[0].x0 for row in part.rows) > gutter - SAME_PLACE:
                side = "right"
        elif part.gutter is not None and abs(part.gutter - gutter) > SAME_PLACE:
            continue
        if side in sides:
            sides[side].rows += part.rows
            fresh.remove(part)


def _without_repeats(pages: list[list[Row]]) -> Iterator[list[Row]]:
    seen: set[str] = set()
    for number, rows in enumerate(pages):
        kept = []
        for place, row in enumerate(rows):
            at_the_edge = place < 3 or place >= len(rows) - 3
            if PAGE_NUMBER.fullmatch(row.text) and at_the_edge:
                continue
            key = re.sub(r"\d", "", row.text)
            if number and at_the_edge and key in seen and len(key) > 3:
                continue
            kept.append(row)
        seen |= {re.sub(r"\d", "", row.text) for row in [*rows[:3], *rows[-3:]]}
        _mark_footer(kept)
        yield kept


def _mark_footer(rows: list[Row]) -> None:
    """Mark how to reach the person where it stands below everything else on a page."""
    for n in range(len(rows) - 1, max(0, len(rows) - 4), -1):
        apart = rows[n - 1].y - rows[n].y > 1.9 * max(word.size for word in rows[n].words)
        if apart and any(REACH.search(row.text) for row in rows[n:]) and rows[n].y < FOOTER:
            for row in rows[n:]:
                row.edge = True
            return


def _parts(rows: list[Row], depth: int = 0) -> Iterator[Part]:
    found = _find_columns(rows) if depth < 4 else None
    if found is None:
        if rows:
            yield Part(rows)
        return
    first, last, gutter = found
    yield from _parts(rows[:first], depth + 1)
    left = [side_of(row, gutter, left=True) for row in rows[first:last]]
    right = [side_of(row, gutter, left=False) for row in rows[first:last]]
    for side, column in (("left", left), ("right", right)):
        inside = list(_parts([row for row in column if row.words], depth + 1))
        if inside:
            whole = [row for part in inside for row in part.rows]
            yield Part(whole, gutter, side)
    yield from _parts(rows[last:], depth + 1)


def _find_columns(rows: list[Row]) -> tuple[int, int, float] | None:
    """Return where a pair of columns begins and ends, and its gutter, best first."""
    if len(rows) < FEWEST_ROWS:
        return None
    x0 = min(row.words[0].x0 for row in rows)
    x1 = max(row.words[-1].x1 for row in rows)
    tried: list[tuple[int, float, int, int, float]] = []
    x = x0 + 0.1 * (x1 - x0)
    while x < x1 - 0.1 * (x1 - x0):
        tried += ((*_worth(rows[a:b], x), a, b, x) for a, b in _runs(rows, x))
        x += STEP
    tried.sort(key=lambda each: (-each[0], -each[1]))
    judged: list[float] = []
    for worth, _, a, b, gutter in tried[:60]:
        if worth < FEWEST_ROWS or len(judged) > 6:
            break
        if any(abs(gutter - other) < SAME_PLACE for other in judged):
            continue
        judged.append(gutter)
        if _are_columns(rows[a:b], gutter):
            return a, b, gutter
    return None


def _runs(rows: list[Row], x: float) -> Iterator[tuple[int, int]]:
    """Return the stretches of rows that no word, and no narrow gap, crosses at *x*."""
    start: int | None = None
    for n, row in enumerate(rows):
        if _crosses(row, x):
            if start is not None:
                yield start, n
            start = None
        elif start is None:
            start = n
    if start is not None:
        yield start, len(rows)


def _crosses(row: Row, x: float) -> bool:
    before = [word for word in row.words if word.x0 < x]
    if not before:
        return False
    last = max(before, key=lambda word: word.x1)
    if last.x1 > x:
        return True
    after = [word for word in row.words if word.x0 >= x]
    return bool(after) and after[0].x0 - last.x1 < (GUTTER + 2.2 * row.spread) * last.size


def _worth(rows: list[Row], x: float) -> tuple[int, float]:
    left = [row for row in rows if row.words[0].x0 < x]
    right = [row for row in rows if row.words[-1].x1 > x]
    if not left or not right:
        return 0, 0.0
    ends = max(w.x1 for row in left for w in row.words if w.x0 < x)
    starts = min(w.x0 for row in right for w in row.words if w.x0 >= x)
    return min(len(left), len(right)), min(starts - ends, abs(x - ends), 40.0)


def _are_columns(rows: list[Row], gutter: float) -> bool:
    both = [row for row in rows if row.words[0].x0 < gutter <= row.words[-1].x0]
    sides = [
        [side.text for row in rows if (side := side_of(row, gutter, left=left)).words]
        for left in (True, False)
    ]
    narrow, wide = sorted(sides, key=lambda texts: sum(map(len, texts)))
    if any(sum(map(is_column_title, line_of(row).cells)) >= 2 for row in both[:4]):
        return False
    labelled = sum(is_label(text) or section_of(text) is not None for text in sides[0])
    if labelled >= 0.55 * len(sides[0]) and len(both) >= 0.7 * len(sides[0]):
        return False
    if _dates_stand_right(both, gutter):
        return False
    if sum(bool(REACH.search(text)) for text in narrow) >= 2:
        return True
    if _dates_stand_left(rows, both, gutter):
        return False
    dates = sum(looks_like_dates(text) for text in narrow)
    labels = sum(is_label(text) or section_of(text) is not None for text in narrow)
    across = len(both) / len(narrow)
    if dates > 1 and dates + labels == len(narrow):
        return False  # a column of dates, with the headings that stand above it
    if dates >= 0.55 * len(narrow) or (dates + labels >= 0.6 * len(narrow) and across > 0.7):
        return False
    short = sum(len(text.split()) for text in narrow) / len(narrow) < 2.6
    equal = sum(len(text.split()) for text in wide) / len(wide) < 6
    if sum(section_of(text) is not None for text in narrow) >= 2:
        return True
    return not (across >= 0.85 and short and equal)


def _dates_stand_left(rows: list[Row], both: list[Row], gutter: float) -> bool:
    """Say whether every date at the left is in a row with what was then, as most of the rest is."""
    left = [side for row in rows if (side := side_of(row, gutter, left=True)).words]
    dated = [row for row in left if looks_like_dates(row.text)]
    beside = [row for row in both if looks_like_dates(side_of(row, gutter, left=True).text)]
    return len(dated) >= 3 and len(beside) == len(dated) and len(both) >= 0.5 * len(left)


def _dates_stand_right(both: list[Row], gutter: float) -> bool:
    """Say whether most of what stands at the right of other words says when, or how well."""
    right = [side_of(row, gutter, left=False).text for row in both]
    said = sum(looks_like_dates(text) or read_grade(text) is not None for text in right)
    return said >= 3 and said >= 0.6 * len(right)
