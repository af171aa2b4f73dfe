"""Letters that go out by themselves, in the agency's own words."""

from __future__ import annotations

import email
from email.policy import default
from html import unescape
from pathlib import Path

import pytest

from agency.core.own_letters import IN_A_SUBJECT, OWN_LETTERS, check_letter
from agency.core.unfit import Unfit
from agency.dispatch import dispatch_for
from agency.settings import Settings
from agency.storage.models import Lead
from agency.storage.sections import SectionBook, section_in_force
from agency.storage.unit import OpenUnit
from agency.work.delivering import deliver_all
from tests.web.desk.people import Browser, Office
from tests.web.desk.test_settings import HUB, deeds, said, typed

HERE = f"{HUB}/letters/sent"
OURS = {
    "subject": "Thank you: {reference}",
    "body": "{greeting}\n\n<b>We</b> have it.\n\n{details_link}\n{privacy_link}\n{reference}",
}


@pytest.fixture
def mo(browser: Browser, office: Office) -> Browser:
    """The manager, signed in."""
    browser.signs_in(office.mo)
    return browser


@pytest.mark.parametrize("name", ["ada", "ed", "pia"])
def test_nobody_else_sees_or_changes_a_letter(
    browser: Browser, office: Office, open_unit: OpenUnit, name: str
):
    browser.signs_in(getattr(office, name))
    csrf = browser.form(browser.opens("/desk/password").text, "/desk/sign-out")["csrf"]

    assert browser.opens(f"{HERE}/receipt").status_code == 404
    for path in ("receipt", "receipt/back"):
        sent = browser.client.post(f"{HERE}/{path}", data=OURS | {"csrf": csrf})
        assert sent.status_code == 404
    with open_unit() as session:
        assert section_in_force(session, "letters") == {}


@pytest.mark.parametrize("name", OWN_LETTERS)
def test_every_letter_is_shown_filled_in(mo: Browser, name: str):
    needed = "\n".join(f"{{{each}}}" for each in OWN_LETTERS[name].fields)
    given = typed(mo.opens(f"{HERE}/{name}").text, subject="Ours", body=f"<b>Ours</b>\n{needed}")

    shown = mo.client.post(f"{HERE}/{name}", data=given | {"do": "show"})

    assert shown.status_code == 200
    assert "<b>Ours" not in shown.text


def test_a_changed_letter_is_the_one_that_is_sent_and_gone_back_from(
    mo: Browser, open_unit: OpenUnit, tmp_path: Path
):
    path = f"{HERE}/receipt"
    given = typed(mo.opens(path).text, **OURS) | {"do": "keep"}
    settings = Settings(_env_file=None, home=tmp_path / "sent", signing_key="an example key")
    dispatch = dispatch_for(settings, SectionBook(open_unit))

    assert mo.client.post(path, data=given).status_code == 303
    assert mo.client.post(path, data=given).status_code == 409
    with open_unit() as session:
        lead = session.query(Lead).one()
        reference, name = lead.reference, lead.candidate.name
    deliver_all(open_unit, dispatch)

    sent = [email.message_from_bytes(each.read_bytes(), policy=default)
            for each in (tmp_path / "sent" / "outbox").glob("*.eml")]  # fmt: skip
    (ours,) = [each for each in sent if each["Subject"] == f"Thank you: {reference}"]
    text, html = (ours.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert text.startswith(f"Hello {name},")
    assert "/privacy" in text
    assert "&lt;b&gt;We&lt;/b&gt;" in html
    assert html.count("<a href=") == 2
    assert any("changed setting" in deed or "added setting" in deed for deed in deeds(open_unit))

    back = typed(mo.opens(path).text) | {"do": "supplied"}
    assert mo.client.post(path, data=back).status_code == 303
    with open_unit() as session:
        assert section_in_force(session, "letters") == {}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"subject": "For {greeting}"}, "cannot stand in a subject"),
        ({"subject": "For {name}"}, "cannot stand in a subject"),
        ({"body": OURS["body"] + " {password}"}, "There is no field {password}"),
        ({"body": "{greeting} {privacy_link} {reference}"}, "{details_link} is missing"),
        ({"body": OURS["body"] + " {"}, "stands alone"),
    ],
)
def test_a_broken_letter_is_refused_and_what_was_typed_stays(
    mo: Browser, open_unit: OpenUnit, change: dict[str, str], why: str
):
    path = f"{HERE}/receipt"
    given = typed(mo.opens(path).text, **OURS | {"body": OURS["body"] + " Kindly."} | change)

    refused = mo.client.post(path, data=given | {"do": "keep"})

    assert refused.status_code == 422
    assert why in said(refused)
    assert all(each in unescape(refused.text) for each in change.values())
    with open_unit() as session:
        assert section_in_force(session, "letters") == {}


@pytest.mark.parametrize("name", OWN_LETTERS)
def test_no_subject_can_name_anybody(name: str):
    letter = OWN_LETTERS[name]
    body = " ".join(f"{{{field}}}" for field in letter.needed)

    for field in {*letter.fields, "name", "first_name"} - IN_A_SUBJECT:
        with pytest.raises(Unfit) as refused:
            check_letter(name, {"subject": f"For {{{field}}}", "body": body})
        assert "cannot stand in a subject" in refused.value.problems["subject"]


@pytest.mark.parametrize("name", OWN_LETTERS)
def test_each_letter_is_sent_in_the_words_it_was_given(
    mo: Browser, open_unit: OpenUnit, tmp_path: Path, name: str
):
    """Every letter that can be worded is one that is really looked up under that name."""
    needed = " ".join(f"{{{field}}}" for field in OWN_LETTERS[name].needed)
    given = typed(mo.opens(f"{HERE}/{name}").text, subject="Ours", body=f"Our words. {needed}")

    assert mo.client.post(f"{HERE}/{name}", data=given | {"do": "keep"}).status_code == 303

    shown = said(mo.opens(f"{HERE}/{name}"))
    assert "Your words" in shown
    assert "Our words." in shown.split("Subject")[0]
