import pytest

from agency.core.registration import (
    CALLBACK,
    REGISTRATION,
    SKIPPED,
    form_progress,
    given,
    may_skip,
    slots_of,
    slots_to_ask,
)
from agency.core.roles import Role


@pytest.mark.parametrize("role", [*Role, "senco", "astronaut", None])
def test_consent_comes_first_and_the_summary_last(role):
    slots = slots_to_ask(role, {})

    assert (slots[0], slots[-1], len(slots)) == ("consent", "summary", 15)
    assert len(set(slots)) == 15


def test_what_is_known_already_keeps_its_place():
    assert slots_to_ask(Role.SENCO, {"name": "Jo"}) == slots_to_ask(Role.SENCO, {})


def test_once_consent_is_refused_nothing_else_is_asked():
    assert slots_to_ask(Role.SENCO, {"consent": False}) == ["consent"]


def test_a_visitor_is_told_which_step_of_how_many_it_is():
    assert form_progress(REGISTRATION, "email", {"consent": True}) == (4, 15)
    assert form_progress(REGISTRATION, "summary", {}) == (15, 15)
    assert form_progress(CALLBACK, "name", {}) == (1, 5)
    assert form_progress(REGISTRATION, "what nobody asks", {}) == (1, 15)


def test_one_way_to_reach_somebody_is_enough_and_one_there_must_be():
    assert may_skip(REGISTRATION, "email", {})
    assert may_skip(REGISTRATION, "phone", {"email": "jo@example.org"})
    assert not may_skip(REGISTRATION, "phone", {"email": SKIPPED})
    assert not may_skip(CALLBACK, "phone", {})


@pytest.mark.parametrize("slot", ["consent", "role", "name", "place", "right_to_work", "dbs"])
def test_what_a_consultant_cannot_do_without_is_not_skipped(slot):
    assert not may_skip(REGISTRATION, slot, {})


@pytest.mark.parametrize(
    "slot",
    ["current_occupation", "experience", "qualifications", "availability", "start", "cv"],
)
def test_the_rest_may_wait_for_a_consultant(slot):
    assert may_skip(REGISTRATION, slot, {})


def test_a_skipped_slot_holds_nothing_a_visitor_told_us():
    assert [given(value) for value in (None, "", SKIPPED)] == [False] * 3
    assert [given(value) for value in (0.0, False, "none", "Jo")] == [True] * 4


def test_an_answer_put_right_at_the_end_is_asked_for_near_the_end():
    all_of_it = dict.fromkeys(slots_of(REGISTRATION, {}), "said")
    without_phone = all_of_it | {"phone": None, "summary": None}

    assert form_progress(REGISTRATION, "phone", without_phone) == (14, 15)
    assert form_progress(REGISTRATION, "summary", all_of_it | {"summary": None}) == (15, 15)
    assert form_progress(REGISTRATION, "consent", {"role": "senco"}) == (1, 15)
    assert form_progress(REGISTRATION, "phone", all_of_it | {"phone": None}) == (15, 15)
