"""The words of a CV beside the conversation: linked, and covered where nobody is to be chosen."""

import re

import pytest

from agency.cv.reader import read_cv
from agency.services.cvs.reading import claim_reading, confirm_fields, mark_read
from agency.storage.models import AuditEntry, Lead
from agency.storage.unit import OpenUnit
from tests.cv_set import TODAY, MadeCv, the_set
from tests.factories import MONDAY, a_cv
from tests.web.desk.people import Browser, Office

PRIVATE = ("12/03/1988", "Nationality: British", "Married", "QQ 12 34 56 C")


@pytest.fixture(scope="module")
def made() -> MadeCv:
    return next(cv for cv in the_set() if cv.filename == "tuning-00.pdf")


@pytest.fixture
def lead(open_unit: OpenUnit, office: Office, made: MadeCv) -> str:
    with open_unit() as session:
        lead = session.query(Lead).filter(Lead.id == int(office.lead.removeprefix("L-"))).one()
        cv = a_cv(session, None, candidate_id=lead.candidate_id)
        claimed = claim_reading(session, now=MONDAY)
        assert claimed
        mark_read(session, claimed, read_cv(made.body, made.filename, today=TODAY), now=MONDAY)
        confirm_fields(cv, ["email"])
    return office.lead


def test_every_thing_that_was_read_leads_to_its_line(browser: Browser, office: Office, lead: str):
    browser.signs_in(office.ada)

    page = browser.opens(f"/desk/leads/{lead}").text

    number = re.search(r'siobhan.oconnor@example.org <a href="#cv-line-(\d+)"', page)
    assert number
    assert f'<li id="cv-line-{number[1]}">Email: siobhan.oconnor@example.org</li>' in page
    assert len(re.findall(r'href="#cv-line-\d+"', page)) > 15
    assert "SEN Teaching Assistant, Oakfield Primary School, 2019-09 to now" in page


def test_what_nobody_confirmed_is_marked(browser: Browser, office: Office, lead: str):
    browser.signs_in(office.ada)

    page = browser.opens(f"/desk/leads/{lead}").text

    rows = {m[1]: m[2] for m in re.finditer(r"<div><dt>([^<]+)</dt><dd>(.*?)</dd></div>", page)}
    assert "not confirmed" in rows["Postcode"]
    assert "not confirmed" not in rows["E-mail"]


def test_private_details_are_covered_until_somebody_asks_and_that_is_written_down(
    browser: Browser, office: Office, lead: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)

    covered = browser.opens(f"/desk/leads/{lead}").text
    shown = browser.opens(f"/desk/leads/{lead}?shown=private").text

    assert [words for words in PRIVATE if words in covered] == []
    assert covered.count("████████") >= 4
    assert [words for words in PRIVATE if words not in shown] == []
    with open_unit() as session:
        done = [entry.did for entry in session.query(AuditEntry) if entry.subject == lead]
    assert done.count("saw private details in the CV") == 1


@pytest.mark.parametrize("who", ["cleo", "ed"])
def test_whoever_may_not_see_the_lead_sees_no_cv(
    browser: Browser, office: Office, lead: str, who: str
):
    browser.signs_in(getattr(office, who))

    page = browser.opens(f"/desk/leads/{lead}?shown=private")

    assert "Siobh" not in page.text


def test_markup_in_a_cv_does_nothing(browser: Browser, office: Office, open_unit: OpenUnit):
    body = (
        b"<b>Jo Example</b><script>alert(1)</script>\njo@example.org\n=cmd|' /C calc'!A0\n"
        b"Employment\n2019 - now  {{7*7}} [x](javascript:alert(1)), Example School\n"
    )
    with open_unit() as session:
        lead = session.query(Lead).filter(Lead.id == int(office.lead.removeprefix("L-"))).one()
        a_cv(session, None, candidate_id=lead.candidate_id)
        claimed = claim_reading(session, now=MONDAY)
        assert claimed
        mark_read(session, claimed, read_cv(body, "cv.txt", today=TODAY), now=MONDAY)
    browser.signs_in(office.ada)

    page = browser.opens(f"/desk/leads/{office.lead}").text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page
    assert "{{7*7}}" in page
    assert 'href="javascript' not in page


def test_a_cv_that_could_not_be_read_says_why(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        lead = session.query(Lead).filter(Lead.id == int(office.lead.removeprefix("L-"))).one()
        a_cv(
            session,
            None,
            candidate_id=lead.candidate_id,
            read_at=MONDAY,
            outcome="needs_ocr",
            reason="scan",
        )
    browser.signs_in(office.ada)

    assert "it is a scan without text" in browser.opens(f"/desk/leads/{office.lead}").text
