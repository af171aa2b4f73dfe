"""Jobs, found by their dates: what stands around a period is who, where and what."""

from dataclasses import replace

from agency.cv.dates import Period, find_periods
from agency.cv.document import Line
from agency.cv.job_entry import Entry
from agency.cv.job_layout import lay_out
from agency.cv.job_lines import (
    anchors_job,
    is_dated_once,
    is_gap,
    join_broken,
    names_whole_job,
    says_no_job,
)
from agency.cv.job_pattern import follow_pattern
from agency.cv.lexicon import word_set
from agency.cv.pieces import EMPLOYER, TITLE, pieces_of, title_strength

MOST_DATES = 80  # of jobs: a file of thousands is no CV


def entries_by_date(lines: list[Line]) -> list[Entry]:
    """Return the jobs of a section whose periods are written, in the order they stand."""
    lines = join_broken(lines)
    blocks = follow_pattern(lines, lay_out(lines, _anchors(lines)[:MOST_DATES]))
    entries: list[Entry] = []
    for place, block in enumerate(blocks):
        if is_gap(lines[block.anchor]):
            continue
        following = blocks[place + 1].first if place + 1 < len(blocks) else len(lines)
        entry = block.entry
        entry.words = [line.words for line in lines[block.last + 1 : following]]
        entries.append(entry)
    return [entry for entry in share_employers(entries) if _is_job(entry)]


def _anchors(lines: list[Line]) -> list[int]:
    """Return which lines date a job."""
    anchors = [n for n, line in enumerate(lines) if anchors_job(line)]
    if not all(lines[n].bullet for n in anchors):
        # Duties mention years as well.
        anchors = [n for n in anchors if not lines[n].bullet or _names_plainly(lines[n])]
    if not anchors:
        anchors = [n for n, line in enumerate(lines) if is_dated_once(line)]
    elif any(names_whole_job(lines[n]) for n in anchors):
        # Between jobs told in a line each, one of a single date is a job as well.
        once = (n for n, line in enumerate(lines) if is_dated_once(line) and names_whole_job(line))
        anchors = sorted({*anchors, *once})
    return anchors


def _names_plainly(line: Line) -> bool:
    kinds = {piece.kind for piece in pieces_of(line.text)}
    return {TITLE, EMPLOYER} <= kinds and bool(find_periods(line.text))


def share_employers(entries: list[Entry]) -> list[Entry]:
    """Give the posts below an employer's own line that employer; the line itself is no job."""
    entries = [entry for entry in entries if entry.employer or not says_no_job(entry.title or "")]
    kept: list[Entry] = []
    group: Entry | None = None
    above: Entry | None = None
    for n, entry in enumerate(entries):
        following = entries[n + 1] if n + 1 < len(entries) else None
        if n and (entry.employer or "").lower() in word_set("same_employer"):
            entry.employer = entries[n - 1].employer
        if entry.employer and not entry.title and following and _heads(entry, following):
            group = entry
            continue
        if group and (not entry.employer or entry.part) and _within(entry, group):
            entry.title = entry.part or entry.title or entry.other
            entry.period = _until(entry.period, group.period)
            entry.employer = group.employer
            entry.lines = [*group.lines, *entry.lines]
        elif entry.employer and not (group and group.period and _within(entry, group)):
            group = None
        elif above and entry.title and not entry.employer and _followed(entry, above):
            # A second post below the employer that the first one stands under.
            entry.employer, entry.sure = above.employer, 0.75
        kept.append(entry)
        shared = above is not None and entry.employer == above.employer
        above = entry if entry.employer and (len(entry.lines) > 1 or shared) else above
    return kept


def _until(period: Period | None, whole: Period | None) -> Period | None:
    """Return a period that is told to go on as ending where the time with its employer ends."""
    if period and whole and period.current and whole.end:
        return replace(period, end=whole.end, current=False)
    return period


def _heads(entry: Entry, following: Entry) -> bool:
    """Say whether *entry*, an employer alone, is what *following* was a post at."""
    if following.employer and not following.part and not (entry.period and following.period):
        return False
    return bool(following.title or following.other) and _within(following, entry)


def _followed(entry: Entry, later: Entry) -> bool:
    """Say whether *later* began when *entry* ended."""
    if not (entry.period and entry.period.end and later.period and later.period.start):
        return False
    end, start = entry.period.end, later.period.start
    if end.month and start.month:
        return 0 <= start.sort_key - end.sort_key <= 2
    return start.year == end.year


def _within(entry: Entry, group: Entry) -> bool:
    """Say whether *entry* lies in the years of *group*, as far as both say."""
    if not (entry.period and group.period and entry.period.start and group.period.start):
        return True
    if entry.period.start.year < group.period.start.year:
        return False
    ended, last = entry.period.end, group.period.end
    return not (ended and last) or ended.year <= last.year


def _is_job(entry: Entry) -> bool:
    if not entry.title and not entry.employer:
        return False
    if not says_no_job(entry.title or entry.employer or ""):
        return True
    return bool(entry.whole and title_strength(entry.title or "") >= 3)
