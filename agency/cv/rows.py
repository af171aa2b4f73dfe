"""Words on one height of a page, and the line they make."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from agency.cv.document import Line
from agency.cv.headings import section_of

CELL_GAP = 0.7  # of the letters' size
WIDER = 1.3  # than from line to line of a paragraph
SET_IN = 9.0, 40.0


@dataclass(slots=True)
class Word:
    """Letters that stand together."""

    text: str
    x0: float
    x1: float
    size: float
    bold: bool

    def add(self, text: str, x1: float) -> None:
        self.text += text
        self.x1 = x1


@dataclass(slots=True)
class Row:
    """Words on one height."""

    y: float
    words: list[Word]
    spread: float = 0.0  # how far apart the letters of a word stand, of their size
    edge: bool = False

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def side_of(row: Row, gutter: float, *, left: bool) -> Row:
    return Row(row.y, [w for w in row.words if (w.x0 < gutter) == left], row.spread, row.edge)


def line_of(row: Row) -> Line:
    text, places = row.words[0].text, [row.words[0].x0]
    for before, word in zip(row.words, row.words[1:], strict=False):
        far = (CELL_GAP + 2.2 * row.spread) * min(before.size, word.size)
        if word.x0 - before.x1 > far and len(text) > 1:
            text += "\t" + word.text
            places.append(word.x0)
        else:
            text += " " + word.text
    letters = sum(len(word.text) for word in row.words)
    bold = sum(len(word.text) for word in row.words if word.bold) > letters / 2
    return Line(text, max(w.size for w in row.words), bold, edge=row.edge, places=tuple(places))


def with_bullets(lines: list[Line]) -> list[Line]:
    """Mark what is set in a little from most lines: its bullets are drawn, or forgotten."""
    lefts = Counter(round(line.places[0]) for line in lines if line.places)
    left = min((x for x, times in lefts.items() if times > 2), default=None)
    if left is None:
        return lines
    return [
        replace(line, bullet=True)
        if len(line.places) == 1
        and SET_IN[0] <= line.places[0] - left <= SET_IN[1]
        and not (line.bold or section_of(line.text))
        else line
        for line in lines
    ]


def with_gaps(lines: list[Line], rows: list[Row]) -> list[Line]:
    """Mark what stands further below the line before it than lines of one paragraph do."""
    steps = [before.y - row.y for before, row in pairwise(rows)]
    down = sorted(step for step in steps if step > 0)
    usual = down[len(down) // 4] if down else 0.0
    return [
        replace(line, gap=n > 0 and steps[n - 1] > WIDER * usual) for n, line in enumerate(lines)
    ]
