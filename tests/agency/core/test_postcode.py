import pytest

from agency.core.postcode import area_of, find_outward, find_postcode


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("M1 4BT", "M1 4BT"),
        ("m1 4bt", "M1 4BT"),
        ("m14bt", "M1 4BT"),
        ("m144bt", "M14 4BT"),
        ("m1-4bt", "M1 4BT"),
        ("sw1a1aa", "SW1A 1AA"),
        ("W1T 1AA", "W1T 1AA"),
        ("ec1a 1bb.", "EC1A 1BB"),
        ("DN55 1PT", "DN55 1PT"),
        ("bt7 1nn (belfast)", "BT7 1NN"),
        ("my postcode is LS6 3QS thanks", "LS6 3QS"),
    ],
)
def test_a_postcode_is_found_however_it_is_typed(typed, written):
    assert find_postcode(typed) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("SO15 OAA", "SO15 0AA"),
        ("s015 2ab", "SO15 2AB"),
        ("0x1 2ab", "OX1 2AB"),
        ("ME1O 1AA", "ME10 1AA"),
        ("OL1 1AA", "OL1 1AA"),
    ],
)
def test_the_letter_o_and_the_figure_nought_stand_for_each_other(typed, written):
    assert find_postcode(typed) == written


@pytest.mark.parametrize("typed", ["", "leeds", "m20", "zz1 1zz", "Q1 1AA", "1 M1 4", "AB1 2OI"])
def test_what_is_no_postcode_is_not_made_into_one(typed):
    assert find_postcode(typed) is None


@pytest.mark.parametrize(
    ("typed", "outward"),
    [("m20", "M20"), ("m1 4bt", "M1"), ("near ls6 ish", "LS6"), ("ks2", None), ("hull", None)],
)
def test_the_first_half_alone_says_where_somebody_lives(typed, outward):
    assert find_outward(typed) == outward


@pytest.mark.parametrize(
    ("postcode", "area"), [("M1 4BT", "M"), ("SW1A 1AA", "SW"), ("bt9", "BT"), ("", "")]
)
def test_the_area_is_the_letters_a_postcode_begins_with(postcode, area):
    assert area_of(postcode) == area


def test_words_that_could_be_read_as_one_are_no_postcode():
    assert find_postcode("I haven't got one to hand") is None
    assert find_outward("not got one") is None


def test_ordinary_words_are_no_postcode():
    assert find_postcode("no sorry I haven't got one to hand") is None
    assert find_outward("so ow to go") is None
