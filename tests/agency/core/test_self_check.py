import pytest

from agency.core.registration import may_skip, slots_of
from agency.core.roles import Role
from agency.core.self_check import questions_for, weigh


def test_the_role_is_asked_first_and_alone():
    assert questions_for(None) == ["check_role"]
    assert slots_of("self_check", {"check_role": "senco"}) == questions_for(Role.SENCO)


def test_what_is_no_yes_is_still_missing():
    fit = weigh(Role.SENCO, {"check_qts": "yes", "check_teaching": "not_sure", "check_npq": "no"})

    assert fit.fits == ("check_qts",)
    assert fit.missing == ("check_teaching", "check_npq", "check_leading")
    assert fit.first_step == "check_teaching"


def test_without_qualified_teacher_status_nothing_else_comes_first():
    assert weigh(Role.SENCO, {"check_npq": "yes"}).first_step == "check_qts"


@pytest.mark.parametrize("role", list(Role))
def test_whoever_says_yes_to_all_lacks_nothing(role: Role):
    fit = weigh(role, dict.fromkeys(questions_for(role), "yes"))

    assert (fit.missing, fit.first_step) == ((), None)


def test_every_question_but_the_role_may_be_passed_over():
    assert may_skip("self_check", "check_dbs", {})
    assert not may_skip("self_check", "check_role", {})
