"""
Which lines about a job's dates name it: every way to lay a job out is tried and weighed.

The jobs of one CV are mostly laid out alike, no line names two jobs, and a line that says nothing
of who or where costs more than it brings: the sum over all jobs decides, not one line by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from agency.cv.dates import Period, find_date, find_periods, without_dates
from agency.cv.document import Line
from agency.cv.headings import is_label
from agency.cv.job_entry import Chosen, Entry, fill
from agency.cv.job_lines import anchors_job, may_name_job, says_no_job
from agency.cv.pieces import ASIDE, EMPLOYER, PLACE, TITLE, Piece, pieces_of

MOST_ABOVE = 3
MOST_BELOW = 3
A_TALE = 8  # words: a line below the dates that is longer tells rather than names

_NAMED, _PLAINLY, _GUESSED = 2.0, 0.5, 1.0
_ALIKE, _AS_LONG = 0.6, 0.3
_IDLE_LINE, _PLACE_LINE, _FAR_LINE = -1.0, -0.2, -0.15
_RIVAL_TITLE, _RIVAL_EMPLOYER = -1.5, -1.0
_BROKEN_OFF, _BEGINS_ANEW, _TOLD, _FORGOTTEN = -1.0, -1.0, -0.6, -0.8
_NO_JOB = 3.5
_OFTEN = 0.6  # as many lines with room above them: the room says nothing


@dataclass(frozen=True)
class Block:
    """The lines from *first* to *last* as one job, dated in line *anchor*."""

    anchor: int
    first: int
    last: int
    entry: Entry
    score: float
    shape: tuple[int, ...]


def lay_out(lines: list[Line], anchors: list[int]) -> list[Block]:
    """Return the best block for each of *anchors*, no two of them over one line."""
    roomy = sum(line.gap for line in lines) > _OFTEN * len(lines)
    best: list[tuple[float, tuple[Block, ...]]] = [(0.0, ())]
    for place, n in enumerate(anchors):
        before = anchors[place - 1] if place else -1
        after = anchors[place + 1] if place + 1 < len(anchors) else len(lines)
        reached = []
        for block in _blocks(lines, n, before, after, roomy=roomy):
            ways = [
                (score + block.score + _joint(lines, way, block), (*way, block))
                for score, way in best
                if not way or way[-1].last < block.first
            ]
            if ways:
                reached.append(max(ways, key=lambda each: each[0]))
        best = reached
    return list(max(best, key=lambda each: each[0], default=(0.0, ()))[1])


def _blocks(lines: list[Line], n: int, before: int, after: int, *, roomy: bool) -> Iterator[Block]:
    above, below = _reach(lines, n, before, -1), _reach(lines, n, after, 1)
    for up in range(len(above) + 1):
        for down in range(len(below) + 1):
            yield _weigh(lines, n, above[:up], below[:down], roomy=roomy)


def _reach(lines: list[Line], n: int, end: int, step: int) -> list[int]:
    """Return the lines next to the dates that may name the job."""
    reached: list[int] = []
    most = MOST_ABOVE if step < 0 else MOST_BELOW
    m = n + step
    while m != end and 0 <= m < len(lines) and len(reached) < most:
        line = lines[m]
        if not may_name_job(line) or anchors_job(line) or is_label(line.words):
            break
        reached.append(m)
        m += step
    return reached


def _weigh(lines: list[Line], n: int, above: list[int], below: list[int], *, roomy: bool) -> Block:
    of_line = {m: pieces_of(lines[m].text) for m in (n, *above, *below)}
    entry = Entry(period_of(lines[n]))
    chosen = fill(entry, [piece for pieces in of_line.values() for piece in pieces])
    first, last = min(of_line), max(of_line)
    entry.lines = lines[first : last + 1]
    where = {id(piece): m for m, pieces in of_line.items() for piece in pieces}
    score = _worth(chosen.title, chosen.worth[0]) + _worth(chosen.employer, chosen.worth[1])
    if says_no_job(" ".join(line.words for line in entry.lines)):
        score = max(score, _NO_JOB)
    at = [where.get(id(piece), n) if piece else None for piece in (chosen.title, chosen.employer)]
    for m in (*above, *below):
        score += _FAR_LINE * abs(m - n)
        if m not in at:
            kinds = {piece.kind for piece in of_line[m]}
            score += _PLACE_LINE if kinds <= {PLACE, ASIDE} else _IDLE_LINE
    score += _rivals(chosen, of_line, at)
    for m in range(first + 1, last + 1):
        if lines[m].gap and not roomy:
            score += _BROKEN_OFF
        if m > n and lines[m].bold and not lines[first].bold:
            score += _BEGINS_ANEW
    score += _TOLD * sum(len(lines[m].words.split()) > A_TALE for m in below)
    shape = (len(above), len(below), *((m - n if m is not None else 9) for m in at))
    return Block(n, first, last, entry, score, shape)


def _worth(piece: Piece | None, strength: int) -> float:
    if piece is None:
        return 0.0
    return _NAMED + _PLAINLY * min(strength, 3) if strength else _GUESSED


def _rivals(chosen: Chosen, of_line: dict[int, tuple[Piece, ...]], at: list[int | None]) -> float:
    """Return what it costs that other lines name another title or employer as plainly."""
    score = 0.0
    for m, pieces in of_line.items():
        titles = [p for p in pieces if p.kind == TITLE and p.strength >= 3]
        employers = [p for p in pieces if p.kind == EMPLOYER]
        if titles and chosen.title and m != at[0]:
            score += _RIVAL_TITLE
        if employers and chosen.employer and m != at[1]:
            score += _RIVAL_EMPLOYER
    return score


def _joint(lines: list[Line], way: tuple[Block, ...], block: Block) -> float:
    """Return what *block* is worth behind the blocks before it."""
    score = 0.0
    like = _class_of(lines[block.anchor])
    earlier = next((b for b in reversed(way) if _class_of(lines[b.anchor]) == like), None)
    if earlier:
        score += _ALIKE if earlier.shape == block.shape else 0.0
        score += _AS_LONG if earlier.shape[:2] == block.shape[:2] else 0.0
    m = block.first - 1
    if m >= 0 and (not way or m > way[-1].last) and _names(lines[m]):
        score += _FORGOTTEN
    return score


def _class_of(line: Line) -> bool:
    return bool(without_dates(line.text).strip(" .()"))


def _names(line: Line) -> bool:
    return may_name_job(line) and any(
        (p.kind == TITLE and p.strength >= 3) or p.kind == EMPLOYER for p in pieces_of(line.text)
    )


def period_of(line: Line) -> Period | None:
    periods = find_periods(line.text)
    return periods[0] if periods else find_date(line.text)
