from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.core.enquiry import Enquiry, Kind
from agency.core.roles import Role
from agency.core.scoring import Grade, Score, score_facts
from agency.services.agency.rules import read_rules
from agency.storage.field_words import field_words
from tests.factories import an_enquiry

ROOT = Path(__file__).parents[3]
OURS = read_rules(yaml.safe_load((ROOT / "data" / "agency.yml").read_text("utf-8")))
WORDS = yaml.safe_load((ROOT / "data" / "lexicon" / "routing" / "words.yml").read_text("utf-8"))
OCCUPATIONS = yaml.safe_load((ROOT / "data" / "lexicon" / "occupations.yml").read_text("utf-8"))


def score(enquiry: Enquiry, has_cv: bool = True, place: str | None = "covered") -> Score:
    facts = field_words().facts_of(enquiry, has_cv=has_cv, place=place, branch="Manchester")
    return score_facts(facts, OURS.scoring)


def because(found: Score) -> list[str]:
    return [reason.because for reason in found.reasons]


def test_a_candidate_who_can_start_is_ready():
    found = score(an_enquiry())

    assert found.grade is Grade.READY
    assert found.points == 100
    assert found.missing == ()


def test_every_point_has_its_reason():
    found = score(an_enquiry(dbs="no", availability=None), has_cv=False)

    assert sum(reason.points for reason in found.reasons) == found.points
    assert all(found_because for found_because in because(found))


def test_whoever_told_us_nothing_is_asked_not_turned_away():
    found = score(Enquiry(conversation_id="c", kind=Kind.CALLBACK), has_cv=False, place=None)

    assert found.grade is Grade.NEEDS_INFO
    assert {each.asks for each in found.missing} == {
        "phone", "email", "right_to_work", "place", "role", "experience", "dbs", "availability",
        "start", "cv",
    }  # fmt: skip


@pytest.mark.parametrize("right", ["no", "not_sure", None])
def test_nobody_is_ready_before_the_right_to_work_is_clear(right):
    assert score(an_enquiry(right_to_work=right)).grade is Grade.PROMISING


def test_whoever_cannot_be_reached_is_not_ready():
    assert score(an_enquiry(email=None, phone=None)).grade is Grade.NEEDS_INFO


@pytest.mark.parametrize(
    ("qualifications", "grade"),
    [
        (("qualified teacher status (QTS)", "NPQ for SENCOs"), Grade.READY),
        (("PGCE",), Grade.READY),
        (("QTLS",), Grade.READY),
        (("registered with the GTCS",), Grade.READY),
        (("NPQ for SENCOs",), Grade.PROMISING),
        (("leadership NPQ or NPQH",), Grade.PROMISING),
        ((), Grade.PROMISING),
    ],
)
def test_a_senco_needs_to_be_a_teacher(qualifications, grade):
    enquiry = an_enquiry(role=Role.SENCO, qualifications=qualifications)

    assert score(enquiry).grade is grade


@pytest.mark.parametrize(
    ("qualifications", "said"),
    [
        (("QTS", "NASENCO"), "a qualified teacher with the SENCO qualification"),
        (("QTS",), "a qualified teacher; the SENCO qualification can follow"),
        (("NASENCO",), "has the SENCO qualification; qualified teacher status not known yet"),
        (("none",), "qualified teacher status not known yet: a SENCO needs it"),
    ],
)
def test_a_sencos_qualifications_are_told_apart(qualifications, said):
    assert said in because(score(an_enquiry(role=Role.SENCO, qualifications=qualifications)))


def test_more_experience_never_counts_less():
    years = [None, 0, 0.25, 1, 2, 20]

    points = [score(an_enquiry(experience_years=y), has_cv=False).points for y in years]

    assert points == sorted(points)


def test_a_career_changer_with_no_experience_is_promising():
    enquiry = an_enquiry(experience_years=0, qualifications=("none",), dbs="no")

    assert score(enquiry, has_cv=False).grade is Grade.PROMISING


# An occupation that carries over counts as what it is.


@pytest.mark.parametrize(
    ("occupation", "role", "points", "said"),
    [
        ("teaching assistant", Role.SEN_SUPPORT_WORKER, 10, "does this work already"),
        ("TA in year 4", Role.SEMH_SUPPORT_WORKER, 10, "does this work already"),
        ("SENCO at a primary", Role.SENCO, 10, "does this work already"),
        ("foster carer", Role.SEMH_SUPPORT_WORKER, 10, "Foster carer: carries over"),
        ("I work as a prison officer", Role.SEMH_SUPPORT_WORKER, 10, "brings"),
        ("nursery nurse", Role.SEN_SUPPORT_WORKER, 10, "Nursery nurse or early years"),
        ("stay at home mum", Role.SEN_SUPPORT_WORKER, 10, "Parent at home: carries over"),
        ("year 6 teacher", Role.SENCO, 10, "Teacher: carries over to SENCO"),
        ("prison officer", Role.SENCO, 5, "carries over to other roles first"),
        ("nursery nurse", Role.SEMH_SUPPORT_WORKER, 5, "carries over to other roles first"),
        ("astronaut", Role.SEN_SUPPORT_WORKER, 4, "ask what it brings"),
        (None, Role.SEN_SUPPORT_WORKER, 0, "not known yet"),
    ],
)
def test_an_occupation_counts_as_what_it_is(occupation, role, points, said):
    found = score(an_enquiry(current_occupation=occupation, role=role))

    (fit,) = [r for r in found.reasons if said in r.because and "right" not in r.because][:1]
    assert fit.points == points


