"""A page for whoever has no CV."""

from datetime import date

import pypdfium2
import pytest

from agency.cv.profile import Profile, write_profile

MONDAY = date(2026, 3, 2)


def a_profile(**but: object) -> Profile:
    told = {"name": "Jo Brown", "role": "senco", "experience_years": 12.0}
    return Profile(**told | but)  # type: ignore[arg-type]


def read(pdf: bytes) -> tuple[int, str]:
    document = pypdfium2.PdfDocument(pdf)
    return len(document), document[0].get_textpage().get_text_range()


@pytest.mark.parametrize("name", ["Łukasz Żółć", "Siobhan O’Brien", "Zoë Nguyễn", "Ольга"])
def test_a_name_is_written_as_its_owner_writes_it(name: str):
    _, text = read(write_profile(a_profile(name=name), agency="Example", on=MONDAY))

    assert text.startswith(name)


def test_what_was_not_told_is_left_out():
    _, text = read(write_profile(a_profile(), agency="Example", on=MONDAY))

    assert "12 years of teaching" in text
    assert "None" not in text
    assert "DBS" not in text


def test_it_stays_on_one_page_and_markup_in_it_is_only_text():
    told = a_profile(
        current_occupation="<b>carer</b> & " + "x" * 185,
        qualifications=("GCSE " + "y" * 110,) * 40,
        availability="z" * 200,
    )

    pages, text = read(write_profile(told, agency="Example", on=MONDAY))

    assert pages == 1
    assert "<b>carer</b> &" in text


def test_the_same_answers_make_the_same_file():
    first, second = (write_profile(a_profile(), agency="Example", on=MONDAY) for _ in range(2))

    assert first == second
