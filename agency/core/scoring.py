"""
How ready a candidate is, with reasons a consultant can check.

A score orders a day's work; it turns nobody away. Its rules are the agency's own: see `rule_book`.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from agency.core.facts import Facts
from agency.core.rule_book import ScoringRules


class Grade(StrEnum):
    """How soon a consultant can offer work. Nobody is graded out."""

    READY = "ready"
    PROMISING = "promising"
    NEEDS_INFO = "needs_info"


@dataclass(frozen=True)
class Reason:
    """Some points and what they are for. Nought points name something still to be asked."""

    points: int
    because: str


@dataclass(frozen=True)
class Missing:
    """Something still to be asked: the question by its name, and why."""

    asks: str
    because: str


@dataclass(frozen=True)
class Score:
    """A grade, every point of it explained, and what is still to be asked."""

    grade: Grade
    points: int
    reasons: tuple[Reason, ...]
    missing: tuple[Missing, ...] = ()

    def as_json(self) -> list[dict[str, Any]]:
        """Return the reasons as they are stored and sent."""
        return [asdict(reason) for reason in self.reasons]

    def missing_as_json(self) -> list[dict[str, Any]]:
        """Return what is still to be asked as it is stored and sent."""
        return [asdict(missing) for missing in self.missing]


def score_facts(facts: Facts, rules: ScoringRules) -> Score:
    """Return how ready the person is of whom *facts* are true, out of 100 points."""
    found = list(_apply(facts, rules))
    points = sum(reason.points for reason, _ in found)
    return Score(
        _grade(facts, rules, points),
        points,
        tuple(reason for reason, _ in found),
        tuple(Missing(asks, reason.because) for reason, missing in found for asks in missing),
    )


def _apply(facts: Facts, rules: ScoringRules) -> Iterator[tuple[Reason, tuple[str, ...]]]:
    for rule in rules.rules:
        if case := rule.find_case(facts):
            yield Reason(case.points, facts.say(case.because)), case.missing


def _grade(facts: Facts, rules: ScoringRules, points: int) -> Grade:
    for grade in (Grade.READY, Grade.PROMISING):
        bar = rules.grades[grade.value]
        if points >= bar.points and any(when.holds_for(facts) for when in bar.when):
            return grade
    return Grade.NEEDS_INFO
