import pytest

from agency.core.enquiry import Enquiry, Kind
from agency.core.roles import Role
from agency.core.scoring import Grade, score_enquiry
from tests.factories import an_enquiry


def test_a_candidate_who_can_start_is_ready():
    score = score_enquiry(an_enquiry(), has_cv=True)

    assert score.grade is Grade.READY
    assert score.points == 100


def test_every_point_has_its_reason():
    score = score_enquiry(an_enquiry(dbs="no", availability=None), has_cv=False)

    assert sum(reason.points for reason in score.reasons) == score.points
    assert all(reason.because for reason in score.reasons)


def test_whoever_told_us_nothing_is_asked_not_turned_away():
    score = score_enquiry(Enquiry(conversation_id="c", kind=Kind.CALLBACK), has_cv=False)

    assert score.grade is Grade.NEEDS_INFO
    assert score.reasons


@pytest.mark.parametrize("right", ["no", "not_sure", None])
def test_nobody_is_ready_before_the_right_to_work_is_clear(right):
    score = score_enquiry(an_enquiry(right_to_work=right), has_cv=True)

    assert score.grade is Grade.PROMISING


def test_whoever_cannot_be_reached_is_not_ready():
    score = score_enquiry(an_enquiry(email=None, phone=None), has_cv=True)

    assert score.grade is Grade.NEEDS_INFO


@pytest.mark.parametrize(
    ("qualifications", "grade"),
    [
        (("qualified teacher status (QTS)", "NPQ for SENCOs"), Grade.READY),
        (("PGCE",), Grade.READY),
        (("NPQ for SENCOs",), Grade.PROMISING),
        (("leadership NPQ or NPQH",), Grade.PROMISING),
        ((), Grade.PROMISING),
    ],
)
def test_a_senco_needs_to_be_a_teacher(qualifications, grade):
    enquiry = an_enquiry(role=Role.SENCO, qualifications=qualifications)

    assert score_enquiry(enquiry, has_cv=True).grade is grade


def test_more_experience_never_counts_less():
    years = [None, 0, 0.25, 1, 2, 20]

    points = [score_enquiry(an_enquiry(experience_years=y), has_cv=False).points for y in years]

    assert points == sorted(points)


def test_a_career_changer_with_no_experience_is_promising():
    enquiry = an_enquiry(experience_years=0, qualifications=("none",), dbs="no")

    assert score_enquiry(enquiry, has_cv=False).grade is Grade.PROMISING


@pytest.mark.parametrize("name", ["Mr Ali Khan, 61", "Mrs Zoë Ní Dhomhnaill", None])
def test_a_name_never_counts(name):
    assert score_enquiry(an_enquiry(name=name), has_cv=True) == score_enquiry(
        an_enquiry(), has_cv=True
    )
