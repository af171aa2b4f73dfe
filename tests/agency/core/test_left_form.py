from datetime import UTC, datetime

import pytest

from agency.core.left_form import Fate, choose_fate, enquiry_from_left
from agency.core.roles import Role

AGREED = {"version": "2026-12", "wording": "We keep it.", "at": "2026-03-02T09:30:00+00:00"}
MONDAY = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


def a_form(form="registration", /, *, agreed=True, put_aside=False, **values):
    return {
        "name": form,
        "values": {"consent": True if agreed else None} | values,
        "agreed": AGREED if agreed else None,
        "put_aside": put_aside,
    }


@pytest.mark.parametrize(
    ("left", "fate"),
    [
        (a_form(email="jo@example.org"), Fate.LEAD),
        (a_form(phone="+447700900123", email="skipped"), Fate.LEAD),
        (a_form(email="skipped", phone=None), Fate.WAITS),
        (a_form(email="jo@example.org", put_aside=True), Fate.WAITS),
        (a_form(agreed=False, email="jo@example.org"), Fate.ERASED),
        (a_form(agreed=False, put_aside=True, email="jo@example.org"), Fate.ERASED),
        (a_form("callback", agreed=False, phone="+447700900123"), Fate.ERASED),
        (a_form("client", agreed=False), Fate.ERASED),
        (a_form("self_check", agreed=False), Fate.WAITS),
        (a_form("callback", phone="+447700900123"), Fate.WAITS),
    ],
)
def test_what_becomes_of_a_form_that_was_left(left, fate):
    assert choose_fate(left) is fate


def test_a_registration_says_what_it_says_so_far():
    left = a_form(
        role="senco",
        name="Jo O'Brien",
        email="jo@example.org",
        phone="skipped",
        place="Stockport, SK4 4QT",
        experience=3.5,
        qualifications=["QTS"],
    )

    enquiry = enquiry_from_left("c", left, left_at=MONDAY)

    assert (enquiry.role, enquiry.name, enquiry.email) == (
        Role.SENCO,
        "Jo O'Brien",
        "jo@example.org",
    )
    assert (enquiry.phone, enquiry.town, enquiry.postcode) == (None, "Stockport", "SK4 4QT")
    assert (enquiry.experience_years, enquiry.qualifications) == (3.5, ("QTS",))
    assert enquiry.left_at == MONDAY
    assert enquiry.consent
    assert enquiry.consent.wording == "We keep it."
