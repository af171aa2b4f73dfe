"""A table's rows as lines: read across, unless its cells are columns of a page."""

import re
from collections.abc import Iterable
from dataclasses import replace

from agency.cv.dates import find_period, looks_like_dates
from agency.cv.document import Line
from agency.cv.headings import is_label, section_of

A_COLUMN = 5  # as many lines in a cell make it a column of the page
_BLANK = re.compile(r"[\s\t]*")

Cell = list[Line]


def rows_of(table: Iterable[list[Cell]]) -> list[Line]:
    """Return the lines of a table whose rows are lists of cells."""
    lines: list[Line] = []
    for row in table:
        cells = [[line for line in cell if not _BLANK.fullmatch(line.text)] for cell in row]
        if any(cells):
            lines += _down(cells) if _are_columns(cells) else _across(cells)
    return lines


def _are_columns(cells: list[Cell]) -> bool:
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or min(len(cell) for cell in filled) < 2:
        return False
    narrow = min(filled, key=lambda cell: sum(len(line.text) for line in cell))
    dates = sum(looks_like_dates(line.text) or is_label(line.text) for line in narrow)
    heads = sum(section_of(line.text) is not None for line in narrow)
    several = [cell for cell in filled if len(cell) >= A_COLUMN]
    return bool(several) and dates <= len(narrow) / 2 and (len(narrow) >= 3 or heads > 0)


def _down(cells: list[Cell]) -> list[Line]:
    lines: list[Line] = []
    for cell in cells:
        lines += [replace(line, begins=n == 0) for n, line in enumerate(cell)]
    return lines


def _across(cells: list[Cell]) -> list[Line]:
    """First what stands first in each cell, in one line; then the rest of each, cell by cell."""
    lines: list[Line] = []
    cells = [_whole_period(cell) for cell in cells]
    filled = [cell for cell in cells if cell]
    if section_of(filled[0][0].text) and len(filled) > 1:
        return [
            replace(filled[0][0], heading=True),
            *(x for c in cells for x in _but_first(c, filled)),
        ]
    places = tuple(float(n) for n in range(len(cells)))
    text = "\t".join(cell[0].text.replace("\t", " ") if cell else "" for cell in cells)
    bold = filled[0][0].bold
    several = len(cells) > 1
    lines.append(Line(text, filled[0][0].size, bold, places=places if several else ()))
    for cell in cells:
        lines += cell[1:]
    return lines


def _whole_period(cell: Cell) -> Cell:
    """Return a cell of dates as one line where they were broken: "04/2022", "– now"."""
    text = " ".join(line.words for line in cell)
    if 1 < len(cell) < 4 and find_period(text) and looks_like_dates(text):
        return [replace(cell[0], text=text, bullet=False)]
    return cell


def _but_first(cell: Cell, filled: list[Cell]) -> Cell:
    return cell[1:] if cell is filled[0] else cell
