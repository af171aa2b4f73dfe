"""A change of a branch or a person is taken back from the page on which it was made."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from agency.services.agency.rows import describe_branch, describe_person
from agency.storage.models import Branch, Consultant
from agency.storage.unit import OpenUnit
from tests.web.desk.people import Browser, Clock, Office
from tests.web.desk.test_settings import HUB, deeds, priya, said, typed

__all__ = ["priya"]  # a fixture

LEEDS = f"{HUB}/branches/leeds"


def leeds(open_unit: OpenUnit) -> dict[str, object]:
    with open_unit() as session:
        return describe_branch(session.scalars(select(Branch).where(Branch.key == "leeds")).one())


def changed(browser: Browser, path: str, **but: str) -> str:
    given = typed(browser.opens(path).text, **but)
    return browser.client.post(path, data=given, follow_redirects=True).text


def undone(browser: Browser, path: str, page: str = "") -> str:
    form = browser.form(page or browser.opens(f"{path}?told=kept").text, f"{path}/undo")
    return said(browser.client.post(f"{path}/undo", data=form, follow_redirects=True))


def test_a_branch_stands_as_before_and_both_changes_are_written_down(
    priya: Browser, open_unit: OpenUnit
):
    before = leeds(open_unit)
    page = changed(
        priya, LEEDS, name="Leeds North", towns="Leeds, Otley", hours_monday="10:00-12:00"
    )
    assert leeds(open_unit) != before

    told = undone(priya, LEEDS, page)

    assert "Taken back. It stands as it did before." in told
    assert leeds(open_unit) == before
    written = [each for each in deeds(open_unit) if "changed branch" in each]
    assert len(written) == 2
    assert "from “Leeds North” to “Leeds”" in written[1]
    assert f'action="{LEEDS}/undo"' not in priya.opens(f"{LEEDS}?told=kept").text


def test_a_person_stands_as_before(priya: Browser, office: Office, open_unit: OpenUnit):
    with open_unit() as session:
        ada = session.scalars(select(Consultant).where(Consultant.email == office.ada)).one()
        path, before = f"{HUB}/people/{ada.id}", describe_person(session, ada)

    changed(priya, path, name="Somebody Else", access="manager", phone="0161 496 0777")
    assert "Taken back" in undone(priya, path)

    with open_unit() as session:
        ada = session.scalars(select(Consultant).where(Consultant.email == office.ada)).one()
        assert describe_person(session, ada) == before


def test_after_ten_minutes_it_stands(priya: Browser, open_unit: OpenUnit, clock: Clock):
    page = changed(priya, LEEDS, name="Leeds North")
    clock.passes(minutes=11)

    assert "Nothing was taken back" in undone(priya, LEEDS, page)
    assert leeds(open_unit)["name"] == "Leeds North"


def test_what_somebody_changed_since_is_not_overwritten(priya: Browser, open_unit: OpenUnit):
    page = changed(priya, LEEDS, name="Leeds North")
    with open_unit() as session:
        session.scalars(select(Branch).where(Branch.key == "leeds")).one().towns = ["Ilkley"]

    assert "Nothing was taken back" in undone(priya, LEEDS, page)
    assert leeds(open_unit)["towns"] == ["Ilkley"]


def test_nobody_takes_back_what_another_person_changed_in_this_browser(
    priya: Browser, office: Office, open_unit: OpenUnit
):
    changed(priya, LEEDS, name="Leeds North")
    kept = {each.name: each.value for each in priya.client.cookies.jar if "undo" in each.name}
    priya.presses("/desk/sign-out", on="/desk/")
    priya.signs_in(office.mo)
    for name, value in kept.items():
        priya.client.cookies.set(name, value or "")

    page = priya.opens(f"{LEEDS}?told=kept").text
    assert f'action="{LEEDS}/undo"' not in page
    csrf = priya.form(page, "/desk/sign-out")["csrf"]
    told = priya.client.post(f"{LEEDS}/undo", data={"csrf": csrf}, follow_redirects=True)
    assert "Nothing was taken back" in said(told)
    assert leeds(open_unit)["name"] == "Leeds North"


@pytest.mark.parametrize("name", ["ada", "ed", "pia"])
def test_for_others_there_is_nothing_to_take_back(browser: Browser, office: Office, name: str):
    browser.signs_in(getattr(office, name))
    csrf = browser.form(browser.opens("/desk/password").text, "/desk/sign-out")["csrf"]

    for path in (LEEDS, f"{HUB}/people/1"):
        assert browser.client.post(f"{path}/undo", data={"csrf": csrf}).status_code == 404
