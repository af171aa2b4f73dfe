"""How long people wait for a first word: the middle, and what nine of ten waited at most."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Waits:
    """How long a number of people waited, in minutes, and how many were answered in time."""

    count: int
    median: int | None
    ninth: int | None
    in_time: int


def measure_waits(minutes: Mapping[int, int], in_time: int) -> Waits:
    """Return what *minutes* says: how many waited so long."""
    count = sum(minutes.values())
    median, ninth = _at(minutes, count, (0.5, 0.9))
    return Waits(count, median, ninth, in_time)


def roughly(minutes: int) -> int:
    """Return *minutes* to two figures: enough for a median, too little to find a person by."""
    if minutes < 100:
        return minutes
    unit: int = 10 ** (len(str(minutes)) - 2)
    return round(minutes / unit) * unit


def _at(minutes: Mapping[int, int], count: int, shares: Sequence[float]) -> list[int | None]:
    """Return the shortest wait that each of *shares*, in rising order, of all did not exceed."""
    wanted = [math.ceil(share * count) for share in shares]
    found: list[int | None] = []
    so_far = 0
    for minute in sorted(minutes) if count else ():
        so_far += minutes[minute]
        while wanted and so_far >= wanted[0]:
            found.append(minute)
            del wanted[0]
        if not wanted:
            break
    return [*found, *(None for _ in wanted)]
