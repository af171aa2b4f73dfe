import re

import httpx
import pytest
from sqlalchemy import select

from agency.storage.models import AuditEntry, SamePerson, Speaker
from agency.storage.unit import OpenUnit
from tests.factories import a_cv, a_lead, a_turn
from tests.web.desk.people import Browser, Office, a_token


@pytest.fixture
def again(office: Office, open_unit: OpenUnit) -> str:
    """The same person once more in Manchester, with a chat and a CV of their own."""
    with open_unit() as session:
        lead = a_lead(session, name="Jo Brien", phone=None)
        a_turn(session, lead.conversation, "I rang last week")
        asked = a_turn(
            session,
            lead.conversation,
            "I cannot go on",
            understood={"intent": "express_distress"},
        )
        a_turn(
            session,
            lead.conversation,
            "Please ring this number",
            speaker=Speaker.ASSISTANT,
            answers_turn_id=asked.id,
        )
        a_cv(session, lead.conversation, filename="second.pdf", candidate_id=lead.candidate_id)
        return lead.reference


@pytest.fixture
def in_leeds(office: Office, open_unit: OpenUnit) -> str:
    with open_unit() as session:
        return a_lead(session, postcode="LS1 4AP", town="Leeds", email=None).reference


def as_it_stands(page: str) -> str:
    """The page without what was done before it looked like this."""
    return re.sub(
        r"\?v=\w+", "", re.sub(r'<ol class="timeline".*?</ol>', "", page, flags=re.DOTALL)
    )


def said(open_unit: OpenUnit) -> list[bool]:
    with open_unit() as session:
        return list(session.scalars(select(SamePerson.is_same)))


