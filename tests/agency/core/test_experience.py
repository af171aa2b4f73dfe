import pytest

from agency.core.experience import find_years, says_only_how_long


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


@pytest.mark.parametrize("typed", ["8 years", "about 8 yrs", "10+ years in schools", "a year"])
def test_a_time_and_nothing_else_says_how_long(typed: str):
    assert says_only_how_long(typed)


@pytest.mark.parametrize("typed", ["2 years NVQ", "3 year degree", "GCSEs", "level 3", "8"])
def test_a_course_of_some_years_is_no_time(typed: str):
    assert not says_only_how_long(typed)


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("3 years with adults, 1 with children", 1.0),
        ("1 year with children and 3 with adults", 1.0),
        ("3 years with adults and one year with kids", 1.0),
        ("two years with adults with learning disabilities, six months with children", 0.5),
        ("4 years. 3 with adults and 1 with children", 1.0),
        ("2 years in a nursery, 3 with the elderly", 2.0),
        ("30 years, 3 working with young offenders", 3.0),
        ("30 years, 3 of them with children", 3.0),
        ("5 years with adults and children", 5.0),
        ("10 years in a care home with elderly people", 10.0),
        ("5 years as a carer, 2 with children", 7.0),
        ("4 years in total, 3 with adults, 1 with children", 4.0),
    ],
)
def test_of_adults_and_children_told_apart_the_children_count(typed, years):
    assert find_years(typed) == years
