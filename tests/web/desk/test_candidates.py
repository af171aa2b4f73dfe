"""One person at the desk: found, shown whole, put right, handed everything, erased."""

import io
import json
import re
import zipfile
from datetime import date

import pytest
from sqlalchemy import select

from agency.services.audit import keep_audit
from agency.services.leads.changes import change_lead
from agency.services.leads.same_people import say_whether_same
from agency.storage.files import CvStore
from agency.storage.models import (
    AuditEntry,
    Candidate,
    Channel,
    Consent,
    Consultant,
    Correction,
    Delivery,
    DeliveryState,
    Erasure,
    Lead,
    Note,
    PrivacyRequest,
    RetentionHold,
    Stage,
)
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_cv, a_lead, a_turn, an_id
from tests.web.desk.people import Browser, Office

SECRETS = ("token_hash", "assistant_id", "idempotency_key", "sha256", an_id("a conversation")[:8])


def here(office: Office) -> str:
    return f"/desk/candidates/{office.lead}"


def finds(browser: Browser, words: str) -> str:
    return browser.sends("/desk/candidates", on="/desk/candidates", words=words).text


def everything(office: Office, open_unit: OpenUnit, store: CvStore) -> None:
    """Let the office's candidate have said, sent and been told all there is."""
    with open_unit() as session:
        lead = session.get(Lead, int(office.lead.removeprefix("L-")))
        a_turn(session, lead.conversation, "I am Jo, write to jo@example.org")
        a_cv(session, lead.conversation, candidate_id=lead.candidate_id, key=store.keep(b"%PDF cv"))
        ada = session.scalar(select(Consultant).where(Consultant.email == office.ada))
        change_lead(session, lead, by=ada, note="Rang, was friendly.", now=MONDAY)
        change_lead(session, lead, by=ada, note="Her sister Kim is ill.", now=MONDAY)
        lead.deliveries.append(
            Delivery(
                id="msg_webhook",
                to=Channel.WEBHOOK,
                state=DeliveryState.SENT,
                created_at=MONDAY,
                due_at=MONDAY,
                sent_at=MONDAY,
            )
        )


@pytest.mark.parametrize(
    "words",
    ["o'brien", "JO@EXAMPLE", "07700 900123", "+44 (0)7700-900 123", "m1 4bt", "M14BT", "M1"],
)
def test_somebody_is_found_however_they_are_written(office: Office, browser: Browser, words: str):
    browser.signs_in(office.ada)

    assert f"{here(office)}" in finds(browser, words)


def test_nobody_is_found_who_may_not_be_seen(office: Office, browser: Browser):
    browser.signs_in(office.cleo)

    found = finds(browser, "jo@example.org")

    assert "Nobody you may see fits" in found
    assert here(office) not in found


def test_what_was_searched_for_is_in_no_address_and_no_log(
    office: Office, browser: Browser, open_unit: OpenUnit
):
    browser.signs_in(office.ada)

    answer = browser.sends("/desk/candidates", on="/desk/candidates", words="jo@example.org")

    assert str(answer.url).endswith("/desk/candidates")
    with open_unit() as session:
        for entry in session.scalars(select(AuditEntry)):
            assert "jo@" not in f"{entry.subject}{entry.did}"


ITS_PAGES = ["", "/correct", "/everything", "/erase"]


@pytest.mark.parametrize("path", ITS_PAGES)
def test_another_branch_finds_no_page_of_them(office: Office, browser: Browser, path: str):
    browser.signs_in(office.cleo)

    answer = browser.opens(here(office) + path)

    assert answer.status_code == 404
    assert "Brien" not in answer.text


@pytest.mark.parametrize("who", ["ada", "mo", "ed", "cleo"])
@pytest.mark.parametrize("path", ["everything", "erase", "holds", "holds/1/end", "restriction"])
def test_only_who_answers_for_privacy_hands_out_erases_and_holds(
    office: Office, browser: Browser, open_unit: OpenUnit, store: CvStore, who: str, path: str
):
    browser.signs_in(getattr(office, who))
    csrf = browser.form(browser.opens("/desk/").text, "/desk/sign-out")["csrf"]

    answer = browser.client.post(
        f"{here(office)}/{path}",
        data={
            "csrf": csrf,
            "typed": office.lead,
            "to": "on",
            "because": "x",
            "until": "2030-01-01",
        },
    )

    assert answer.status_code == 404
    with open_unit() as session:
        assert session.scalars(select(Candidate.restricted_at)).all() == [None]
        assert session.scalars(select(RetentionHold)).all() == []


