"""Where somebody is signed in: seen, ended, by whoever may."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from agency.services.people.people import deactivate_consultant
from agency.storage.models import Access, AuditEntry, Consultant, SignIn
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_consultant
from tests.web.desk.people import HASHED, PASSWORD, Browser, Clock, Office, a_link

MINE = "/desk/me/sign-ins"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ann(open_unit: OpenUnit, office: Office) -> str:
    with open_unit() as session:
        return a_consultant(
            session, email="ann@example.org", name="Ann", access=Access.ADMINISTRATOR,
            password_hash=HASHED,
        ).email  # fmt: skip


def id_of(open_unit: OpenUnit, email: str) -> int:
    with open_unit() as session:
        return session.query(Consultant).filter_by(email=email).one().id


def test_somebody_sees_their_browsers_and_ends_one_or_all_others(
    browser: Browser, another_browser: Callable[[], Browser], office: Office
):
    there, third = another_browser(), another_browser()
    there.client.headers["User-Agent"] = FIREFOX
    there.signs_in(office.ada)
    browser.signs_in(office.ada)

    page = browser.opens(MINE).text
    assert "Firefox on Windows" in page
    assert page.count("this one") == 1
    ends = re.findall(rf'action="({MINE}/\d+/end)"', page)
    assert len(ends) == 1

    assert "Signed out there" in browser.presses(ends[0], on=MINE).text
    assert there.opens("/desk/").url.path == "/desk/sign-in"
    there.signs_in(office.ada)
    third.signs_in(office.ada)
    browser.presses(f"{MINE}/others/end", on=MINE)

    assert browser.opens("/desk/").url.path == "/desk/"
    assert {each.opens("/desk/").url.path for each in (there, third)} == {"/desk/sign-in"}


def test_nobody_ends_or_sees_somebody_elses(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, open_unit: OpenUnit
):
    theirs = another_browser()
    theirs.signs_in(office.cleo)
    browser.signs_in(office.ada)
    with open_unit() as session:
        cleo = id_of(open_unit, office.cleo)
        number = session.query(SignIn).filter_by(consultant_id=cleo).one().id
    csrf = browser.form(browser.opens("/desk/").text, "/desk/sign-out")

    answers = [
        browser.client.post(f"{MINE}/{number}/end", data=csrf),
        browser.client.post(f"/desk/settings/people/{cleo}/sign-ins/{number}/end", data=csrf),
        browser.client.post(f"/desk/settings/people/{cleo}/sign-ins/all/end", data=csrf),
        browser.client.post(f"/desk/settings/people/{cleo}/second-factor/off", data=csrf),
        browser.client.get(f"/desk/settings/people/{cleo}/sign-ins"),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert theirs.opens("/desk/").url.path == "/desk/"


def test_an_administrator_sees_and_ends_anybodys(
    browser: Browser,
    another_browser: Callable[[], Browser],
    office: Office,
    ann: str,
    open_unit: OpenUnit,
):
    theirs = another_browser()
    theirs.signs_in(office.ada)
    browser.signs_in(ann)
    page = f"/desk/settings/people/{id_of(open_unit, office.ada)}/sign-ins"
    assert "Where Ada is signed in" in browser.opens(page).text

    browser.presses(f"{page}/all/end", on=page)

    assert theirs.opens("/desk/").url.path == "/desk/sign-in"
    with open_unit() as session:
        done = [entry.did for entry in session.query(AuditEntry).filter_by(who=ann)]
    assert {"saw the sign-ins of", "ended all sign-ins of"} <= set(done)


def test_whoever_is_sent_away_is_out_at_their_next_click(
    browser: Browser, office: Office, ann: str, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    with open_unit() as session:
        ada = session.query(Consultant).filter_by(email=office.ada).one()
        deactivate_consultant(session, ada, by=ann, now=MONDAY)

    assert browser.opens("/desk/").url.path == "/desk/sign-in"
    assert browser.signs_in(office.ada).status_code == 403


def test_a_link_gives_the_right_to_a_new_password_once_and_not_for_long(
    browser: Browser, office: Office, open_unit: OpenUnit, clock: Clock
):
    link, new = a_link(open_unit, office.ada), "walrus bicycle thunder"
    browser.presses(link, on=link)
    assert "Your present password" not in browser.opens("/desk/password").text
    browser.sends("/desk/password", on="/desk/password", password=new, again=new)

    page = browser.sends("/desk/password", on="/desk/password", password=PASSWORD, again=PASSWORD)
    assert "Your present password was not right" in page.text

    later = a_link(open_unit, office.ada)
    browser.presses(later, on=later)
    clock.passes(minutes=31)
    page = browser.sends("/desk/password", on="/desk/password", password=PASSWORD, again=PASSWORD)
    assert "Your present password was not right" in page.text


def test_another_sign_in_of_the_same_person_gets_no_such_right_from_the_link(
    browser: Browser, another_browser: Callable[[], Browser], office: Office, open_unit: OpenUnit
):
    thief, link = another_browser(), a_link(open_unit, office.ada)
    thief.signs_in(office.ada)
    browser.presses(link, on=link)

    assert "Your present password" in thief.opens("/desk/password").text


def test_my_page_keeps_name_and_number(browser: Browser, office: Office, open_unit: OpenUnit):
    browser.signs_in(office.ada)

    kept = browser.sends("/desk/me", on="/desk/me", name="Ada  Lovelace", phone="07700 900555")
    wrong = browser.sends("/desk/me", on="/desk/me", name="Ada", phone="nobody")
    nameless = browser.sends("/desk/me", on="/desk/me", name=" ", phone="")

    assert "Kept." in kept.text
    assert "no telephone number" in wrong.text
    assert "A name is needed" in nameless.text
    with open_unit() as session:
        ada = session.query(Consultant).filter_by(email=office.ada).one()
        assert (ada.name, ada.phone) == ("Ada Lovelace", "07700 900555")


def test_a_sign_in_of_long_ago_is_listed_nowhere(browser: Browser, office: Office, clock: Clock):
    browser.signs_in(office.ada)
    clock.passes(seconds=timedelta(hours=13).total_seconds())
    browser.signs_in(office.ada)

    assert browser.opens(MINE).text.count("Since") == 1
