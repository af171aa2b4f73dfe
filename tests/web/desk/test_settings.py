"""Running the agency from the desk: who may, what is kept, and that nobody's change is lost."""

from __future__ import annotations

import re
from html import unescape

import pytest
import yaml
from sqlalchemy import select

from agency.services.keys.tokens import find_token, hash_token
from agency.services.people.sign_in_links import find_sign_in_link
from agency.storage.models import (
    Access,
    ApiToken,
    AuditEntry,
    Branch,
    Consultant,
    Desk,
    Lead,
    Team,
)
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_consultant, a_lead
from tests.web.desk.people import HASHED, Browser, Office

HUB = "/desk/settings"
FOR_MANAGERS = [
    HUB,
    f"{HUB}/branches",
    f"{HUB}/branches/new",
    f"{HUB}/branches/manchester",
    f"{HUB}/branches/manchester/desks/new",
    f"{HUB}/configuration",
    f"{HUB}/configuration/agency.yml",
]
FOR_ADMINISTRATORS = [
    f"{HUB}/people",
    f"{HUB}/people/new",
    f"{HUB}/people/1",
    f"{HUB}/tokens",
]
FORMS_FOR_MANAGERS = [
    "branches/new",
    "branches/teams",
    "branches/manchester",
    "branches/manchester/desks/new",
    "configuration/compare",
]
FORMS_FOR_ADMINISTRATORS = [
    "people/new",
    "people/1",
    "people/1/link",
    "people/1/leaving",
    "people/1/back",
    "tokens",
    "tokens/1/revoke",
    "configuration/take-in",
    "configuration/decline",
]


@pytest.fixture
def mo(browser: Browser, office: Office) -> Browser:
    """The manager, signed in."""
    browser.signs_in(office.mo)
    return browser


@pytest.fixture
def priya(browser: Browser, office: Office, open_unit: OpenUnit) -> Browser:
    """An administrator, signed in."""
    with open_unit() as session:
        a_consultant(
            session,
            name="Priya",
            email="priya@example.org",
            access=Access.ADMINISTRATOR,
            password_hash=HASHED,
        )
    browser.signs_in("priya@example.org")
    return browser


def said(response) -> str:
    return " ".join(unescape(response.text).split())


def deeds(open_unit: OpenUnit) -> list[str]:
    with open_unit() as session:
        return [f"{each.who}: {each.did}" for each in session.scalars(select(AuditEntry))]


def typed(page: str, **but: str) -> dict[str, str]:
    """Return what a form on *page* would send as it stands, as *but* changes it."""
    form = re.findall(r"<form[^>]*sheet-form.*?</form>", page, re.DOTALL)[0]
    given: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            given[name[1]] = unescape(value[1]) if value else ""
    for name, value in re.findall(
        r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL
    ):
        given[name] = unescape(value)
    selects = re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL)
    for name, options in selects:
        chosen = re.search(r'value="([^"]*)" selected', options)
        given[name] = unescape(chosen[1]) if chosen else ""
    return given | but


@pytest.mark.parametrize("name", ["ada", "ed", "pia"])
def test_for_whoever_does_not_run_the_agency_there_are_no_settings(
    browser: Browser, office: Office, name: str
):
    browser.signs_in(getattr(office, name))

    for path in (*FOR_MANAGERS, *FOR_ADMINISTRATORS):
        assert browser.opens(path).status_code == 404, path
    assert f'href="{HUB}"' not in browser.opens("/desk/").text


@pytest.mark.parametrize("name", ["ada", "ed", "pia"])
def test_nobody_else_may_send_its_forms(browser: Browser, office: Office, name: str):
    browser.signs_in(getattr(office, name))
    csrf = browser.form(browser.opens("/desk/password").text, "/desk/sign-out")["csrf"]

    for path in (*FORMS_FOR_MANAGERS, *FORMS_FOR_ADMINISTRATORS):
        answer = browser.client.post(f"{HUB}/{path}", data={"csrf": csrf, "name": "Mine"})
        assert answer.status_code == 404, path


def test_people_and_keys_are_for_administrators_alone(mo: Browser):
    hub = mo.opens(HUB).text
    csrf = mo.form(hub, "/desk/sign-out")["csrf"]

    for path in FOR_ADMINISTRATORS:
        assert mo.opens(path).status_code == 404, path
        assert f'href="{path}"' not in hub
    for path in FORMS_FOR_ADMINISTRATORS:
        assert mo.client.post(f"{HUB}/{path}", data={"csrf": csrf}).status_code == 404, path


def test_a_form_from_elsewhere_changes_nothing(priya: Browser):
    for path in (*FORMS_FOR_MANAGERS, *FORMS_FOR_ADMINISTRATORS):
        answer = priya.client.post(f"{HUB}/{path}", data={"name": "Theirs"})
        assert answer.status_code == 403, path


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(browser: Browser, office: Office):
    assert browser.client.get(HUB).headers["location"].startswith("/desk/sign-in")