@pytest.mark.parametrize("who", ["ada", "mo", "ed", "cleo"])
@pytest.mark.parametrize(
    "path", ["/desk/privacy", "/desk/privacy/tonight", "/desk/privacy/erasures/E-0001"]
)
def test_the_officers_pages_are_there_for_the_officer_alone(
    office: Office, browser: Browser, who: str, path: str
):
    browser.signs_in(getattr(office, who))

    assert browser.opens(path).status_code == 404


@pytest.mark.parametrize("who", ["cleo", "ed"])
@pytest.mark.parametrize("path", ["correct", "requests", "consents/1/withdraw"])
def test_who_may_not_see_them_changes_nothing(
    office: Office, browser: Browser, open_unit: OpenUnit, who: str, path: str
):
    browser.signs_in(getattr(office, who))
    csrf = browser.form(browser.opens("/desk/").text, "/desk/sign-out")["csrf"]

    answer = browser.client.post(
        f"{here(office)}/{path}",
        data={
            "csrf": csrf, "version": "1", "name": "Eve", "way": "telephone", "asked": "access",
        },
    )  # fmt: skip

    assert answer.status_code == 404
    with open_unit() as session:
        assert session.scalars(select(Candidate.name)).all() == ["Jo O'Brien"]
        assert session.scalars(select(Consent.withdrawn_at)).all() == [None]
        assert session.scalars(select(PrivacyRequest)).all() == []


def test_a_person_is_shown_across_their_leads_and_every_look_is_written_down(
    office: Office, browser: Browser, open_unit: OpenUnit, store: CvStore
):
    everything(office, open_unit, store)
    with open_unit() as session:
        ada = session.scalar(select(Consultant).where(Consultant.email == office.ada))
        first = session.scalar(select(Lead))
        second = a_lead(session, question="Any work in Salford?")
        say_whether_same(session, first, second, is_same=True, by=ada, now=MONDAY)
        reference = second.reference
    browser.signs_in(office.ada)

    shown = browser.opens(here(office)).text

    for told in (
        "Jo O&#39;Brien",
        "07700 900123",
        "Any work in Salford?",
        "Her sister Kim is ill.",
        "Jo&#39;s CV.pdf",
        "I am Jo, write to",
        "Our own system, by webhook",
    ):
        assert told in shown
    with open_unit() as session:
        seen = session.execute(
            select(AuditEntry.subject).where(AuditEntry.did == "saw the person of")
        ).scalars()
        assert set(seen) == {office.lead, reference}


def test_what_is_put_right_is_kept_with_what_was_wrong_and_told_outside(
    office: Office, browser: Browser, open_unit: OpenUnit, store: CvStore
):
    everything(office, open_unit, store)
    browser.signs_in(office.ada)

    told = browser.sends(
        f"{here(office)}/correct", on=f"{here(office)}/correct", **typed(phone="07700 900199")
    )

    assert "Put right." in told.text
    with open_unit() as session:
        assert session.scalar(select(Candidate.phone)) == "+447700900199"
        put_right = session.scalars(select(Correction).where(Correction.field == "phone")).one()
        assert (put_right.before, put_right.after) == ("+447700900123", "+447700900199")
        assert put_right.by == office.ada
        news = session.scalars(select(Delivery.type).where(Delivery.to == Channel.WEBHOOK))
        assert "lead.changed" in news.all()


