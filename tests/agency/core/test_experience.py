import pytest

from agency.core.experience import find_years


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("5", 5.0),
        ("ten", 10.0),
        ("about 5", 5.0),
        ("5ish", 5.0),
        ("18 months", 1.5),
        ("two years' experience", 2.0),
        ("I have worked with children for six years", 6.0),
        ("oh about 10", 10.0),
        ("about ten years give or take", 10.0),
        ("10+ years", 10.0),
        ("20 odd years", 20.0),
        ("twenty-five years", 25.0),
        ("a year and a half", 1.5),
        ("two and a half years", 2.5),
        ("1½ years", 1.5),
        ("half a year", 0.5),
        ("a couple of years", 2.0),
        ("two decades", 20.0),
        ("TA for two terms", 0.67),
        ("less than a year", 0.5),
    ],
)
def test_years_are_found_as_people_say_them(typed, years):
    assert find_years(typed) == years


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("2 yrs in nursery then 18 months as a carer", 3.5),
        ("1 year 6 months", 1.5),
        ("2y 6m", 2.5),
        ("10 years in total, 3 years in SEN", 10.0),
        ("I've taught for 18 years, 8 of them as SENCO", 18.0),
        ("10 years including 3 years in SEN", 10.0),
    ],
)
def test_years_in_several_places_add_up(typed, years):
    assert find_years(typed) == years


@pytest.mark.parametrize(
    "typed", ["3-5 years", "3 to 5 years", "between three and five years", "between 3 and 5 years"]
)
def test_of_two_figures_the_smaller_counts(typed):
    assert find_years(typed) == 3.0


@pytest.mark.parametrize(
    "typed", ["none", "none yet", "no experience", "zero", "0", "not yet", "nothing", "never"]
)
def test_none_is_an_answer(typed):
    assert find_years(typed) == 0.0


def test_years_in_other_work_are_not_years_with_children():
    assert find_years("none really but 10 years in retail") == 0.0


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("I'm 35 years old with 5 years in schools", 5.0),
        ("3 years with 5 year olds", 3.0),
        ("I did 2 years, but 5 years ago", 2.0),
        ("year 6 for 3 years", 3.0),
    ],
)
def test_ages_and_dates_are_not_experience(typed, years):
    assert find_years(typed) == years


@pytest.mark.parametrize(
    "typed",
    ["", "banana", "loads", "not sure", "no idea", "since 2015", "200 years", "£100 a day"],
)
def test_what_is_no_length_of_time_is_asked_again(typed):
    assert find_years(typed) is None


@pytest.mark.parametrize(
    ("typed", "years"),
    [("since 2015", 11.0), ("a TA since September 2019", 7.0), ("since 2099", None)],
)
def test_a_year_it_began_in_counts_once_the_present_year_is_told(typed, years):
    assert find_years(typed, 2026) == years
