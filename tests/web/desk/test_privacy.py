"""The privacy officer's page: who waits and until when, what goes tonight, and for how long."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from agency.services.agency.periods import find_periods
from agency.services.privacy.retention import find_last_run, forget_tonight
from agency.storage.files import CvStore
from agency.storage.models import AuditEntry, Candidate, Fate, Lead, PrivacyRequest
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_conversation, a_lead, an_id
from tests.web.desk.people import Browser, Clock, Office

PERIODS = "/desk/settings/retention"


def asks(browser: Browser, office: Office, asked: str = "access") -> None:
    here = f"/desk/candidates/{office.lead}"
    browser.sends(f"{here}/requests", on=here, asked=asked, way="telephone")


def test_who_waits_is_there_with_the_day_they_are_owed(
    office: Office, browser: Browser, another_browser, clock: Clock
):
    browser.signs_in(office.ada)
    asks(browser, office)
    officer = another_browser()
    officer.signs_in(office.pia)

    waiting = officer.opens("/desk/privacy").text
    clock.passes(days=32)
    officer.signs_in(office.pia)
    late = officer.opens("/desk/privacy").text

    assert "Wants to see everything, said by telephone" in waiting
    assert "2 April 2026" in waiting
    assert "Due in 31 days" in waiting
    assert "Overdue by 1 day" in late


def test_asked_twice_is_one_request(office: Office, browser: Browser, open_unit: OpenUnit):
    browser.signs_in(office.ada)
    asks(browser, office)
    asks(browser, office)

    with open_unit() as session:
        assert len(session.scalars(select(PrivacyRequest)).all()) == 1


def test_a_request_is_refused_only_with_a_reason(
    office: Office, browser: Browser, open_unit: OpenUnit
):
    browser.signs_in(office.pia)
    asks(browser, office, "erasure")
    path = "/desk/privacy/requests/1"

    without = browser.sends(path, on="/desk/privacy", fate="refused")
    browser.sends(path, on="/desk/privacy", fate="refused", because="A claim is open")

    assert without.status_code == 422
    with open_unit() as session:
        closed = session.scalars(select(PrivacyRequest)).one()
        assert (closed.fate, closed.because) == (Fate.REFUSED, "A claim is open")
        assert closed.closed_by == office.pia
        did = session.scalars(select(AuditEntry.did)).all()
        assert "closed a request: refused" in did


@pytest.mark.parametrize("who", ["ada", "mo", "ed"])
def test_nobody_else_closes_a_request_or_sets_a_period(
    office: Office, browser: Browser, another_browser, open_unit: OpenUnit, who: str
):
    officer = another_browser()
    officer.signs_in(office.pia)
    asks(officer, office)
    browser.signs_in(getattr(office, who))
    csrf = browser.form(browser.opens("/desk/").text, "/desk/sign-out")["csrf"]

    closed = browser.client.post("/desk/privacy/requests/1", data={"csrf": csrf, "fate": "done"})
    shown = browser.opens(PERIODS)
    kept = browser.client.post(PERIODS, data={"csrf": csrf, "conversation": "1"})

    assert [closed.status_code, shown.status_code, kept.status_code] == [404, 404, 404]
    with open_unit() as session:
        assert session.scalars(select(PrivacyRequest.fate)).all() == [None]
        assert find_periods(session).days["conversation"] == 30


def test_tonight_names_exactly_who_goes_and_the_night_takes_exactly_them(
    office: Office, browser: Browser, open_unit: OpenUnit, store: CvStore, clock: Clock
):
    with open_unit() as session:
        a_lead(session, email="sam@example.org", name="Sam Later", now=MONDAY + timedelta(days=9))
        a_conversation(session, id=an_id("long ago"))
    clock.passes(days=366)
    browser.signs_in(office.pia)

    shown = browser.opens("/desk/privacy/tonight").text

    assert office.lead in shown
    assert "Sam Later" not in shown
    assert ">1</dt><dd>chat that led" in shown
    with open_unit() as session:
        night = MONDAY + timedelta(days=366, hours=18)
        while forget_tonight(session, store, now=night).any:
            pass
        run = find_last_run(session)
        assert (run.candidates, run.conversations) == (1, 1)
        assert session.scalars(select(Candidate.name)).all() == ["Sam Later"]
    clock.passes(hours=18)
    browser.signs_in(office.pia)
    assert "Last night" in browser.opens("/desk/privacy").text


def test_periods_are_tried_before_they_are_kept(
    office: Office, browser: Browser, open_unit: OpenUnit, clock: Clock
):
    clock.passes(days=40)
    browser.signs_in(office.pia)
    wanted = {
        "conversation": "30", "unclaimed_cv": "7", "unregistered": "30", "registered": "400",
        "placed": "",
    }  # fmt: skip

    looked = browser.sends(PERIODS, on=PERIODS, **wanted, do="look").text
    with open_unit() as session:
        assert find_periods(session).days["unregistered"] == 366
    kept = browser.sends(PERIODS, on=PERIODS, **wanted, do="keep").text

    assert ">1</dt><dd>candidate, with all" in looked
    assert "Nothing is changed yet" in looked
    assert "They count from tonight on" in kept
    with open_unit() as session:
        assert find_periods(session).days["registered"] == 400
        assert len(session.scalars(select(Lead)).all()) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"registered": "30"}, {"conversation": "0"}, {"conversation": "many"}, {"unregistered": ""}],
)
def test_a_period_the_law_or_sense_forbids_is_not_kept(
    office: Office, browser: Browser, open_unit: OpenUnit, wrong: dict[str, str]
):
    browser.signs_in(office.pia)
    given = {
        "conversation": "30", "unclaimed_cv": "7", "unregistered": "366", "registered": "366",
        "placed": "",
    }  # fmt: skip

    answer = browser.sends(PERIODS, on=PERIODS, **given | wrong)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    with open_unit() as session:
        assert find_periods(session).days["registered"] == 366
