"""
Charts as SVG: bars that lie and columns that stand, each from zero, with its figures beside it.

Lengths are shares of the room there is and heights are in letters, so that a chart fits a phone as
it is, and grows with its reader's letters. Colours are the style sheet's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from agency.core.small_counts import Hidden, Shown

LONGEST_BAR = 99.5  # of a hundred, so that its edge is drawn too
ROW, THIN = 3.3, 0.4
LINE = 1.3  # what a label's second line takes
ONE_LINE = 36  # letters of a label and its figures that a phone has room for
TALL, ABOVE, BELOW = 6.5, 1.6, 1.7
LETTER = 0.9  # what a label stands above its bar


@dataclass(frozen=True)
class Chart:
    """A picture, and what it is a picture of."""

    title: str
    svg: Markup


@dataclass(frozen=True)
class Bar:
    """One bar: how long it is, how much of that is done, and how long it was before."""

    label: str
    value: Shown
    says: str
    part: Shown | None = None
    before: Shown | None = None


@dataclass(frozen=True)
class Column:
    """One column, and what stands under it."""

    label: str
    value: Shown


def draw_bars(name: str, title: str, says: str, bars: Sequence[Bar]) -> Chart:
    """Return bars under one another; *says* tells in a sentence what they show."""
    most = max([1, *(length_of(bar.value) for bar in bars), *(_before(bar) for bar in bars)])
    lines = 1 + any(len(bar.label) + len(bar.says) > ONE_LINE for bar in bars)
    row = ROW + LINE * (lines - 1)
    inside = Markup("").join(_bar(at * row, bar, most, lines) for at, bar in enumerate(bars))
    return _svg(name, title, says, len(bars) * row, inside, "bars")


def draw_columns(
    name: str, title: str, says: str, columns: Sequence[Column], *, most: int | None = None
) -> Chart:
    """Return columns side by side; charts that are compared share the same *most*."""
    most = max([most or 1, *(length_of(column.value) for column in columns)])
    width = 100 / max(1, len(columns))
    labelled = max(1, -(-len(columns) // 7))
    inside = Markup("").join(
        _column(at, column, most, width, is_labelled=(len(columns) - 1 - at) % labelled == 0)
        for at, column in enumerate(columns)
    )
    zero = '<line class="zero" x1="0" x2="100%" y1="{0}em" y2="{0}em"/>'
    inside += Markup(zero).format(TALL + ABOVE)  # noqa: S704  the words are ours
    return _svg(name, title, says, TALL + ABOVE + BELOW, inside, "columns")


def length_of(value: Shown | None) -> int:
    """Return how long a bar is drawn; of one that is hidden, no longer than may be told."""
    if isinstance(value, Hidden):
        return value.near or 0
    return value or 0


def _bar(top: float, bar: Bar, most: int, lines: int) -> Markup:
    untold = isinstance(bar.value, Hidden)
    whole = "bar untold" if untold else "bar outline" if bar.part is not None else "bar"
    beside, below = Markup('dx="0.6em"'), Markup('x="0" dy="{}em"').format(LINE)
    line = Markup(
        '<text x="0" y="{:.2f}em"><tspan class="label">{}</tspan>'
        '<tspan class="says" {}>{}</tspan></text>'
    ).format(top + LETTER, bar.label, beside if lines == 1 else below, bar.says)
    top += LINE * (lines - 1)
    parts = [line, _lying(top + 1.3, bar.value, most, 1.0, whole)]
    if bar.part is not None:
        kind = "bar untold" if isinstance(bar.part, Hidden) else "bar"
        parts.append(_lying(top + 1.3, bar.part, most, 1.0, kind))
    if isinstance(bar.before, int):
        parts.append(_lying(top + 2.4, bar.before, most, THIN, "before"))
    return Markup("").join(parts)


def _lying(y: float, value: Shown, most: int, height: float, kind: str) -> Markup:
    if not length_of(value):
        return Markup("")
    return _rect("0", y, f"{LONGEST_BAR * length_of(value) / most:.2f}%", height, kind)


def _column(at: int, column: Column, most: int, width: float, *, is_labelled: bool) -> Markup:
    height = TALL * length_of(column.value) / most
    left, middle = at * width, (at + 0.5) * width
    top = ABOVE + TALL - height
    kind = "bar untold" if isinstance(column.value, Hidden) else "bar"
    says = "·" if isinstance(column.value, Hidden) else f"{column.value:,}"
    quiet = "" if is_labelled else " crowded"
    return Markup("").join(
        (
            _rect(f"{left + width * 0.14:.2f}%", top, f"{width * 0.72:.2f}%", height, kind),
            _text(says, f"{middle:.2f}%", top - 0.35, f"says middle{quiet}"),
            _text(column.label, f"{middle:.2f}%", TALL + ABOVE + 1.3, f"label middle{quiet}"),
        )
    )


def _before(bar: Bar) -> int:
    return bar.before if isinstance(bar.before, int) else 0


def _rect(x: str, y: float, width: str, height: float, kind: str) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{:.2f}em" width="{}" height="{:.2f}em"/>').format(
        kind, x, y, width, height
    )


def _text(words: str, x: str, y: float, kind: str) -> Markup:
    text = Markup('<text class="{}" x="{}" y="{:.2f}em">{}</text>')
    return text.format(kind, x, y, words)


def _svg(name: str, title: str, says: str, height: float, inside: Markup, kind: str) -> Chart:
    svg = Markup(
        '<svg class="chart {kind}" role="img" width="100%" height="{height:.2f}em" '
        'aria-labelledby="{name}-title" aria-describedby="{name}-says">'
        '<title id="{name}-title">{title}</title><desc id="{name}-says">{says}</desc>'
        "{inside}</svg>"
    ).format(
        kind=kind,
        height=height,
        name=escape(name),
        title=title,
        says=says,
        inside=inside,
    )
    return Chart(title, svg)
