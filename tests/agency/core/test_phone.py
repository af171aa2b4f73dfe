import pytest

from agency.core.phone import find_phone, find_phone_and_extension, say_phone

EXAMPLE = "+447700900123"


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        "07700900123",
        "07700-900-123",
        "07700.900.123",
        "07700 / 900 123",
        "+44 7700 900123",
        "+44 (0)7700 900123",
        "+44 0 7700 900123",
        "00447700900123",
        "0044 (0) 7700 900 123",
        "447700900123",
        "7700900123",
        "o7700 9oo123",
        "\uff10\uff17\uff17\uff10\uff10 900123",
        "my number is 07700 900123 ok?",
        "ring me on 07700 900123, after 4",
        "tel:07700900123.",
        "07700 900123 or 0161 496 0123",
        "07700 900123 0161 496 0123",
    ],
)
def test_a_mobile_is_found_in_every_style(typed):
    assert find_phone(typed) == EXAMPLE


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("(0161) 496 0123", "+441614960123"),
        ("020 7946 0123", "+442079460123"),
        ("01632 960123", "+441632960123"),
        ("028 9018 0123", "+442890180123"),
        ("0300 123 4567", "+443001234567"),
    ],
)
def test_a_landline_is_a_number_too(typed, number):
    assert find_phone(typed) == number


def test_a_number_abroad_needs_its_country():
    assert find_phone("+353 87 123 4567") == "+353871234567"
    assert find_phone("087 123 4567 89") is None


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "no phone",
        "12345",
        "0770090012",
        "077009001234",
        "07000 900123",
        "0909 879 0123",
        "+44 123",
        "4111 1111 1111 1111",
        "01/09/2026",
    ],
)
def test_what_nobody_could_ring_is_refused(typed):
    assert find_phone(typed) is None


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (EXAMPLE, "07700 900123"),
        ("+441614960123", "0161 496 0123"),
        ("+442079460123", "020 7946 0123"),
        ("+441632960123", "01632 960123"),
        ("+443001234567", "0300 123 4567"),
        ("+353871234567", "+353871234567"),
    ],
)
def test_a_number_is_said_as_people_here_write_it(number, said):
    assert say_phone(number) == said


def test_a_number_that_is_kept_is_read_again_as_it_is():
    kept = find_phone_and_extension("0161 496 0123 ext 204")

    assert kept == "+441614960123;ext=204"
    assert find_phone_and_extension(kept) == kept
