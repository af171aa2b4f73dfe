import copy
from pathlib import Path
from time import thread_time

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.core.facts import FACTS
from agency.core.rule_reading import RulesInvalid
from agency.core.scoring import Grade, score_facts
from agency.services.agency.rules import read_rules
from agency.storage.field_words import field_words
from agency.storage.rule_file import RuleFileBroken, read_rule_file
from tests.factories import an_enquiry

ROOT = Path(__file__).parents[3]
OURS = yaml.safe_load((ROOT / "data" / "agency.yml").read_text("utf-8"))
GRADES = {"ready": {"from": 60}, "promising": {"from": 30}}


def rules(*cases, **but):
    return {"scoring": {"grades": GRADES, "rules": [{"key": "one", "cases": list(cases)}]} | but}


def a_case(**but):
    return {"points": 5, "because": "it is so"} | but


def test_our_own_rules_are_right_and_could_give_a_hundred_points():
    book = read_rules(OURS)

    assert sum(max(case.points for case in rule.cases) for rule in book.scoring.rules) == 100
    assert [rule.key for rule in book.scoring.rules] == [
        "contactable", "right to work", "place", "role fit", "experience", "qualifications", "DBS",
        "availability", "CV",
    ]  # fmt: skip


def test_of_our_own_rules_every_one_ends_in_a_case_for_what_is_not_known():
    for rule in read_rules(OURS).scoring.rules:
        assert rule.cases[-1].when.comparisons == (), rule.key


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({}, "scoring: is missing"),
        ({"scoring": []}, "scoring: is missing"),
        (rules(), "rule one: has no case"),
        (rules(a_case(points=-5)), "nothing counts against anybody"),
        (rules(a_case(points=101)), "from 0 to 100"),
        (rules(a_case(points="5")), "whole number"),
        (rules(a_case(points=True)), "whole number"),
        (rules(a_case(because="")), "is not a sentence"),
        (rules(a_case(because="x" * 241)), "240 letters at most"),
        (rules(a_case(because="{name} is nice")), "cannot show {name}"),
        (rules(a_case(because="{0.__class__}")), "it can show"),
        (rules(a_case(because="rejected for now")), "nobody is turned away"),
        (rules(a_case(reject=True)), "no rule may turn anybody away"),
        (rules(a_case(outcome="refused")), "no rule may turn anybody away"),
        (rules(a_case(grade="rejected")), "no rule may turn anybody away"),
        (rules(a_case(when={"age": {"at_least": 50}})), "age is nobody's business"),
        (rules(a_case(when={"Name": "known"})), "Name is nobody's business"),
        (rules(a_case(when={"nationality": "known"})), "nobody's business"),
        (rules(a_case(when={"language": "known"})), "nobody's business"),
        (rules(a_case(when={"shoe": "known"})), "there is no fact 'shoe'"),
        (rules(a_case(when={"phone": "0161"})), "phone is known or unknown"),
        (rules(a_case(when={"role": "astronaut"})), "role is never astronaut"),
        (rules(a_case(when={"dbs": ["yes", "often"]})), "dbs is never often"),
        (rules(a_case(when={"dbs": {"a": 1}})), "is not a list"),
        (rules(a_case(when={"experience_years": 2})), "a number"),
        (rules(a_case(when={"experience_years": {"matches": 2}})), "a number is at_least"),
        (rules(a_case(when={"experience_years": {"at_least": "2"}})), "is not a number"),
        (rules(a_case(when={"experience_years": {"at_least": float("nan")}})), "not a number"),
        (rules(a_case(when={"qualifications": ["phd"]})), "knows no qualifications phd"),
        (rules(a_case(when={"qualifications": {"matches": ".*"}})), "holds, and_holds or lacks"),
        (rules(a_case(when={"occupation_is": [{"a": 1}]})), "knows no occupation_is"),
        (rules(a_case(when="role == 'senco'")), "`when` is a list of facts"),
        (rules(a_case(eval="1+1")), "there is no 'eval'"),
        (rules(a_case(missing="shoe_size")), "nobody is asked shoe_size"),
        (rules(a_case(points=60), grades={"ready": {"from": 10}, "promising": {"from": 20}}),
         "promising must not ask for more"),
        (rules(a_case(), grades={**GRADES, "rejected": {"from": 0}}), "turn anybody away"),
        (rules(a_case(), grades={"ready": {"from": 60}}), "lacks promising"),
        (rules(a_case(), rules=[{"key": "a", "cases": [a_case(points=60)]}] * 2), "two rules"),
        (rules(a_case(), rules=[{"key": str(n), "cases": [a_case(points=60)]} for n in (1, 2)]),
         "together 100 at most"),
        (rules(a_case(), rules=[{"key": str(n), "cases": [a_case()]} for n in range(41)]),
         "40 at most"),
        (rules(*[a_case()] * 31), "30 at most"),
        (rules(a_case()) | {"routing": {"near_km": -1}}, "near_km lies between"),
        (rules(a_case()) | {"routing": {"far_km": 1}}, "there is no 'far_km'"),
    ],
)  # fmt: skip
def test_rules_that_are_not_right_are_refused_and_say_where(broken, said):
    with pytest.raises(RulesInvalid) as refused:
        read_rules(broken)

    assert said in str(refused.value)
    assert len(str(refused.value)) < 500