def test_what_cannot_be_read_or_came_too_late_changes_nothing(
    office: Office, browser: Browser, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    page = f"{here(office)}/correct"

    unread = browser.sends(page, on=page, **typed(email="nowhere"))
    late = browser.sends(page, on=page, **typed(version="99"))

    assert (unread.status_code, late.status_code) == (422, 409)
    assert 'aria-invalid="true"' in unread.text
    with open_unit() as session:
        assert session.scalar(select(Candidate.email)) == "jo@example.org"


def test_a_withdrawal_is_kept_with_who_and_how_and_stops_the_work(
    office: Office, browser: Browser, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    consent = re.search(r"consents/(\d+)/withdraw", browser.opens(here(office)).text)
    assert consent

    shown = browser.sends(f"{here(office)}/{consent[0]}", on=here(office), way="telephone").text

    assert "said by telephone" in shown
    with open_unit() as session:
        kept = session.scalars(select(Consent)).one()
        assert (kept.withdrawn_by, kept.withdrawn_way) == (office.ada, "telephone")
        waits = session.scalars(select(PrivacyRequest)).one()
        assert (waits.asked.value, waits.due_on) == ("withdrawal", date(2026, 4, 2))
        assert "mail" not in {
            each.to.value for each in session.scalars(select(Delivery))
            if each.state is DeliveryState.WAITING
        }  # fmt: skip
    refused = browser.client.post(
        f"/desk/leads/{office.lead}/accept",
        data={"csrf": browser.form(browser.opens("/desk/").text, "/desk/sign-out")["csrf"]},
    )
    assert refused.status_code == 403


def take_everything(browser: Browser, office: Office, **fields: object) -> zipfile.ZipFile:
    page = f"{here(office)}/everything"
    form = browser.form(browser.opens(page).text, page)
    answer = browser.client.post(page, data=form | fields)
    assert answer.headers["content-type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_everything_is_one_file_with_data_a_page_and_their_files(
    office: Office, browser: Browser, open_unit: OpenUnit, store: CvStore
):
    everything(office, open_unit, store)
    browser.signs_in(office.pia)
    browser.sends(f"{here(office)}/requests", on=here(office), asked="access", way="telephone")
    with open_unit() as session:
        about_kim = session.scalar(select(Note.id).where(Note.text.contains("Kim")))

    taken = take_everything(browser, office, leave_out=f"note:{about_kim}", done="true")

    assert set(taken.namelist()) == {"data.json", "your-details.html", "files/1-Jo's CV.pdf"}
    assert taken.read("files/1-Jo's CV.pdf") == b"%PDF cv"
    data, page = json.loads(taken.read("data.json")), taken.read("your-details.html").decode()
    assert data["records"]["candidate"]["rows"][0]["email"] == "jo@example.org"
    assert data["given_to"][-1]["to"] == "webhook"
    for written in (taken.read("data.json").decode(), page):
        assert "Rang, was friendly." in written
        assert "I am Jo, write to" in written
        assert "Kim" not in written
        for hidden in (*SECRETS, office.ada, office.pia, ">Ada<", '"Ada"'):
            assert hidden not in written
    assert "1 thing that our consultants wrote" in page
    assert "a privacy officer" in page
    assert "<script" not in page
    with open_unit() as session:
        assert session.scalars(select(PrivacyRequest)).one().fate.value == "done"
        did = session.scalars(select(AuditEntry.did)).all()
        assert "took everything, 1 left out" in did


def test_their_file_reads_as_a_talk_and_names_none_of_our_people(
    office: Office, browser: Browser, open_unit: OpenUnit, store: CvStore
):
    everything(office, open_unit, store)
    with open_unit() as session:
        lead = session.scalars(select(Lead)).first()
        assert lead
        lead.notes.append(
            Note(author="Ada", text="@Bea, could you ring them?", kind="note", at=MONDAY)
        )
        keep_audit(session, who=office.mo, did="merged with L-0999", kind="lead",
                   subject=office.lead, now=MONDAY)  # fmt: skip
    browser.signs_in(office.pia)

    taken = take_everything(browser, office)

    page = taken.read("your-details.html").decode()
    assert "<strong>You</strong>" in page
    assert "a colleague, could you ring them?" in page
    assert "@Bea" not in taken.read("data.json").decode()
    assert "merged with another enquiry" in page
    assert "L-0999" not in page
    assert ": None" not in page


def test_markup_in_what_they_said_is_only_text_in_their_file(
    office: Office, browser: Browser, open_unit: OpenUnit
):
    with open_unit() as session:
        session.scalars(select(Candidate)).one().town = "<script>alert(1)</script>"
    browser.signs_in(office.pia)

    assert b"<script>alert" not in take_everything(browser, office).read("your-details.html")
    assert "<script>alert" not in browser.opens(here(office)).text


def test_nobody_is_erased_by_a_slip(office: Office, browser: Browser, open_unit: OpenUnit):
    browser.signs_in(office.pia)
    page = f"{here(office)}/erase"

    answer = browser.sends(page, on=page, typed="yes")

    assert answer.status_code == 422
    with open_unit() as session:
        assert len(session.scalars(select(Candidate)).all()) == 1


def test_an_erasure_leaves_a_certificate_that_names_nobody(
    office: Office, browser: Browser, open_unit: OpenUnit, store: CvStore
):
    everything(office, open_unit, store)
    browser.signs_in(office.pia)
    browser.sends(f"{here(office)}/requests", on=here(office), asked="erasure", way="letter")
    page = f"{here(office)}/erase"

    shown = browser.sends(page, on=page, typed=office.lead.lower())

    assert str(shown.url).endswith("/desk/privacy/erasures/E-0001")
    assert "Our own system, by webhook" in shown.text
    assert "R-0001" in shown.text
    for secret in ("Brien", "jo@", "900123", "M1 4BT", office.lead):
        assert secret not in shown.text
    assert list(store.keys()) == []
    with open_unit() as session:
        assert session.scalars(select(Lead)).all() == []
        assert session.scalars(select(PrivacyRequest)).one().candidate_id is None
    assert browser.opens(here(office)).status_code == 404


def test_nothing_of_an_erased_person_is_left_anywhere_in_the_database(
    office: Office, browser: Browser, open_unit: OpenUnit, store: CvStore, engine
):
    everything(office, open_unit, store)
    browser.signs_in(office.pia)
    page = f"{here(office)}/erase"
    browser.sends(page, on=page, typed=office.lead)

    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        left = "\n".join(raw.iterdump())

    for canary in ("Brien", "jo@example.org", "7700900123", "Kim", "nursery nurse", "M1 4BT"):
        assert canary not in left, canary


def test_the_law_keeps_a_record_without_any_way_to_reach_them(
    office: Office, browser: Browser, open_unit: OpenUnit, store: CvStore, engine
):
    everything(office, open_unit, store)
    with open_unit() as session:
        session.scalars(select(Lead)).one().stage = Stage.REGISTERED
    browser.signs_in(office.pia)
    page = f"{here(office)}/erase"
    assert "3 March 2027" in browser.opens(page).text

    shown = browser.sends(page, on=page, typed=office.lead).text

    assert "Until <time" in shown
    assert "regulation 29" in shown
    assert list(store.keys()) == []
    with open_unit() as session:
        kept = session.scalars(select(Candidate)).one()
        assert (kept.name, kept.email, kept.phone) == ("Jo O'Brien", None, None)
        assert kept.erase_on == date(2027, 3, 3)
        assert session.scalars(select(Note)).all() == []
    with engine.connect() as connection:
        left = "\n".join(connection.connection.driver_connection.iterdump())
    for canary in ("jo@example.org", "7700900123", "Kim", "nursery nurse"):
        assert canary not in left, canary
    assert "Nobody works with these details" in browser.opens(here(office)).text


def test_whoever_is_held_is_not_erased(office: Office, browser: Browser, open_unit: OpenUnit):
    browser.signs_in(office.pia)
    held = browser.sends(
        f"{here(office)}/holds", on=here(office), because="A claim is open", until="2026-09-01"
    )
    assert "Held until" in held.text
    with open_unit() as session:
        assert session.scalars(select(RetentionHold.because)).all() == ["A claim is open"]
    page = f"{here(office)}/erase"
    assert "Held until" in browser.opens(page).text
    csrf = browser.form(browser.opens("/desk/").text, "/desk/sign-out")["csrf"]

    refused = browser.client.post(page, data={"csrf": csrf, "typed": office.lead})

    assert refused.status_code == 409
    with open_unit() as session:
        assert len(session.scalars(select(Lead)).all()) == 1
        assert session.scalars(select(Erasure)).all() == []


@pytest.mark.parametrize("until", ["2026-03-02", "2020-01-01", "soon", ""])
def test_a_hold_ends_on_a_day_that_is_still_to_come(
    office: Office, browser: Browser, open_unit: OpenUnit, until: str
):
    browser.signs_in(office.pia)

    answer = browser.sends(f"{here(office)}/holds", on=here(office), because="x", until=until)

    assert answer.status_code == 422
    with open_unit() as session:
        assert session.scalars(select(RetentionHold)).all() == []


def test_a_certificate_that_is_not_there_is_not_there(office: Office, browser: Browser):
    browser.signs_in(office.pia)

    for reference in ("E-0001", "E-x", "9" * 30):
        assert browser.opens(f"/desk/privacy/erasures/{reference}").status_code == 404


def typed(**but: str) -> dict[str, str]:
    given = {
        "role": "sen_support_worker",
        "name": "Jo O'Brien",
        "email": "jo@example.org",
        "phone": "07700 900123",
        "town": "Manchester",
        "postcode": "M1 4BT",
        "current_occupation": "nursery nurse",
        "experience_years": "3.5",
        "qualifications": "Level 3 in childcare or early years",
        "availability": "Monday to Thursday",
        "start": "after half term",
        "right_to_work": "yes",
        "dbs": "update_service",
    }
    return given | but
