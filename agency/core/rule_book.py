"""
The agency's own rules: what counts how much, and how far leads travel.

A rule gives points and a sentence, and nothing else: no rule can turn anybody away. It compares
facts of a closed list in a closed number of ways; nothing in it is run, and no pattern is matched.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agency.core.facts import Facts
from agency.core.nearest_branches import NEAR_KM

NUMBERS: Mapping[str, Callable[[float, float], bool]] = {
    "at_least": lambda a, b: a >= b,
    "more_than": lambda a, b: a > b,
    "at_most": lambda a, b: a <= b,
    "less_than": lambda a, b: a < b,
}


@dataclass(frozen=True)
class Comparison:
    """One fact and what it must be: `how` is known, unknown, is, holds, lacks, or of a number."""

    fact: str
    how: str
    wanted: tuple[Any, ...] = ()

    def holds_for(self, facts: Facts) -> bool:
        value = facts.values.get(self.fact)
        match self.how:
            case "known":
                return value is not None
            case "unknown":
                return value is None
            case "is":
                return value in self.wanted
            case "holds" | "and_holds":
                return not set(self.wanted).isdisjoint(value or ())
            case "lacks":
                return set(self.wanted).isdisjoint(value or ())
            case _:
                return value is not None and NUMBERS[self.how](value, self.wanted[0])


@dataclass(frozen=True)
class Condition:
    """Comparisons that must all hold; none at all always does."""

    comparisons: tuple[Comparison, ...] = ()

    def holds_for(self, facts: Facts) -> bool:
        return all(comparison.holds_for(facts) for comparison in self.comparisons)


@dataclass(frozen=True)
class Case:
    """When it holds, so many points, for this reason; `missing` names what to ask."""

    when: Condition
    points: int
    because: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScoringRule:
    """Cases in order: the first one that holds counts, and no other. It is for some kinds only."""

    key: str
    cases: tuple[Case, ...]
    kinds: frozenset[str] = frozenset()

    def find_case(self, facts: Facts) -> Case | None:
        """Return the case that counts, if any."""
        if self.kinds and facts.values.get("kind") not in self.kinds:
            return None
        return next((case for case in self.cases if case.when.holds_for(facts)), None)


@dataclass(frozen=True)
class Bar:
    """From how many points, and in which cases, a grade is given."""

    points: int
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class ScoringRules:
    """What makes a score."""

    rules: tuple[ScoringRule, ...]
    grades: Mapping[str, Bar] = field(hash=False)


@dataclass(frozen=True)
class RoutingRules:
    """How far a branch reaches where no branch names a place."""

    near_km: float = NEAR_KM


@dataclass(frozen=True)
class RuleBook:
    """All of the agency's own rules."""

    scoring: ScoringRules
    routing: RoutingRules = RoutingRules()
