"""One part of a report: a chart to look at, and the same figures in a table to read and take."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from agency.core.small_counts import Hidden, Shown
from web.desk.exports.rows import Cell, Column
from web.desk.reports.charts import Chart

HIDDEN = "hidden"

type Value = Shown | str | None


@dataclass(frozen=True)
class Section:
    """
    A part with a name that never changes: its address is kept and sent.

    A *file* is for the table as it may leave the desk, where that is less than is shown.
    """

    key: str
    title: str
    note: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    charts: Sequence[Chart] = field(default_factory=list)
    file: Sequence[Sequence[Value]] | None = None
    legend: Sequence[str] = ()
    empty: str = "Nothing was counted in these weeks."

    @property
    def in_words(self) -> list[list[str]]:
        """Return the table as it is read."""
        return [[say(value) for value in row] for row in self.rows]

    @property
    def columns(self) -> list[Column]:
        """Return the table's columns as a file has them."""
        return [
            Column(str(at), heading, "text" if at == 0 else "number", 28 if at == 0 else 16)
            for at, heading in enumerate(self.headings)
        ]

    @property
    def cells(self) -> list[list[Cell]]:
        """Return the table as a file may hold it."""
        rows = self.rows if self.file is None else self.file
        return [
            [say(value) if isinstance(value, Hidden) else value for value in row] for row in rows
        ]


def say(value: Value) -> str:
    """Return a figure in words."""
    match value:
        case None:
            return "–"
        case Hidden(near=None):
            return HIDDEN
        case Hidden(near=near):
            return f"within 4 of {near:,}"
        case int():
            return f"{value:,}"
    return value


def share(part: Shown, whole: Shown) -> str | None:
    """Return a share in per cent, where both figures may be shown."""
    if isinstance(part, Hidden) or isinstance(whole, Hidden) or not whole:
        return None
    return f"{100 * part / whole:.0f}%"


def with_before(value: Shown, before: Shown | None) -> str:
    """Return a figure and what it was before."""
    return say(value) if before is None else f"{say(value)}, before {say(before)}"


def span_in_words(minutes: int | None) -> str | None:
    """Return "45 min", "3 h 20 min" or "2 days 4 h"."""
    if minutes is None:
        return None
    days, rest = divmod(minutes, 1440)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days} day{'s' if days > 1 else ''}{f' {hours} h' if hours else ''}"
    return (f"{hours} h{f' {left} min' if left else ''}") if hours else f"{left} min"
