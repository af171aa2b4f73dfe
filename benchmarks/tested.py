"""The questions of tests/understanding, as the trained assistant takes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.reading import (
    ROOT,
    UNCLEAR,
    Assistant,
    Judged,
    judge,
    lines_of,
    topics_of_intents,
)
from benchmarks.reliability import cooled

TESTS = ROOT / "tests/understanding"


@dataclass(frozen=True)
class Tested:
    """The test questions as judged, and the chances that were weighed for each."""

    judged: list[Judged]
    chances: list[np.ndarray]

    @property
    def weighed(self) -> list[Judged]:
        return [each for each in self.judged if each.weighed]

    @property
    def sure(self) -> np.ndarray:
        return np.array([each.sure for each in self.weighed])

    @property
    def right(self) -> np.ndarray:
        return np.array([each.guess_right for each in self.weighed], bool)

    def sure_at(self, temperature: float) -> np.ndarray:
        return np.array([cooled(row[np.newaxis], temperature).max() for row in self.chances])


async def read_tests(model: Path) -> Tested:
    """Return every question of tests/understanding as the trained assistant takes it."""
    assistant, topics = Assistant(model), topics_of_intents()
    judged, chances = [], []
    for line in lines_of(sorted(TESTS.glob("*.jsonl"))):
        parsed = await assistant.read(line)
        judged.append(judge(line, parsed, topics))
        if judged[-1].weighed:
            ranking = [each for each in parsed["intent_ranking"] if each["name"] != UNCLEAR]
            chances.append(np.array([each["confidence"] for each in ranking]))
    return Tested(judged, chances)
