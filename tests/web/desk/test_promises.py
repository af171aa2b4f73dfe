"""The clock to first contact, on the list and on a lead's page."""

import pytest

from agency.core.enquiry import Kind
from agency.storage.models import Lead, Stage
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_lead
from tests.web.desk.people import Browser, Office


@pytest.fixture
def called(open_unit: OpenUnit, office: Office) -> str:
    with open_unit() as session:
        lead = a_lead(session, kind=Kind.CALLBACK, call_when="now", now=MONDAY)
        return lead.reference


def find(open_unit: OpenUnit, reference: str) -> Lead:
    with open_unit() as session:
        return session.query(Lead).where(Lead.id == int(reference[2:])).one()


def test_the_list_has_first_who_waits_for_the_next_call_with_the_clock_in_words(
    browser: Browser, office: Office, called: str
):
    browser.signs_in(office.ada)

    page = browser.opens("/desk/?whose=team").text

    assert page.index(called) < page.index(office.lead)
    assert "Ring in" in page
    assert "Answer in" in page


def test_an_overdue_lead_says_so_in_words(
    browser: Browser, office: Office, called: str, open_unit: OpenUnit
):
    with open_unit() as session:
        lead = session.query(Lead).where(Lead.id == int(called[2:])).one()
        assert lead.promise
        lead.promise.due_at = lead.promise.call_at = MONDAY.replace(hour=1)
    browser.signs_in(office.ada)

    assert "Overdue by 8 h" in browser.opens("/desk/?whose=team").text
    assert "Overdue by 8 h" in browser.opens(f"/desk/leads/{called}").text


@pytest.mark.parametrize(
    ("outcome", "stage", "note"),
    [("spoke", Stage.CONTACTED, "Rang: we spoke."), ("no_answer", Stage.NEW, "Rang: no answer.")],
)
def test_a_call_that_was_made_stops_the_clock(
    browser: Browser,
    office: Office,
    called: str,
    open_unit: OpenUnit,
    outcome: str,
    stage: Stage,
    note: str,
):
    browser.signs_in(office.ada)
    here = f"/desk/leads/{called}"
    assert "Promised call:</strong> Monday 2 March, from" in browser.opens(here).text

    page = browser.sends(f"{here}/called", on=here, outcome=outcome).text

    assert "the clock is stopped" in page
    assert "Ring in" not in page
    assert "In touch" in page
    assert note in page
    assert find(open_unit, called).stage is stage