def test_the_hub_says_of_each_room_how_it_stands(priya: Browser):
    page = said(priya.opens(HUB))

    for words in ("2 branches, 2 desks", "7 people", "0 tokens in use", "Everything arrived"):
        assert words in page


def test_a_branch_is_added_with_hours_and_an_exception_and_written_down(
    mo: Browser, open_unit: OpenUnit
):
    page = mo.opens(f"{HUB}/branches/new").text
    given = typed(
        page, name="York", phone="01904 960100", postcode_areas="yo hg", towns="York, Selby"
    )
    given |= {"hours_monday": "08:00-17:30", "day": "2026-12-24", "span": "08:00-12:00"}

    answer = mo.client.post(f"{HUB}/branches/new", data=given, follow_redirects=True)

    assert "Kept." in said(answer)
    with open_unit() as session:
        york = session.scalars(select(Branch).where(Branch.key == "york")).one()
        assert (york.postcode_areas, york.towns) == (["YO", "HG"], ["York", "Selby"])
        assert york.hours == {"monday": "08:00-17:30", "2026-12-24": "08:00-12:00"}
        assert not york.is_head
    assert "mo@example.org: added branch" in deeds(open_unit)


def test_what_does_not_fit_is_said_beside_it_and_what_was_typed_is_kept(
    mo: Browser, open_unit: OpenUnit
):
    page = mo.opens(f"{HUB}/branches/new").text
    given = typed(page, name="<b>York</b>", phone="12", postcode_areas="QQ", hours_monday="9 to 5")

    answer = mo.client.post(f"{HUB}/branches/new", data=given)

    assert answer.status_code == 422
    for words in ("QQ is no postcode area", "no telephone number", "Monday: write hours as"):
        assert words in said(answer)
    assert 'value="&lt;b&gt;York&lt;/b&gt;"' in answer.text
    with open_unit() as session:
        assert session.query(Branch).count() == 2


def test_of_two_who_change_a_branch_the_second_is_told_and_keeps_what_was_typed(
    mo: Browser, open_unit: OpenUnit
):
    path = f"{HUB}/branches/leeds"
    first = typed(mo.opens(path).text, phone="0113 496 0177")
    second = typed(mo.opens(path).text, phone="0113 496 0188")

    assert "Kept." in said(mo.client.post(path, data=first, follow_redirects=True))
    answer = mo.client.post(path, data=second)

    assert answer.status_code == 409
    assert "phone from “0113 496 0177” to “0113 496 0188”" in said(answer).lower()
    assert 'value="0113 496 0188"' in answer.text
    again = typed(answer.text)
    assert mo.client.post(path, data=again).status_code == 303
    told = "mo@example.org: changed branch: phone from “0113 496 0177” to “0113 496 0188”"
    assert told in deeds(open_unit)


def test_there_is_always_one_head_branch(mo: Browser, open_unit: OpenUnit):
    page = mo.opens(f"{HUB}/branches/manchester").text
    without = typed(page)
    del without["is_head"]
    refused = mo.client.post(f"{HUB}/branches/manchester", data=without)
    assert "Make another branch the head branch instead" in said(refused)

    leeds = typed(mo.opens(f"{HUB}/branches/leeds").text, is_head="yes")
    mo.client.post(f"{HUB}/branches/leeds", data=leeds)

    with open_unit() as session:
        heads = session.scalars(select(Branch.key).where(Branch.is_head)).all()
    assert heads == ["leeds"]


def test_a_desk_is_added_to_a_team_and_takes_leads_from_then_on(mo: Browser, open_unit: OpenUnit):
    mo.sends(f"{HUB}/branches/teams", on=f"{HUB}/branches", name="Autism team")
    path = f"{HUB}/branches/leeds/desks/new"
    given = typed(mo.opens(path).text, name="Autism desk", consultant="cleo@example.org")
    given |= {"roles": "semh_support_worker", "team": "autism-team"}

    assert mo.client.post(path, data=given).status_code == 303

    with open_unit() as session:
        desk = session.scalars(select(Desk).where(Desk.key == "autism-desk")).one()
        assert (desk.team.name, desk.roles) == ("Autism team", ["semh_support_worker"])
        assert session.query(Team).count() == 1


def test_somebody_is_added_and_their_link_is_shown_once(priya: Browser, open_unit: OpenUnit):
    path = f"{HUB}/people/new"
    given = typed(priya.opens(path).text, email="New.Person@example.org", name="New Person")
    given |= {"branch": "leeds", "branches": "manchester", "capacity": "20"}

    answer = priya.client.post(path, data=given)

    link = re.search(r"/desk/sign-in/([\w-]{40,})", answer.text)[1]
    with open_unit() as session:
        person = session.scalars(
            select(Consultant).where(Consultant.email == "new.person@example.org")
        ).one()
        assert [each.key for each in person.further_branches] == ["manchester"]
        assert (person.capacity, person.access) == (20, Access.CONSULTANT)
        assert find_sign_in_link(session, token_hash=hash_token(link), now=MONDAY)
        assert link not in priya.opens(f"{HUB}/people/{person.id}").text
    assert not any("New Person" in each or link in each for each in deeds(open_unit))


