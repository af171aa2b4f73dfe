"""Vacancies, closing days and the chat on other websites, as a manager sets them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from agency.services.calls.answer_times import promise_answer
from agency.storage.models import Branch, Vacancy
from agency.storage.sections import SectionBook, section_in_force
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_vacancy
from tests.web.desk.people import Browser, Office
from tests.web.desk.test_settings import HUB, deeds, said, typed

PAGES = ["vacancies", "vacancies/new", "vacancies/1", "times", "widget"]
FORMS = [
    "vacancies/new",
    "vacancies/compare",
    "vacancies/take-in",
    "vacancies/1",
    "vacancies/1/close",
    "times",
    "widget",
    "widget/back",
]
COLUMNS = "reference,role,title,school,place,pay,closes\n"


@pytest.fixture
def mo(browser: Browser, office: Office, open_unit: OpenUnit) -> Browser:
    """The manager, signed in; there is one vacancy."""
    with open_unit() as session:
        a_vacancy(session, reference="V-1", title="Teaching assistant")
    browser.signs_in(office.mo)
    return browser


@pytest.mark.parametrize("name", ["ada", "ed", "pia"])
def test_nobody_else_comes_in_or_sends_a_form(mo: Browser, office: Office, name: str):
    mo.presses("/desk/sign-out", on="/desk/")
    mo.signs_in(getattr(office, name))
    csrf = mo.form(mo.opens("/desk/password").text, "/desk/sign-out")["csrf"]

    for path in PAGES:
        assert mo.opens(f"{HUB}/{path}").status_code == 404, path
    for path in FORMS:
        assert mo.client.post(f"{HUB}/{path}", data={"csrf": csrf}).status_code == 404, path


def test_a_vacancy_is_added_changed_and_closed(mo: Browser, open_unit: OpenUnit):
    path = f"{HUB}/vacancies/new"
    given = typed(mo.opens(path).text, reference="V 2/a", title="SENCO", role="senco",
                  school="Example School", place="Leeds", pay="£40,000")  # fmt: skip
    refused = mo.client.post(path, data=given)
    assert "Say until when it is open." in said(refused)
    assert mo.client.post(path, data=given | {"closes": "2026-06-30"}).status_code == 303

    path = f"{HUB}/vacancies/1"
    page = mo.opens(path).text
    assert mo.client.post(path, data=typed(page, pay="£120 a day")).status_code == 303
    assert mo.client.post(path, data=typed(page, pay="£130 a day")).status_code == 409
    mo.presses(f"{path}/close", on=f"{HUB}/vacancies")

    with open_unit() as session:
        kept = {each.reference: each for each in session.scalars(select(Vacancy))}
    assert (kept["V-1"].pay, kept["V-1"].closes) == ("£120 a day", date(2026, 3, 1))
    assert kept["V 2/a"].title == "SENCO"
    assert "Teaching assistant" in said(mo.opens(f"{HUB}/vacancies?which=expired"))
    assert any("changed vacancy: pay from “£90 to £100 a day” to “£120 a day”" in d
               for d in deeds(open_unit))  # fmt: skip
    assert any("changed vacancy: closes from" in d for d in deeds(open_unit))


def test_a_file_of_vacancies_is_shown_line_by_line_before_it_counts(
    mo: Browser, open_unit: OpenUnit
):
    path = f"{HUB}/vacancies"
    csrf = mo.form(mo.opens(path).text, f"{path}/compare")["csrf"]

    def sends(rows: str):
        files = {"file": ("v.csv", (COLUMNS + rows).encode(), "text/csv")}
        return mo.client.post(f"{path}/compare", data={"csrf": csrf}, files=files)

    good = "V-9,senco,SENCO,Example School,Leeds,£40k,2026-07-01\n"
    wrong = sends(good + "V-8,astronaut,Pilot,Example School,Leeds,£1,2026-07-01\n")
    assert "1 wrong" in said(wrong)
    assert "line 3: astronaut is no role" in said(wrong)
    assert "Take it in" not in wrong.text

    shown = sends(good)
    sent = re.search(r'name="sent" hidden>([^<]*)<', shown.text)[1]
    with open_unit() as session:
        assert session.query(Vacancy).count() == 1
    form = mo.form(shown.text, f"{path}/take-in") | {"sent": sent}
    assert "Taken in." in said(mo.client.post(f"{path}/take-in", data=form, follow_redirects=True))
    with open_unit() as session:
        assert session.query(Vacancy).count() == 2


def test_on_a_closing_day_no_answer_is_promised(mo: Browser, open_unit: OpenUnit):
    path = f"{HUB}/times"
    given = typed(mo.opens(path).text) | {"day": "2026-03-03", "name": "Training day"}

    assert mo.client.post(path, data=given | {"remind_minutes": "1"}).status_code == 422
    assert mo.client.post(path, data=given | {"remind_minutes": "45"}).status_code == 303

    with open_unit() as session:
        branch = session.scalars(select(Branch)).first()
        assert promise_answer(branch, now=MONDAY).date() == date(2026, 3, 4)
        assert section_in_force(session, "calls")["remind_minutes"] == 45
    assert mo.client.post(path, data=given).status_code == 409


def test_the_chat_on_other_websites_is_set_and_gone_back_to(mo: Browser, open_unit: OpenUnit):
    path = f"{HUB}/widget"
    page = mo.opens(path).text
    given = typed(page, colour="#5b2a86", origins="https://www.example.org\nhttps://example.org")
    given |= {"page": "/senco*", "text": "Are you a SENCO?"}

    refused = mo.client.post(path, data=given | {"colour": "#ffff00", "origins": "javascript:x"})
    assert refused.status_code == 422
    assert "White letters could not be read" in said(refused)
    assert "is no website" in said(refused)
    assert mo.client.post(path, data=given).status_code == 303
    assert mo.client.post(path, data=given).status_code == 409

    with open_unit() as session:
        widget = section_in_force(session, "widget")
    assert widget["origins"] == ["https://www.example.org", "https://example.org"]
    assert widget["greetings"] == [{"page": "/senco*", "text": "Are you a SENCO?"}]
    assert SectionBook(open_unit).read("widget") == widget

    mo.client.post(
        f"{path}/back", data=mo.form(mo.opens(path).text, f"{path}/back") | {"number": "0"}
    )
    with open_unit() as session:
        assert section_in_force(session, "widget")["origins"] == []