def test_a_consultant_merges_reads_both_together_and_takes_it_back(
    browser: Browser, office: Office, again: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    path = f"/desk/leads/{office.lead}"
    page = browser.opens(path).text
    assert "Perhaps the same person" in page
    assert "not verified" in page
    assert "I rang last week" not in page
    before = as_it_stands(page)

    page = browser.presses(f"{path}/same", on=path, other=again, said="same").text

    assert "Merged:" in page
    for theirs in ("I rang last week", "second.pdf", "Undo the merge", f"merged with {again}"):
        assert theirs in page
    for private in ("I cannot go on", "Please ring this number"):
        assert private not in page
    assert said(open_unit) == [True]
    assert "Undo the merge" in browser.opens(f"/desk/leads/{again}").text

    page = browser.presses(f"{path}/same/undo", on=path, other=again).text

    assert "as they were before" in page
    assert said(open_unit) == []
    assert as_it_stands(browser.opens(path).text) == before


def test_two_people_are_kept_apart_and_asked_about_again_on_request(
    browser: Browser, office: Office, again: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    path = f"/desk/leads/{again}"

    page = browser.presses(f"{path}/same", on=path, other=office.lead, said="different").text

    assert "is somebody else, as Ada said" in page
    assert "Perhaps the same person" not in browser.opens(f"/desk/leads/{office.lead}").text
    browser.presses(f"{path}/same/undo", on=path, other=office.lead)
    assert "Perhaps the same person" in browser.opens(path).text


def test_a_contact_is_verified_by_a_consultants_word(
    browser: Browser, office: Office, again: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    for reference in (office.lead, again):
        path = f"/desk/leads/{reference}"
        assert "jo@example.org is theirs" in browser.opens(path).text
        browser.presses(f"{path}/same/verified", on=path, contact="email")

    page = browser.opens(f"/desk/leads/{again}").text

    assert 'Same e-mail, <span class="good-text">verified' in page
    assert "is theirs</button>" not in page


@pytest.mark.parametrize("who", ["ada", "cleo"])
def test_who_may_not_see_both_leads_learns_of_neither_likeness_nor_merge(
    browser: Browser, office: Office, in_leeds: str, open_unit: OpenUnit, who: str
):
    mine, theirs = (office.lead, in_leeds) if who == "ada" else (in_leeds, office.lead)
    browser.signs_in(getattr(office, who))
    path = f"/desk/leads/{mine}"
    page = browser.opens(path).text
    csrf = browser.form(page, f"{path}/notes")["csrf"]

    assert theirs not in page
    assert "same person" not in page
    for deed, more in (("same", {"said": "same"}), ("same/undo", {})):
        for reference, other in ((mine, theirs), (theirs, mine), (mine, "L-9999")):
            answer = browser.client.post(
                f"/desk/leads/{reference}/{deed}", data={"csrf": csrf, "other": other} | more
            )
            assert answer.status_code == 404
    assert said(open_unit) == []


def test_a_manager_merges_over_branches_and_each_consultant_goes_on_seeing_their_own(
    browser: Browser, another_browser, office: Office, in_leeds: str, open_unit: OpenUnit
):
    browser.signs_in(office.mo)
    path = f"/desk/leads/{office.lead}"
    browser.presses(f"{path}/same", on=path, other=in_leeds, said="same")
    assert said(open_unit) == [True]

    ada = another_browser()
    ada.signs_in(office.ada)

    assert in_leeds not in ada.opens(path).text
    assert ada.opens(f"/desk/leads/{in_leeds}").status_code == 404


def test_a_privacy_officer_sees_the_likeness_and_says_nothing_of_it(
    browser: Browser, office: Office, again: str, open_unit: OpenUnit
):
    browser.signs_in(office.pia)
    page = browser.opens(f"/desk/leads/{office.lead}").text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf

    assert "Perhaps the same person" in page
    assert "Same person: merge" not in page
    answer = browser.client.post(
        f"/desk/leads/{office.lead}/same",
        data={"csrf": csrf[1], "other": again, "said": "same"},
    )
    assert answer.status_code == 403
    assert said(open_unit) == []


def test_a_form_that_is_not_ours_merges_nobody(
    browser: Browser, office: Office, again: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)

    answer = browser.client.post(
        f"/desk/leads/{office.lead}/same", data={"other": again, "said": "same", "csrf": "x"}
    )

    assert answer.status_code == 403
    assert said(open_unit) == []


def test_merging_what_was_merged_meanwhile_is_refused_in_words(
    browser: Browser, another_browser, office: Office, again: str, open_unit: OpenUnit
):
    bea = another_browser()
    browser.signs_in(office.ada)
    bea.signs_in(office.bea)
    path = f"/desk/leads/{office.lead}"
    form = bea.form(bea.opens(path).text, f"{path}/same")
    browser.presses(f"{path}/same", on=path, other=again, said="same")

    answer = bea.client.post(f"{path}/same", data=form | {"said": "different"})

    assert answer.status_code == 409
    assert "Somebody was quicker" in answer.text
    assert said(open_unit) == [True]


def test_each_look_and_each_deed_is_in_the_audit_log_of_both(
    browser: Browser, office: Office, again: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    path = f"/desk/leads/{office.lead}"
    browser.presses(f"{path}/same", on=path, other=again, said="same")
    browser.presses(f"{path}/same/undo", on=path, other=again)

    with open_unit() as session:
        told = {(each.did, each.subject) for each in session.scalars(select(AuditEntry))}
    assert told >= {
        (f"merged with {again}", office.lead),
        (f"merged with {office.lead}", again),
        (f"took back what was said of {again}", office.lead),
        (f"took back what was said of {office.lead}", again),
        ("saw", again),
    }


def test_the_api_tells_of_two_leads_as_before(
    browser: Browser, office: Office, again: str, open_unit: OpenUnit, address: str
):
    headers = a_token(open_unit, "leads:read")
    before = httpx.get(f"{address}/api/v1/leads", headers=headers, timeout=20).json()
    browser.signs_in(office.ada)
    path = f"/desk/leads/{office.lead}"

    browser.presses(f"{path}/same", on=path, other=again, said="same")

    assert httpx.get(f"{address}/api/v1/leads", headers=headers, timeout=20).json() == before
    assert len(before["leads"]) == 2