def test_the_last_administrator_stays_one(priya: Browser, open_unit: OpenUnit):
    with open_unit() as session:
        me = session.scalars(select(Consultant).where(Consultant.name == "Priya")).one().id
    path = f"{HUB}/people/{me}"

    answer = priya.client.post(path, data=typed(priya.opens(path).text, access="editor"))

    assert answer.status_code == 422
    assert "Nobody else lets people in" in said(answer)
    assert priya.opens(f"{path}/leaving").status_code == 404


def test_who_leaves_hands_on_desks_and_leads_and_all_of_it_is_shown_first(
    priya: Browser, open_unit: OpenUnit, office: Office
):
    with open_unit() as session:
        ada = session.scalars(select(Consultant).where(Consultant.email == office.ada)).one().id
        lead = a_lead(session, conversation_id="f" * 32)
        lead.accepted_at = MONDAY
    path = f"{HUB}/people/{ada}/leaving"
    desk = re.search(r'name="(heir-[^"]+)"', priya.opens(path).text)[1]

    unsaid = priya.sends(path, on=path)
    assert unsaid.status_code == 422
    shown = priya.sends(path, on=path, **{desk: office.bea})

    assert "Nothing has happened yet." in said(shown)
    assert shown.text.count('href="/desk/leads/L-') == 2
    with open_unit() as session:
        assert session.get_one(Consultant, ada).active
        assert set(session.scalars(select(Lead.owner_id))) == {ada}

    form = priya.form(shown.text, path)
    assert form[desk] == office.bea
    priya.client.post(path, data=form)

    with open_unit() as session:
        assert not session.get_one(Consultant, ada).active
        bea = session.scalars(select(Consultant).where(Consultant.email == office.bea)).one()
        assert {lead.owner_id for lead in session.scalars(select(Lead))} == {bea.id}
    priya.client.post(
        f"{HUB}/people/{ada}/back", data=priya.form(priya.opens("/desk/").text, "/desk/sign-out")
    )
    assert {f"priya@example.org: {did}" for did in ("deactivated", "activated again")} <= {
        *deeds(open_unit)
    }


def test_a_token_is_shown_once_and_opens_nothing_once_revoked(priya: Browser, open_unit: OpenUnit):
    path = f"{HUB}/tokens"
    refused = priya.sends(path, on=path, name="payroll")
    assert "Tick at least one thing" in said(refused)

    answer = priya.sends(path, on=path, name="payroll", scopes="leads:read")
    made = re.search(r'id="made"[^>]*>([\w-]{40,})<', answer.text)[1]

    with open_unit() as session:
        assert find_token(session, token_hash=hash_token(made), now=MONDAY).name == "payroll"
        number = session.scalars(select(ApiToken.id)).one()
    assert made not in priya.opens(path).text
    priya.presses(f"{path}/{number}/revoke", on=path)
    with open_unit() as session:
        assert find_token(session, token_hash=hash_token(made), now=MONDAY) is None
    assert not any(made in each for each in deeds(open_unit))


def test_a_manager_takes_the_configuration_away_and_sees_what_a_file_would_change(
    mo: Browser, open_unit: OpenUnit
):
    file = mo.opens(f"{HUB}/configuration/agency.yml")
    assert file.headers["content-disposition"].endswith('"agency.yml"')
    assert {each["key"] for each in yaml.safe_load(file.text)["branches"]} == {
        "manchester",
        "leeds",
    }
    assert "mo@example.org: exported the configuration" in deeds(open_unit)

    other = "branches: [{key: leeds, name: Leeds and York}]"
    page = mo.sends(f"{HUB}/configuration/compare", on=f"{HUB}/configuration", text=other)

    assert "+ name: Leeds and York" in said(page)
    assert "An administrator can take it in" in said(page)
    bomb = "a: &a [1]\nb: [*a, *a]"
    page = mo.sends(f"{HUB}/configuration/compare", on=f"{HUB}/configuration", text=bomb)
    assert page.status_code == 422
    assert "cannot be taken in" in said(page)


def test_a_file_counts_only_once_it_was_shown_and_nothing_changed_meanwhile(
    priya: Browser, open_unit: OpenUnit
):
    path, other = f"{HUB}/configuration", "branches: [{key: leeds, name: Leeds and York}]"
    shown = priya.sends(f"{path}/compare", on=path, text=other)
    form = priya.form(shown.text, f"{path}/take-in") | {"text": other}
    with open_unit() as session:
        session.scalars(select(Branch).where(Branch.key == "leeds")).one().phone = "0113 496 0199"

    told = priya.client.post(f"{path}/take-in", data=form)
    assert told.status_code == 409
    with open_unit() as session:
        assert session.scalars(select(Branch.name).where(Branch.key == "leeds")).one() == "Leeds"

    form = priya.form(told.text, f"{path}/take-in") | {"text": other}
    assert "Taken in." in said(
        priya.client.post(f"{path}/take-in", data=form, follow_redirects=True)
    )
    assert any(
        "changed branch: name from “Leeds” to “Leeds and York”" in d for d in deeds(open_unit)
    )
