"""Reads the agency's own rules, and says in one sentence what is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agency.core.facts import (
    CHOICE,
    FACTS,
    GIVEN,
    NUMBER,
    PLACEHOLDER,
    PROTECTED_FACTS,
    SET,
    SHOWN,
    FactKind,
)
from agency.core.known_names import words_of
from agency.core.nearest_branches import NEAR_KM
from agency.core.registration import slots_to_ask
from agency.core.rule_book import (
    NUMBERS,
    Bar,
    Case,
    Comparison,
    Condition,
    RoutingRules,
    RuleBook,
    ScoringRule,
    ScoringRules,
)

MOST_RULES, MOST_CASES, MOST_COMPARED, MOST_LISTED = 40, 30, 12, 80
MOST_POINTS, LONGEST_SENTENCE = 100, 240
ASKED = frozenset(slots_to_ask(None, {})) - {"consent", "summary"}
_REFUSAL_WORDS = """
    reject rejected refuse refused decline declined exclude excluded disqualify disqualified fail
    failed outcome grade stage close deny denied unsuitable unemployable
"""
_REFUSALS = frozenset(_REFUSAL_WORDS.split())


class RulesInvalid(Exception):
    """The rules cannot be taken in; the message says what is wrong, and where."""


def read_rule_book(
    data: Mapping[str, Any], *, occupations: frozenset[str], qualifications: frozenset[str]
) -> RuleBook:
    """Return the rules in the sections `scoring` and `routing` of *data*, or say what is wrong."""
    reader = _Reader({"occupation_is": occupations, "qualifications": qualifications})
    return RuleBook(reader.scoring(data.get("scoring")), reader.routing(data.get("routing")))


class _Reader:
    def __init__(self, ids: Mapping[str, frozenset[str]]) -> None:
        self.ids = ids

    def scoring(self, given: Any) -> ScoringRules:
        section = _mapping(given, "scoring", {"rules", "grades"}, needs={"rules", "grades"})
        rules = _list(section["rules"], "scoring: rules", MOST_RULES)
        read = [self.rule(rule, f"rule {number}") for number, rule in enumerate(rules, start=1)]
        keys = [rule.key for rule in read]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise RulesInvalid(f"two rules are called {twice}")
        most = sum(max(case.points for case in rule.cases) for rule in read)
        if most > MOST_POINTS:
            raise RulesInvalid(f"the rules could give {most} points; together 100 at most")
        return ScoringRules(tuple(read), self.grades(section["grades"]))

    def rule(self, given: Any, where: str) -> ScoringRule:
        section = _mapping(given, where, {"key", "for", "cases"}, needs={"key", "cases"})
        key = _words(section["key"], f"{where}: key", 40)
        where = f"rule {key}"
        cases = _list(section["cases"], f"{where}: cases", MOST_CASES)
        if not cases:
            raise RulesInvalid(f"{where}: has no case")
        return ScoringRule(
            key,
            tuple(self.case(case, f"{where}, case {at}") for at, case in enumerate(cases, start=1)),
            frozenset(self.choices("kind", FACTS["kind"], section["for"], f"{where}: for"))
            if "for" in section
            else frozenset(),
        )

    def case(self, given: Any, where: str) -> Case:
        section = _mapping(
            given, where, {"when", "points", "because", "missing"}, needs={"points", "because"}
        )
        because = _words(section["because"], f"{where}: because", LONGEST_SENTENCE)
        unknown = [name for name in PLACEHOLDER.findall(because) if name not in SHOWN]
        if unknown or because.count("{") != len(PLACEHOLDER.findall(because)):
            named = unknown[0] if unknown else "that"
            raise RulesInvalid(
                f"{where}: the sentence cannot show {{{named}}}; it can show {_listed(SHOWN)}"
            )
        if no := _REFUSALS.intersection(words_of(because)) - {"stage", "close", "grade"}:
            raise RulesInvalid(f"{where}: no sentence may say {_listed(no)}: nobody is turned away")
        missing = _list(section.get("missing", ()), f"{where}: missing", one=True)
        asks = tuple(_words(each, f"{where}: missing", 40) for each in missing)
        if strange := next((each for each in asks if each not in ASKED), None):
            raise RulesInvalid(f"{where}: nobody is asked {strange}; there is {_listed(ASKED)}")
        return Case(
            self.condition(section.get("when", {}), where),
            _points(section["points"], where),
            because,
            asks,
        )

    def grades(self, given: Any) -> dict[str, Bar]:
        section = _mapping(given, "grades", {"ready", "promising"}, needs={"ready", "promising"})
        read = {name: self.bar(bar, f"grade {name}") for name, bar in section.items()}
        if read["promising"].points > read["ready"].points:
            raise RulesInvalid("grades: promising must not ask for more points than ready")
        return read

    def bar(self, given: Any, where: str) -> Bar:
        section = _mapping(given, where, {"from", "when", "or_when"}, needs={"from"})
        first = self.condition(section.get("when", {}), where)
        others = [self.condition(each, where) for each in _list(section.get("or_when", ()), where)]
        return Bar(_points(section["from"], where), (first, *others))

    def condition(self, given: Any, where: str) -> Condition:
        if not isinstance(given, Mapping):
            raise RulesInvalid(f"{where}: `when` is a list of facts, each with what it must be")
        if len(given) > MOST_COMPARED:
            raise RulesInvalid(f"{where}: at most {MOST_COMPARED} facts in one case")
        return Condition(
            tuple(
                comparison
                for fact, wanted in given.items()
                for comparison in self.comparisons(str(fact), wanted, where)
            )
        )

    def comparisons(self, fact: str, wanted: Any, where: str) -> Iterator[Comparison]:
        if fact.casefold() in PROTECTED_FACTS:
            raise RulesInvalid(f"{where}: {fact} is nobody's business here, and never counts")
        if (kind := FACTS.get(fact)) is None:
            raise RulesInvalid(f"{where}: there is no fact {fact!r:.60}; there is {_listed(FACTS)}")
        if isinstance(wanted, bool) and kind.kind == CHOICE:
            wanted = "yes" if wanted else "no"  # YAML takes a plain yes for true
        if wanted in ("known", "unknown"):
            yield Comparison(fact, str(wanted))
        elif kind.kind == CHOICE:
            yield Comparison(fact, "is", self.choices(fact, kind, wanted, where))
        elif kind.kind == NUMBER and isinstance(wanted, Mapping) and wanted:
            for how, number in wanted.items():
                yield Comparison(fact, _how(how, where), (_number(number, where),))
        elif kind.kind == SET:
            yield from self.sets(fact, wanted, where)
        else:
            raise RulesInvalid(f"{where}: {fact} is {_told(kind)}")

    def choices(self, fact: str, kind: FactKind, wanted: Any, where: str) -> tuple[str, ...]:
        listed = [("no", "yes")[each] if isinstance(each, bool) else str(each)
                  for each in _list(wanted, where, one=True)]  # fmt: skip
        if strange := next((each for each in listed if each not in kind.choices), None):
            raise RulesInvalid(
                f"{where}: {fact} is never {strange:.40}; it is {_listed(kind.choices)}"
            )
        return tuple(listed)

    def sets(self, fact: str, wanted: Any, where: str) -> Iterator[Comparison]:
        given = wanted if isinstance(wanted, Mapping) else {"holds": wanted}
        for how, listed in given.items():
            if how not in ("holds", "and_holds", "lacks"):
                raise RulesInvalid(
                    f"{where}: {fact} holds, and_holds or lacks something, not {how!r:.40}"
                )
            ids = [str(each) for each in _list(listed, where, one=True)]
            if strange := next((each for each in ids if each not in self.ids[fact]), None):
                raise RulesInvalid(f"{where}: data/lexicon knows no {fact} {strange:.40}")
            yield Comparison(fact, str(how), tuple(ids))

    @staticmethod
    def routing(given: Any) -> RoutingRules:
        section = _mapping(given or {}, "routing", {"near_km"})
        near = _number(section.get("near_km", NEAR_KM), "routing: near_km")
        if not 0 <= near <= 2000:
            raise RulesInvalid("routing: near_km lies between 0 and 2000")
        return RoutingRules(near)


def _mapping(
    given: Any, where: str, may: set[str], *, needs: frozenset[str] | set[str] = frozenset()
) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise RulesInvalid(f"{where}: is missing, or not names with values")
    for name in map(str, given):
        if name.casefold() in _REFUSALS:
            raise RulesInvalid(
                f"{where}: {name:.40}: no rule may turn anybody away, or decide for us"
            )
        if name not in may:
            raise RulesInvalid(f"{where}: there is no {name!r:.60}; there is {_listed(may)}")
    if lacking := sorted(needs - set(given)):
        raise RulesInvalid(f"{where}: lacks {_listed(lacking)}")
    return given


def _list(given: Any, where: str, most: int = MOST_LISTED, *, one: bool = False) -> list[Any]:
    if one and isinstance(given, str | bool):
        return [given]
    if not isinstance(given, list | tuple):
        raise RulesInvalid(f"{where}: is not a list")
    if len(given) > most:
        raise RulesInvalid(f"{where}: {most} at most")
    return list(given)


def _words(given: Any, where: str, longest: int) -> str:
    if not isinstance(given, str) or not given.strip():
        raise RulesInvalid(f"{where}: is not a sentence")
    if len(given) > longest:
        raise RulesInvalid(f"{where}: {longest} letters at most")
    return " ".join(given.split())


def _points(given: Any, where: str) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= MOST_POINTS:
        raise RulesInvalid(
            f"{where}: points are a whole number from 0 to 100; nothing counts against anybody"
        )
    return given


def _number(given: Any, where: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) < 10_000:
        raise RulesInvalid(f"{where}: is not a number")
    return float(given)


def _how(given: Any, where: str) -> str:
    if given not in NUMBERS:
        raise RulesInvalid(f"{where}: a number is {_listed(NUMBERS)} something")
    return str(given)


def _told(kind: FactKind) -> str:
    return {
        GIVEN: "known or unknown",
        NUMBER: f"known, unknown, or {_listed(NUMBERS)} a number",
    }.get(kind.kind, "known or unknown")


def _listed(names: Iterable[Any]) -> str:
    return ", ".join(sorted(map(str, names)))
