"""
Where the jobs of one CV say what and where: what is plain of some is likely of the others.

A title nobody foresaw, "Wrap Hero", stands where the titles of the jobs around it stand.
"""

from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from agency.cv.document import Line
from agency.cv.job_layout import Block
from agency.cv.job_lines import is_gap, may_name_job
from agency.cv.pieces import ASIDE, EMPLOYER, PLACE, TITLE, is_name, judge, segments_of, where_of

MOST_WORDS = 9


class _Place(NamedTuple):
    row: int  # lines below the first one of the job
    segment: int


class _Pattern(NamedTuple):
    up: int
    down: int
    title: _Place
    employer: _Place


def follow_pattern(lines: list[Line], blocks: list[Block]) -> list[Block]:
    """Return *blocks*, those without a plain title and employer named as the plain ones are."""
    patterns: Counter[_Pattern] = Counter()
    for block in blocks:
        if pattern := _pattern_of(lines, block):
            patterns[pattern] += 1 + (judge(block.entry.employer or "").kind == EMPLOYER)
    if not patterns:
        return blocks
    followed: list[Block] = []
    for n, block in enumerate(blocks):
        before = followed[-1].last if followed else -1
        after = blocks[n + 1].first if n + 1 < len(blocks) else len(lines)
        if _pattern_of(lines, block) is None and not is_gap(lines[block.anchor]):
            for pattern, _ in patterns.most_common():
                laid = _laid_out(lines, block, pattern, before, after)
                if laid and _name(lines, laid, pattern):
                    block = laid
                    break
        followed.append(block)
    return followed


def _laid_out(
    lines: list[Line], block: Block, pattern: _Pattern, before: int, after: int
) -> Block | None:
    """Return *block* over as many lines as *pattern* has; None where they are not there for it."""
    first, last = block.anchor - pattern.up, block.anchor + pattern.down
    if first <= before or last >= after:
        return None
    if (first, last) == (block.first, block.last):
        return block
    own = lines[first : last + 1]
    if block.entry.whole and block.last - block.first >= last - first:
        return None
    if not all(n == block.anchor or may_name_job(lines[n]) for n in range(first, last + 1)):
        return None
    return replace(block, first=first, last=last, entry=replace(block.entry, lines=own))


def _pattern_of(lines: list[Line], block: Block) -> _Pattern | None:
    """Return where a job says its title and employer; None where it does not say them plainly."""
    entry = block.entry
    if not (entry.title and entry.employer):
        return None
    if judge(entry.title).kind != TITLE or judge(entry.employer).kind == TITLE:
        return None
    title, employer = _find(lines, block, entry.title), _find(lines, block, entry.employer)
    if title is None or employer is None or title == employer:
        return None
    return _Pattern(block.anchor - block.first, block.last - block.anchor, title, employer)


def _find(lines: list[Line], block: Block, text: str) -> _Place | None:
    for row, line in enumerate(lines[block.first : block.last + 1]):
        for number, segment in enumerate(segments_of(line.text)):
            if segment.startswith(text):
                return _Place(row, number)
    return None


def _name(lines: list[Line], block: Block, pattern: _Pattern) -> bool:
    """Give *block* the title and the employer that stand where *pattern* has them."""
    title, where = _at(lines, block, pattern.title), _at(lines, block, pattern.employer)
    entry = block.entry
    if not (title and where):
        return False
    known = entry.title and title.startswith(entry.title) and (entry.employer or "\n") not in title
    title = entry.title if known and entry.title else _without_place(title)
    employer = entry.employer if entry.employer and entry.employer in where else where_of(where)
    if employer is None or not (is_name(title) and is_name(employer)):
        return False
    if judge(employer).kind == TITLE or judge(title).kind == PLACE:
        return False  # these two have changed places
    entry.title, entry.employer, entry.sure = title, employer, max(entry.sure, 0.8)
    entry.part = entry.other = None
    return True


def _without_place(title: str) -> str:
    parts = title.split(", ")
    while len(parts) > 1 and judge(parts[-1]).kind in (PLACE, ASIDE):
        parts.pop()
    return ", ".join(parts)


def _at(lines: list[Line], block: Block, place: _Place) -> str | None:
    segments = segments_of(lines[block.first + place.row].text)
    if place.segment >= len(segments):
        return None
    text = segments[place.segment]
    return text if 0 < len(text.split()) <= MOST_WORDS else None
