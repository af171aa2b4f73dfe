"""How far a confidence can be believed: the share that is right among those equally sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

TENTHS = 10
WIDTH, HEIGHT = 640, 520
LEFT, TOP, SIDE = 70, 50, 340
COUNTS = 70
COLOURS = ("#1d4e89", "#b5541c", "#3d7a3a")


@dataclass(frozen=True)
class Tenth:
    """The answers whose confidence lay in one tenth of the scale."""

    low: float
    many: int
    right: float
    sure: float


@dataclass(frozen=True)
class Threshold:
    """A confidence at which the assistant does something else."""

    at: float
    name: str


def tenths(sure: np.ndarray, right: np.ndarray) -> list[Tenth]:
    """Return ten tenths; an empty one has many == 0."""
    place = np.minimum((sure * TENTHS).astype(int), TENTHS - 1)
    found = []
    for number in range(TENTHS):
        inside = place == number
        many = int(inside.sum())
        found.append(
            Tenth(
                number / TENTHS,
                many,
                float(right[inside].mean()) if many else 0.0,
                float(sure[inside].mean()) if many else 0.0,
            )
        )
    return found


def calibration_error(found: Sequence[Tenth]) -> float:
    """Return how far confidence and share right lie apart, on average over the answers (ECE)."""
    whole = sum(tenth.many for tenth in found)
    return sum(tenth.many * abs(tenth.right - tenth.sure) for tenth in found) / max(whole, 1)


def cooled(chances: np.ndarray, temperature: float) -> np.ndarray:
    """Return *chances*, a row a text, as they are when scores are divided by *temperature*."""
    scores = np.log(np.clip(chances, 1e-12, 1)) / temperature
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def best_temperature(chances: np.ndarray, correct: np.ndarray) -> float:
    """Return the temperature at which the *correct* columns are likeliest, to a hundredth."""

    def surprise(temperature: float) -> float:
        likely = cooled(chances, temperature)[np.arange(len(correct)), correct]
        return float(-np.log(np.clip(likely, 1e-12, 1)).mean())

    return min((step / 100 for step in range(40, 201)), key=surprise)


def diagram(title: str, series: dict[str, list[Tenth]], thresholds: Sequence[Threshold]) -> str:
    """Return an SVG: share right over confidence, the thresholds, and how many below."""
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="28" font-size="16">{escape(title)}</text>',
        f'<rect x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}" fill="#f6f6f4" stroke="#888"/>',
        *axes(),
        line((0, 0), (1, 1), 'stroke="#888" stroke-dasharray="4 4"'),
    ]
    for threshold in thresholds:
        drawn.append(
            line((threshold.at, 0), (threshold.at, 1), 'stroke="#a02060" stroke-width="1.5"')
        )
        drawn.append(
            f'<text transform="translate({x_of(threshold.at) + 15} {y_of(0.02)}) rotate(-90)" '
            f'fill="#a02060">{escape(threshold.name)}</text>'
        )
    for number, (name, found) in enumerate(series.items()):
        drawn.extend(curve(number, name, found, len(series)))
    return "\n".join([*drawn, "</svg>", ""])


def axes() -> list[str]:
    drawn = []
    for step in range(0, 11, 2):
        share = step / 10
        drawn.append(
            f'<text x="{x_of(share)}" y="{y_of(0) + 18}" text-anchor="middle">{share}</text>'
        )
        drawn.append(
            f'<text x="{LEFT - 8}" y="{y_of(share) + 4}" text-anchor="end">{share:.0%}</text>'
        )
    middle = TOP + SIDE / 2
    drawn.append(f'<text x="{x_of(0.5)}" y="{y_of(0) + 36}" text-anchor="middle">confidence</text>')
    drawn.append(
        f'<text x="{LEFT + SIDE + 12}" y="{TOP + SIDE + 90}">how many were this sure</text>'
    )
    drawn.append(
        f'<text transform="translate(18 {middle}) rotate(-90)" text-anchor="middle">right</text>'
    )
    return drawn


def curve(number: int, name: str, found: list[Tenth], series: int) -> list[str]:
    """Return the points of one series, its key, and under it what share of it each tenth holds."""
    colour = COLOURS[number % len(COLOURS)]
    filled = [tenth for tenth in found if tenth.many]
    points = " ".join(f"{x_of(tenth.sure)},{y_of(tenth.right)}" for tenth in filled)
    key = TOP + 20 + 24 * number
    error = calibration_error(found)
    most = max(tenth.many for tenth in found)
    drawn = [
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>',
        f'<circle cx="{LEFT + SIDE + 24}" cy="{key}" r="5" fill="{colour}"/>',
        f'<text x="{LEFT + SIDE + 36}" y="{key + 4}">{escape(name)}, ECE {error:.3f}</text>',
    ]
    wide = SIDE / TENTHS / (series + 1)
    floor = TOP + SIDE + 50 + COUNTS
    for tenth in filled:
        tall = round(COUNTS * tenth.many / most, 1)
        left = round(x_of(tenth.low) + wide * (number + 0.5), 1)
        drawn.append(
            f'<circle cx="{x_of(tenth.sure)}" cy="{y_of(tenth.right)}" r="4" fill="{colour}">'
            f"<title>{tenth.many} answers, {tenth.right:.1%} right</title></circle>"
        )
        drawn.append(
            f'<rect x="{left}" y="{floor - tall}" width="{wide:.1f}" height="{tall}" '
            f'fill="{colour}"/>'
        )
    return drawn


def line(start: tuple[float, float], end: tuple[float, float], look: str) -> str:
    (x1, y1), (x2, y2) = start, end
    return f'<line x1="{x_of(x1)}" y1="{y_of(y1)}" x2="{x_of(x2)}" y2="{y_of(y2)}" {look}/>'


def x_of(share: float) -> float:
    return round(LEFT + SIDE * share, 1)


def y_of(share: float) -> float:
    return round(TOP + SIDE * (1 - share), 1)
