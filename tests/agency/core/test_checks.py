import pytest

from agency.core.checks import DBS, RIGHT_TO_WORK, find_dbs, find_right_to_work
from agency.core.yes_or_no import find_yes_or_no, is_refusal


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yes", "yes"),
        ("Yeah go on then", "yes"),
        ("y", "yes"),
        ("ok", "yes"),
        ("👍", "yes"),
        ("no problem", "yes"),
        ("yes but not on Fridays", "yes"),
        ("no", "no"),
        ("no thanks", "no"),
        ("I do not", "no"),
        ("I don’t agree", "no"),
        ("not now", "no"),
        ("maybe", "not_sure"),
        ("not really sure", "not_sure"),
        ("think so", "not_sure"),
        ("yes I think so", "not_sure"),
        ("I don't know", "not_sure"),
        ("banana", None),
        ("", None),
    ],
)
def test_yes_no_and_not_sure_are_told_apart(typed, meant):
    assert find_yes_or_no(typed) == meant


@pytest.mark.parametrize("choice", RIGHT_TO_WORK)
def test_a_choice_about_the_right_to_work_means_itself(choice):
    assert find_right_to_work(choice) == choice


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yes, british passport", "yes"),
        ("I'm Irish", "yes"),
        ("I have settled status", "yes"),
        ("no, I would need sponsorship", "no"),
        ("I'm not British", "no"),
        ("I have a student visa", "not_sure"),
        ("its being renewed", "not_sure"),
        ("I'm from Poland", "not_sure"),
        ("EU", "not_sure"),
        ("passport", "not_sure"),
        ("think so", "not_sure"),
        ("banana", None),
    ],
)
def test_the_right_to_work_is_understood_and_a_visa_left_to_a_consultant(typed, meant):
    assert find_right_to_work(typed) == meant


@pytest.mark.parametrize("choice", DBS)
def test_a_choice_about_the_dbs_means_itself(choice):
    assert find_dbs(choice) == choice


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yes, on the update service", "update_service"),
        ("yes but not on the update service", "yes"),
        ("enhanced dbs", "yes"),
        ("I've got one", "yes"),
        ("not yet", "no"),
        ("I don't have one", "no"),
        ("it expired", "not_sure"),
        ("its being renewed", "not_sure"),
        ("not got one on me", "not_sure"),
        ("haven't got one yet", "no"),
        ("ill do it later", "not_sure"),
        ("I had one 3 years ago", "not_sure"),
        ("it's with my school", "yes"),
        ("have one", "yes"),
        ("child and adult", "yes"),
        ("with another agency", "not_sure"),
        ("school has one", "not_sure"),
        ("not through my current school", "no"),
        ("what's the update service?", None),
        ("banana", None),
    ],
)
def test_the_dbs_is_understood(typed, meant):
    assert find_dbs(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "no",
        "No thanks!",
        "none",
        "n/a",
        "don't have one",
        "sorry I haven't got one at the moment",
        "not got one",
        "I don't have an email address",
        "i'd rather not say",
        "nothing, thanks",
        "later",
    ],
)
def test_nothing_but_a_no_is_a_refusal(typed):
    assert is_refusal(typed)


@pytest.mark.parametrize(
    "typed",
    ["", "thanks", "ok", "not Wednesdays", "no formal ones but first aid", "not sure", "Jo"],
)
def test_what_says_more_than_no_is_none(typed):
    assert not is_refusal(typed)
