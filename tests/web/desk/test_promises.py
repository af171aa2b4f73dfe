"""The clock to first contact, on the list and on a lead's page."""

from datetime import timedelta

import pytest

from agency.core.enquiry import Kind
from agency.services.calls.agreed_calls import agree_call
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


def test_a_call_that_was_answered_stops_the_clock(
    browser: Browser, office: Office, called: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    here = f"/desk/leads/{called}"
    assert "Promised call:</strong> Monday 2 March, from" in browser.opens(here).text

    page = browser.sends(f"{here}/called", on=here, outcome="spoke").text

    assert "the clock is stopped" in page
    assert "Ring in" not in page
    assert "In touch" in page
    assert "Rang: we spoke." in page
    assert find(open_unit, called).stage is Stage.CONTACTED


def test_whoever_does_not_answer_is_rung_again_and_not_for_ever(
    browser: Browser, office: Office, called: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    here = f"/desk/leads/{called}"

    first = browser.sends(f"{here}/called", on=here, outcome="no_answer").text
    second = browser.sends(f"{here}/called", on=here, outcome="no_answer").text
    third = browser.sends(f"{here}/called", on=here, outcome="no_answer").text

    assert "Try again:</strong> Monday 2 March, from" in first
    assert "Rung once without an answer" in first
    assert "Ring in" in first
    assert "Rung twice without an answer" in second
    assert "so the clock is stopped" in third
    assert "Ring in" not in third
    assert third.partition('id="timeline"')[0].count("Rang: no answer.") == 3
    assert find(open_unit, called).stage is Stage.NEW


def test_the_time_of_a_call_that_is_agreed_stands_on_the_page(
    browser: Browser, office: Office, called: str, open_unit: OpenUnit
):
    with open_unit() as session:
        lead = session.query(Lead).where(Lead.id == int(called[2:])).one()
        agree_call(session, lead, at=MONDAY + timedelta(days=1), now=MONDAY)
    browser.signs_in(office.ada)

    page = browser.opens(f"/desk/leads/{called}").text

    assert page.count("Call agreed:</strong> Tuesday 3 March, from 9.30am") == 1
    assert "Change the call" in page