def test_a_plain_yes_in_yaml_means_yes():
    read = yaml.safe_load("{when: {right_to_work: yes}, points: 5, because: may work}")

    (comparison,) = read_rules(rules(read)).scoring.rules[0].cases[0].when.comparisons

    assert comparison.wanted == ("yes",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text(max_size=10) | st.sampled_from([*FACTS, "when", "points", "because", "missing"]),
        inner, max_size=4),
    max_leaves=15,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(JSON, st.data())
def test_whatever_is_written_into_the_rules_is_refused_in_words_or_gives_only_a_good_grade(
    strange, data
):
    written = copy.deepcopy({"scoring": OURS["scoring"]})
    rule = data.draw(st.sampled_from(written["scoring"]["rules"]))
    place = data.draw(st.sampled_from(["rule", "case", "when", "points", "grades"]))
    if place == "rule":
        rule["cases"] = strange
    elif place == "case":
        rule["cases"][0] = strange
    elif place == "grades":
        written["scoring"]["grades"]["ready"] = strange
    else:
        rule["cases"][0][place] = strange

    try:
        book = read_rules(written)
    except RulesInvalid:
        return

    facts = field_words().facts_of(an_enquiry(), has_cv=True)
    score = score_facts(facts, book.scoring)
    assert score.grade in Grade
    assert 0 <= score.points <= 100


# A file that somebody pasted.


def bomb():
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (bomb(), "refers to something else"),
        ("[" * 20_000, "too deep"),
        ("a: " * 20_000, "mapping values"),
        ("- a\n" * 14_000, "too much"),
        ("x" * 60_001, "too long"),
        ("scoring: 1\nscoring: 2", "scoring is given twice"),
        ("just words", "not a list of sections"),
        ("a: [1", "line 1"),
        ("a: !!python/object/apply:os.system ['true']", "could not determine a constructor"),
        (b"\xff\xfe\x00", "is not text"),
        ("a: 2026-02-31", "day is out of range"),
        ("\x00", "not YAML"),
        ("", "not a list of sections"),
    ],
    ids=lambda each: repr(each)[:20],
)
def test_a_hostile_file_is_refused_at_once_and_in_words(text, said):
    start = thread_time()

    with pytest.raises(RuleFileBroken) as refused:
        read_rule_file(text)

    assert said in str(refused.value)
    assert thread_time() - start < 5


def test_our_own_file_can_be_pasted_as_it_is():
    assert read_rule_file((ROOT / "data" / "agency.yml").read_bytes()) == OURS
