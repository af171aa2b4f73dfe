"""Counts of people that may be shown: none below five, and none by subtraction."""

from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True)
class Hidden:
    """A count that is not shown. With `near`, it is less than five away from that one."""

    near: int | None = None


type Shown = int | Hidden
FEW = Hidden()


def is_few(count: int) -> bool:
    """Say whether *count* is of so few that they might be known; nobody is nobody."""
    return 0 < count < LEAST


def hide_one(count: int) -> Shown:
    """Return a count that stands alone."""
    return FEW if is_few(count) else count


def hide_parts(counts: Sequence[int]) -> list[Shown]:
    """
    Return the parts of a whole that may be shown beside it.

    What is hidden must not follow from the whole and the other parts: at least two parts are
    hidden then, and together they are enough that none of them can be reckoned.
    """
    hidden = _hide_more(counts, {at for at, count in enumerate(counts) if is_few(count)})
    return [FEW if at in hidden else count for at, count in enumerate(counts)]


def hide_nested(counts: Sequence[int]) -> list[Shown]:
    """
    Return counts of which each is a part of the one before: of all, those who came further.

    Who did not come further is a count too, and is as small as it may be.
    """
    return _nested(counts, set())


def hide_table(rows: Sequence[Sequence[int]]) -> list[list[Shown]]:
    """Return a table whose rows are nested and whose columns are parts of wholes that are known."""
    hidden: list[set[int]] = [set() for _ in rows]
    shown: list[list[Shown]] = [[] for _ in rows]
    width = len(rows[0]) if rows else 0
    before = -1
    while (now := sum(map(len, hidden))) != before:
        before = now
        for column in range(width):
            parts = [row[column] for row in rows]
            first = {at for at, part in enumerate(parts) if is_few(part) or column in hidden[at]}
            for at in _hide_more(parts, first):
                hidden[at].add(column)
        for at, row in enumerate(rows):
            shown[at] = _nested(row, hidden[at])
            hidden[at] |= {place for place, cell in enumerate(shown[at]) if _is_hidden(cell)}
    return shown


def _nested(counts: Sequence[int], hidden: set[int]) -> list[Shown]:
    shown: list[Shown] = []
    last: int | None = None
    for at, count in enumerate(counts):
        if is_few(count) or (at in hidden and (last is None or not is_few(abs(last - count)))):
            shown.append(FEW)
        elif last is not None and is_few(abs(last - count)):
            shown.append(Hidden(near=last))
        else:
            shown.append(count)
            last = count
    return shown


def _hide_more(counts: Sequence[int], first: set[int]) -> set[int]:
    hidden = set(first)
    while hidden and not _is_enough([counts[at] for at in hidden]):
        others = {count for at, count in enumerate(counts) if count and at not in hidden}
        if not others:
            break
        # All of one size: which of two equals was taken would tell how large the smallest is.
        hidden |= {at for at, count in enumerate(counts) if count == min(others)}
    return hidden


def _is_enough(hidden: Sequence[int]) -> bool:
    return len(hidden) > 1 and sum(hidden) >= 2 * LEAST


def _is_hidden(cell: Shown) -> bool:
    return isinstance(cell, Hidden)