@pytest.mark.parametrize("entry", OCCUPATIONS["entries"], ids=lambda entry: entry["id"])
def test_every_occupation_of_the_lexicon_carries_over_to_the_roles_it_fits(entry):
    for role in entry["fits"]:
        found = score(an_enquiry(current_occupation=entry["title"], role=Role(role)))
        assert found.reasons[3].points == 10, (entry["id"], role)


# Protected words never count.

PEOPLE = st.sampled_from(
    ["mum", "dad", "mother", "father", "man", "woman", "lady", "gentleman", "husband", "wife"]
)
AGES = st.one_of(
    st.integers(16, 90).map(lambda age: f"I'm {age}"),
    st.integers(16, 90).map(lambda age: f"{age} years old"),
    st.integers(16, 90).map(lambda age: f"aged {age}"),
    st.integers(1940, 2008).map(lambda year: f"born in {year}"),
    st.sampled_from(["retired", "middle-aged", "in my fifties", ""]),
)
NATIONS = st.sampled_from([*WORDS["protected"]["nothing"]["nationality"], ""])
HEALTH = st.sampled_from([*WORDS["protected"]["nothing"]["health"], ""])
SEXES = st.sampled_from([*WORDS["protected"]["nothing"]["sex"], ""])
FAITHS = st.sampled_from([*WORDS["protected"]["nothing"]["faith"], ""])
NAMES = st.one_of(st.none(), st.text(max_size=40))
JOBS = st.sampled_from([name for entry in OCCUPATIONS["entries"] for name in entry["names"]])
ROLES = st.sampled_from([None, *Role])


@settings(max_examples=400, deadline=None)
@given(JOBS, ROLES, NAMES, AGES, NATIONS, HEALTH, SEXES, FAITHS)
def test_name_age_sex_nationality_faith_and_health_change_neither_points_nor_grade(
    job, role, name, age, nation, health, sex, faith
):
    plain = an_enquiry(current_occupation=job, role=role)
    told = f"{age}, {nation} {sex}, {faith}, {health}. {job}, {nation}, {age}"
    about = an_enquiry(current_occupation=told, role=role, name=name)

    a, b = score(plain), score(about)

    assert (a.points, a.grade, because(a), a.missing) == (b.points, b.grade, because(b), b.missing)


@settings(max_examples=200, deadline=None)
@given(JOBS, ROLES, PEOPLE, PEOPLE)
def test_a_word_for_a_woman_counts_like_the_word_for_a_man(job, role, one, other):
    def points(word: str) -> int:
        said = " ".join(word if each in TOLD_APART else each for each in job.split())
        return score(an_enquiry(current_occupation=f"{said}, {word}", role=role)).points

    same = next(row for row in WORDS["protected"]["same"] if one in row)
    if other in same:
        assert points(one) == points(other)


TOLD_APART = frozenset(["mum", "mom", "mam", "dad", "mother", "father"])


@pytest.mark.parametrize(
    ("she", "he"),
    [
        ("dinner lady", "dinner man"),
        ("lollipop lady", "lollipop man"),
        ("policewoman", "policeman"),
        ("stay-at-home mum", "stay-at-home dad"),
        ("mum of an autistic girl", "dad of an autistic boy"),
        ("looked after my nan", "looked after my grandad"),
        ("waitress", "waiter"),
        ("barmaid", "barman"),
        ("air hostess", "air host"),
        ("seamstress", "seamster"),
        ("carer for my wife", "carer for my husband"),
    ],
)
def test_an_occupation_named_after_a_sex_counts_the_same_for_the_other(she, he):
    for role in Role:
        hers = score(an_enquiry(current_occupation=she, role=role))
        his = score(an_enquiry(current_occupation=he, role=role))
        assert hers == his


@settings(max_examples=100, deadline=None)
@given(NAMES, AGES, NATIONS, HEALTH)
def test_what_is_said_in_availability_and_start_counts_only_as_given(name, age, nation, health):
    told = f"mornings, {age}, {nation} {health}"
    about = an_enquiry(availability=told, start=told, name=name, question=told)

    assert (score(about).points, score(about).grade) == (100, Grade.READY)
