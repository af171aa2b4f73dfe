import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.storage.files import CvStore
from agency.storage.models import AuditEntry, DeliveryState, Lead, Scan, Speaker, Stage
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_cv, a_lead, a_turn
from tests.web.desk.people import Browser, Office
from web.desk.pages import asset

SCRIPT = "<script>alert('x')</script>"


def test_a_leads_page_says_what_matters(browser: Browser, office: Office):
    browser.signs_in(office.ada)

    page = browser.opens(f"/desk/leads/{office.lead}").text

    for said in [
        "SEND support worker in Manchester M1 4BT, can start: after half term",
        'href="tel:+447700900123">Call 07700 900123',
        'href="mailto:jo%40example.org">Write to jo@example.org',
        "On the update service",
        "Still missing:</strong> CV",
        "On this desk because",
        "version 2026-11",
    ]:
        assert said in page


def test_a_school_that_wants_staff_is_not_shown_as_a_candidate(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        lead = a_lead(session, kind=Kind.CLIENT, name="Ms Example", dbs=None, start=None)
        reference = lead.reference
    browser.signs_in(office.mo)

    page = browser.opens(f"/desk/leads/{reference}").text
    found = browser.opens("/desk/?whose=everyone&q=Ms+Example").text

    assert "A school or council that wants staff: SEND support worker in Manchester" in page
    assert "<strong>Wants staff</strong>: SEND support worker" in found
    for said in ["Still missing", " points"]:
        assert said not in page
    assert 'class="grade' not in found


def test_what_strangers_wrote_is_shown_as_text(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        lead = a_lead(
            session, name=SCRIPT, town=SCRIPT, email=f'"{SCRIPT}"@example.org', question=SCRIPT
        )
        a_turn(session, lead.conversation, f"{SCRIPT} [x](javascript:alert(1))")
        a_cv(session, lead.conversation, filename=f'"{SCRIPT}.pdf', candidate_id=lead.candidate_id)
        reference = lead.reference
    browser.signs_in(office.ada)

    for path in ("/desk/?whose=team", f"/desk/leads/{reference}", f"/desk/?q={SCRIPT}"):
        page = browser.opens(path).text
        assert "&lt;script&gt;" in page
        assert "<script>" not in page
        assert 'href="javascript' not in page


@pytest.mark.parametrize("who", ["cleo", "ed"])
def test_another_branchs_lead_is_not_there(browser: Browser, office: Office, who: str):
    browser.signs_in(getattr(office, who))

    page = browser.opens(f"/desk/leads/{office.lead}")
    never = browser.opens("/desk/leads/L-9999")

    assert page.status_code == never.status_code == 404
    assert page.text == never.text.replace("L-9999", office.lead)
    assert "Jo O" not in browser.opens("/desk/").text
    assert browser.opens("/desk/?whose=everyone").status_code in {200, 404}
    assert "Jo O" not in browser.opens("/desk/?whose=everyone").text
    assert "Jo O" not in browser.opens("/desk/?whose=team&branch=manchester").text


@pytest.mark.parametrize("who", ["bea", "mo", "pia"])
def test_the_branch_the_manager_and_the_privacy_officer_see_it(
    browser: Browser, office: Office, who: str
):
    browser.signs_in(getattr(office, who))

    assert "Jo O&#39;Brien" in browser.opens(f"/desk/leads/{office.lead}").text


def test_a_privacy_officer_reads_and_changes_nothing(browser: Browser, office: Office):
    browser.signs_in(office.pia)
    page = browser.opens(f"/desk/leads/{office.lead}")
    csrf = browser.form(page.text, "/desk/sign-out")

    refused = browser.client.post(f"/desk/leads/{office.lead}/notes", data=csrf | {"note": "hi"})

    assert "Accept this lead" not in page.text
    assert refused.status_code == 403


@pytest.mark.parametrize("reference", ["L-0", "L--1", "0", "L-99999999999999999999", "٣", "%00"])
def test_an_odd_reference_is_no_lead(browser: Browser, office: Office, reference: str):
    browser.signs_in(office.mo)

    assert browser.opens(f"/desk/leads/{reference}").status_code == 404


def test_filters_are_links_that_narrow_the_list(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        a_lead(session, name="Sam Senco", role=Role.SENCO, postcode="LS1 1AA", town="Leeds")
        a_lead(session, name="Kit Moved", role=Role.SENCO).stage = Stage.CONTACTED
    browser.signs_in(office.mo)

    def names(path: str) -> set[str]:
        page = browser.opens(path).text
        return {name for name in ("Jo O&#39;Brien", "Sam Senco", "Kit Moved") if name in page}

    assert names("/desk/?whose=everyone") == {"Jo O&#39;Brien", "Sam Senco", "Kit Moved"}
    assert names("/desk/?whose=everyone&role=senco") == {"Sam Senco", "Kit Moved"}
    assert names("/desk/?whose=everyone&role=senco&stage=new") == {"Sam Senco"}
    assert names("/desk/?whose=everyone&branch=leeds") == {"Sam Senco"}
    assert names("/desk/?whose=team") == {"Jo O&#39;Brien", "Kit Moved"}
    assert names("/desk/?whose=everyone&q=kit&stage=&role=") == {"Kit Moved"}
    assert (
        "/desk/?whose=everyone&amp;role=senco&amp;q=kit"
        in browser.opens("/desk/?whose=everyone&q=kit").text
    )


def test_a_long_list_goes_on_on_the_next_page(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        for number in range(55):
            a_lead(session, name=f"Person {number:02}", now=MONDAY + timedelta(minutes=number))
    browser.signs_in(office.ada)

    first = browser.opens("/desk/").text
    cursor = first.partition("cursor=")[2].partition('"')[0]
    second = browser.opens(f"/desk/?cursor={cursor}").text

    # Whoever was promised an answer earlier stands before who came later.
    assert "Jo O&#39;Brien" in first
    assert "Person 00" in first
    assert "Person 31" not in first
    assert "Person 31" in second
    assert "Person 00" not in second
    assert "More leads" not in second
    assert browser.opens("/desk/?cursor=nonsense").status_code == 400


def test_accepting_makes_the_lead_mine(browser: Browser, office: Office, open_unit: OpenUnit):
    browser.signs_in(office.bea)
    path = f"/desk/leads/{office.lead}"

    page = browser.presses(f"{path}/accept", on=path)

    assert "You have accepted this lead." in page.text
    assert "Accepted by Bea" in page.text
    with open_unit() as session:
        lead = session.query(Lead).one()
        assert (lead.owner.name, lead.stage) == ("Bea", Stage.NEW)
        assert lead.accepted_at == MONDAY


def test_of_two_who_accept_at_once_the_second_is_told_who_has_it(
    another_browser: Callable[[], Browser], office: Office, open_unit: OpenUnit
):
    path = f"/desk/leads/{office.lead}"
    ready = []
    for email in (office.ada, office.bea):
        browser = another_browser()
        browser.signs_in(email)
        ready.append((browser, browser.form(browser.opens(path).text, f"{path}/accept")))
    together = threading.Barrier(2)
    answers = []

    def press(browser: Browser, form: dict[str, str]) -> None:
        together.wait()
        answers.append(browser.client.post(f"{path}/accept", data=form, follow_redirects=True))

    threads = [threading.Thread(target=press, args=both) for both in ready]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    told = sorted(answers, key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in told] == [200, 409]
    with open_unit() as session:
        owner = session.query(Lead).one().owner.name
        accepted = session.query(AuditEntry).filter_by(did="accepted").count()
    assert f"{owner} has accepted this lead already" in told[1].text
    assert accepted == 1


def test_a_note_is_kept_with_its_author(browser: Browser, office: Office):
    browser.signs_in(office.bea)
    path = f"/desk/leads/{office.lead}"

    page = browser.sends(f"{path}/notes", on=path, note=f" Called.\n{SCRIPT} ")

    assert "Your note is kept." in page.text
    assert "<strong>Bea</strong>" in page.text
    assert "Called.\n&lt;script&gt;" in page.text
    assert "The note was empty" in browser.sends(f"{path}/notes", on=path, note="  ").text


def test_a_later_change_is_told_and_not_lost(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, open_unit: OpenUnit
):
    path = f"/desk/leads/{office.lead}"
    browser.signs_in(office.ada)
    mine = browser.form(browser.opens(path).text, f"{path}/stage")
    bea = another_browser()
    bea.signs_in(office.bea)
    bea.sends(f"{path}/stage", on=path, stage="registered")

    page = browser.client.post(
        f"{path}/stage", data=mine | {"stage": "contacted", "note": "spoke to Jo"}
    )

    assert page.status_code == 409
    assert "Somebody changed this lead while you were reading" in page.text
    assert 'value="spoke to Jo"' in page.text
    with open_unit() as session:
        assert session.query(Lead).one().stage is Stage.REGISTERED


def test_a_lead_is_closed_with_a_reason(browser: Browser, office: Office):
    browser.signs_in(office.ada)
    path = f"/desk/leads/{office.lead}"

    without = browser.sends(f"{path}/stage", on=path, stage="closed")
    with_one = browser.sends(f"{path}/stage", on=path, stage="closed", note="Found other work")

    assert without.status_code == 422
    assert "Say why you close it" in without.text
    assert "Closed because:</strong> Found other work" in with_one.text


def test_a_cv_comes_as_a_file_to_keep_and_who_took_it_is_known(
    browser: Browser, office: Office, open_unit: OpenUnit, store: CvStore
):
    body = b"%PDF-1.4 <script>alert(1)</script>"
    with open_unit() as session:
        lead = session.query(Lead).one()
        a_cv(
            session,
            lead.conversation,
            candidate_id=lead.candidate_id,
            key=store.keep(body),
            filename='Jo "O\'Brien" – Lebenslauf\r\nX: y.pdf',
        )
    browser.signs_in(office.ada)
    page = browser.opens(f"/desk/leads/{office.lead}").text
    link = page.partition(f'href="/desk/leads/{office.lead}/cv/')[2].partition('"')[0]

    file = browser.opens(f"/desk/leads/{office.lead}/cv/{link}")

    assert file.content == body
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"] == (
        "attachment; filename=\"cv.pdf\"; filename*=UTF-8''"
        "Jo%20%22O%27Brien%22%20%E2%80%93%20Lebenslauf%0D%0AX%3A%20y.pdf"
    )
    assert file.headers["x-content-type-options"] == "nosniff"
    assert file.headers["content-security-policy"].startswith("sandbox;")
    assert file.headers["cache-control"] == "no-store"
    with open_unit() as session:
        taken = session.query(AuditEntry).filter_by(did="took the CV").one()
        assert (taken.who, taken.subject) == (office.ada, office.lead)


def test_an_unsafe_cv_and_another_leads_cv_are_not_handed_out(
    browser: Browser, office: Office, open_unit: OpenUnit, store: CvStore
):
    with open_unit() as session:
        lead = session.query(Lead).one()
        owned = {"candidate_id": lead.candidate_id, "conversation": lead.conversation}
        unsafe = a_cv(session, **owned, scan=Scan.UNSAFE, key=store.keep(b"x"))
        other = a_lead(session, postcode="LS1 1AA", town="Leeds")
        others = a_cv(session, other.conversation, key=store.keep(b"y"))
        unsafe_id, others_id = unsafe.id, others.id
    browser.signs_in(office.ada)

    assert browser.opens(f"/desk/leads/{office.lead}/cv/{unsafe_id}").status_code == 409
    assert browser.opens(f"/desk/leads/{office.lead}/cv/{others_id}").status_code == 404
    assert "Not safe to open" in browser.opens(f"/desk/leads/{office.lead}").text


def test_what_could_not_be_delivered_stands_out(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        session.query(Lead).one().deliveries[0].state = DeliveryState.DEAD
    browser.signs_in(office.ada)

    assert "Not delivered" in browser.opens("/desk/").text
    assert "Could not be delivered" in browser.opens(f"/desk/leads/{office.lead}").text


def test_a_call_back_shows_what_they_ask_and_when_to_call(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        lead = a_lead(
            session, kind=Kind.CALLBACK, role=None, question="A degree?", call_when="after 4"
        )
        a_turn(session, lead.conversation, "Hello", speaker=Speaker.CONSULTANT)
        reference = lead.reference
    browser.signs_in(office.ada)

    page = browser.opens(f"/desk/leads/{reference}").text

    assert "They ask:</strong> A degree?" in page
    assert "They asked for:</strong> after 4" in page


def test_the_style_sheet_may_be_kept_and_nothing_else_is_served(browser: Browser):
    sheet = browser.opens(asset("desk.css"))
    imported = browser.opens("/desk/static/renewal.js")

    assert sheet.headers["content-type"].startswith("text/css")
    assert "immutable" in sheet.headers["cache-control"]
    assert imported.headers["cache-control"] == "no-cache"
    for path in ("/desk/static/..%2fapp.py", "/desk/static/base.html", "/desk/static/"):
        assert browser.client.get(path).status_code == 404
