import pytest

from agency.core.same_person import (
    Contact,
    Likeness,
    Reached,
    belong_together,
    find_likeness,
)

JO = Reached("jo@example.org", "+447700900123")


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (Reached("JO@example.org", None), {Contact.EMAIL}),
        (Reached(None, "+447700900123"), {Contact.PHONE}),
        (Reached("jo@example.org", "+447700900123"), {Contact.EMAIL, Contact.PHONE}),
        (Reached("sam@example.org", "+447700900124"), set()),
        (Reached(None, None), set()),
    ],
)
def test_people_are_alike_by_how_they_are_reached(other, alike):
    assert {each.contact for each in find_likeness(JO, other)} == alike


def test_nobody_is_alike_for_having_nothing():
    assert find_likeness(Reached(None, None), Reached(None, None)) == ()


def test_two_extensions_of_one_school_are_two_people():
    one, another = "+441614960123;ext=204", "+441614960123;ext=205"

    assert find_likeness(Reached(None, one), Reached(None, another)) == ()
    assert find_likeness(Reached(None, one), Reached(None, "+441614960123"))


def test_a_contact_is_verified_where_it_is_known_to_belong_to_both():
    known = Reached(JO.email, None, frozenset({Contact.EMAIL}))

    assert find_likeness(known, JO) == (Likeness(Contact.EMAIL, verified=False),)
    assert find_likeness(known, known) == (Likeness(Contact.EMAIL, verified=True),)


def test_who_belongs_together_does_so_over_any_number_of_pairs():
    pairs = [(3, 4), (1, 2), (2, 3), (7, 8)]

    assert belong_together([1], pairs) == {1, 2, 3, 4}
    assert belong_together([9], pairs) == {9}
