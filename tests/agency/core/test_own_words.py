"""Answers in one's own words."""

import pytest

from agency.core.own_words import answers_something_else


@pytest.mark.parametrize(
    "typed", ["yes i have one from 2024", "I\u2019ve got it", "no, i have both"]
)
def test_a_yes_to_having_one_names_no_work(typed: str):
    assert answers_something_else(typed)


@pytest.mark.parametrize(
    "typed", ["yes i work at one of the schools", "I've got one job in a school", "one to one TA"]
)
def test_what_names_work_is_an_answer(typed: str):
    assert not answers_something_else(typed)
