"""The page about routing: who may, what it says, and that trying changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
import yaml
from sqlalchemy import select

from agency.services.agency.absences import keep_absence
from agency.storage.models import Absence, AuditEntry, Consultant, Lead, RuleVersion
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_lead
from tests.web.desk.people import Browser, Office, a_token

OURS = yaml.safe_load((Path(__file__).parents[3] / "data" / "agency.yml").read_text("utf-8"))
PAGE = "/desk/routing"
API = "/api/v1/routing"
ASKED = f"{PAGE}?ask=1&place=LS6+3QS&role=senco&kind=registration"


def other_rules(points: int = 1) -> str:
    rules = yaml.safe_load(yaml.safe_dump(OURS["scoring"]))
    rules["rules"][0]["cases"][0]["points"] = points
    return yaml.safe_dump({"scoring": rules}, sort_keys=False)


@pytest.fixture
def mo(browser: Browser, office: Office) -> Browser:
    """The manager, signed in."""
    browser.signs_in(office.mo)
    return browser


def test_a_manager_reads_who_would_get_a_lead_and_why_of_every_desk(mo: Browser):
    page = unescape(mo.opens(ASKED).text)

    assert "Because Leeds looks after LS, and this desk takes the role." in page
    assert "Gets it" in page
    assert "it takes the role, but Manchester looks after other places" in page or (
        "it is on duty for the whole agency" in page
    )


@pytest.mark.parametrize("name", ["ada", "ed", "pia"])
def test_nobody_but_managers_and_administrators_comes_to_the_page(
    browser: Browser, office: Office, name: str
):
    browser.signs_in(getattr(office, name))

    for path in (PAGE, ASKED):
        assert browser.opens(path).status_code == 404
    assert 'href="/desk/routing"' not in browser.opens("/desk/").text


@pytest.mark.parametrize("name", ["ada", "ed", "pia"])
@pytest.mark.parametrize("path", ["compare", "rules", "rules/back", "absences", "absences/1/end"])
def test_nobody_else_may_send_its_forms(browser: Browser, office: Office, name: str, path: str):
    browser.signs_in(getattr(office, name))
    csrf = browser.form(browser.opens("/desk/password").text, "/desk/sign-out")["csrf"]
    sent = {
        "csrf": csrf,
        "consultant": "1",
        "first": "2026-03-02",
        "last": "2026-03-02",
        "version": "0",
    }

    assert browser.client.post(f"{PAGE}/{path}", data=sent).status_code == 404


def test_whoever_is_not_signed_in_is_led_to_the_sign_in(browser: Browser, office: Office):
    assert browser.client.get(PAGE).headers["location"].startswith("/desk/sign-in")


def test_a_form_from_elsewhere_is_refused(mo: Browser):
    sent = mo.client.post(f"{PAGE}/compare", data={"rules": other_rules(), "csrf": "guessed"})

    assert sent.status_code == 403


def test_rules_that_are_pasted_are_compared_and_nothing_changes(mo: Browser, open_unit: OpenUnit):
    answer = mo.sends(f"{PAGE}/compare#compared", on=PAGE, rules=other_rules(), days="30")

    page = unescape(answer.text)
    assert answer.status_code == 200
    assert "1 lead in the last 30 days:" in page
    assert "0 would be on another desk" in page
    assert "L-0001" in page
    assert "Jo O'Brien" not in page
    with open_unit() as session:
        assert session.scalars(select(RuleVersion)).all() == []
        assert session.scalars(select(Lead)).one().points > 50
        did = session.scalars(select(AuditEntry).where(AuditEntry.did == "compared rules")).one()
        assert did.who == "mo@example.org"


def test_a_file_counts_instead_of_what_was_pasted(mo: Browser):
    form = mo.form(mo.opens(PAGE).text, f"{PAGE}/compare#compared")

    answer = mo.client.post(
        f"{PAGE}/compare",
        data=form | {"rules": "nonsense", "days": "30"},
        files={"file": ("rules.yml", other_rules().encode(), "text/yaml")},
    )

    assert answer.status_code == 200
    assert "1 lead in the last 30 days" in answer.text


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (other_rules(-5), "nothing counts against anybody"),
        (other_rules().replace("phone: known", "age: known", 1), "age is nobody's business here"),
        ("a: &a [1]\nb: *a", "refers to something else"),
        ("<script>alert(1)</script>: 1", "there is no section <script>"),
        ("", "not a list of sections"),
    ],
)
def test_rules_that_are_not_right_are_refused_in_words_and_stay_in_the_form(
    mo: Browser, rules: str, said: str
):
    answer = mo.sends(f"{PAGE}/compare#compared", on=PAGE, rules=rules, days="30")

    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert rules[:40] in unescape(answer.text)
    assert "<script>alert" not in answer.text


def test_a_file_that_is_too_long_is_refused(mo: Browser):
    form = mo.form(mo.opens(PAGE).text, f"{PAGE}/compare#compared")

    answer = mo.client.post(
        f"{PAGE}/compare",
        data=form | {"days": "30"},
        files={"file": ("rules.yml", b"# " + b"x" * 70_000, "text/yaml")},
    )

    assert answer.status_code == 422
    assert "it is too long" in answer.text


def test_an_absence_is_kept_and_what_waits_goes_to_whoever_is_there(
    mo: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        ada = session.scalar(select(Consultant).where(Consultant.email == office.ada))

    page = mo.sends(
        f"{PAGE}/absences#people",
        on=PAGE,
        consultant=str(ada.id),
        first="2026-03-02",
        last="2026-03-06",
    )

    assert "is away from" in page.text
    with open_unit() as session:
        assert session.scalars(select(Lead)).one().owner.email == office.cleo
    back = mo.sends(f"{PAGE}/absences/{ada.id}/end", on=PAGE)
    assert "Nobody is away." in back.text
    with open_unit() as session:
        assert session.scalars(select(Lead)).one().owner.email == office.ada
        assert session.scalars(select(Absence)).all() == []


def test_an_absence_that_ends_before_it_begins_is_refused(mo: Browser, open_unit: OpenUnit):
    sent = {"consultant": "1", "first": "2026-03-06", "last": "2026-03-02"}

    answer = mo.sends(f"{PAGE}/absences#people", on=PAGE, **sent)

    assert answer.status_code == 422
    assert "before the first" in answer.text


def test_the_rules_in_force_stand_on_the_page_with_their_sentences(mo: Browser):
    page = unescape(mo.opens(PAGE).text)

    for rule in OURS["scoring"]["rules"]:
        for case in rule["cases"]:
            assert case["because"] in page


# The same for the agency's own systems.


@pytest.fixture
def system(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def test_a_system_with_the_scope_reads_who_would_get_a_lead(
    system: httpx.Client, office: Office, open_unit: OpenUnit
):
    asks = a_token(open_unit, "routing:read")

    told = system.get(API, params={"place": "LS6 3QS", "role": "senco"}, headers=asks)

    assert told.status_code == 200
    assert (told.json()["desk"], told.json()["owner"]) == ("Leeds", "Cleo")
    assert [each["chosen"] for each in told.json()["considered"]] == [True, False]


def test_a_system_compares_rules(system: httpx.Client, office: Office, open_unit: OpenUnit):
    asks = a_token(open_unit, "routing:read")

    told = system.post(f"{API}/comparison", json={"rules": other_rules()}, headers=asks)

    assert told.status_code == 200
    assert (told.json()["leads"], told.json()["moved"]) == (1, 0)
    assert len(told.json()["changes"]) == 1


@pytest.mark.parametrize(("scopes", "status"), [((), 401), (("leads:read", "leads:write"), 403)])
def test_without_the_scope_nothing_is_told(
    system: httpx.Client, office: Office, open_unit: OpenUnit, scopes: tuple[str, ...], status: int
):
    asks = a_token(open_unit, *scopes) if scopes else {}

    assert system.get(API, headers=asks).status_code == status
    compared = system.post(f"{API}/comparison", json={"rules": other_rules()}, headers=asks)
    assert compared.status_code == status


def test_what_is_not_acceptable_is_said_where_it_is(
    system: httpx.Client, office: Office, open_unit: OpenUnit
):
    asks = a_token(open_unit, "routing:read")

    strange = system.get(API, params={"role": "astronaut"}, headers=asks)
    unknown = system.get(API, params={"language": "klingon"}, headers=asks)
    broken = system.post(f"{API}/comparison", json={"rules": other_rules(-1)}, headers=asks)

    assert [answer.status_code for answer in (strange, unknown, broken)] == [422, 422, 422]
    assert "rule contactable, case 1" in broken.json()["fields"][0]["problem"]


def test_an_agency_without_desks_says_so(system: httpx.Client, open_unit: OpenUnit):
    asks = a_token(open_unit, "routing:read")

    assert system.get(API, headers=asks).json()["code"] == "no_desk"


def test_somebody_who_is_away_is_named_with_the_day_they_are_back(
    mo: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        ada = session.scalar(select(Consultant).where(Consultant.email == office.ada))
        keep_absence(session, ada, MONDAY.date(), MONDAY.date(), now=MONDAY)
        a_lead(session)

    page = unescape(mo.opens(f"{PAGE}?ask=1&place=M1+4BT").text)

    assert "Ada is away until Tuesday 3 March" in page
    assert "Stands in" in page


def test_rules_that_were_compared_are_put_in_force_and_gone_back_from(
    mo: Browser, open_unit: OpenUnit
):
    shown = mo.sends(f"{PAGE}/compare#compared", on=PAGE, rules=other_rules(3))
    form = mo.form(shown.text, f"{PAGE}/rules")

    told = mo.client.post(f"{PAGE}/rules", data=form | {"rules": other_rules(3)})
    again = mo.client.post(f"{PAGE}/rules", data=form | {"rules": other_rules(4)})

    assert (told.status_code, again.status_code) == (303, 409)
    assert "Somebody else put other rules in force meanwhile" in again.text
    assert points(open_unit) == 3
    shown = mo.sends(f"{PAGE}/compare#compared", on=PAGE, rules=other_rules(5))
    form = mo.form(shown.text, f"{PAGE}/rules")
    wrong = mo.client.post(f"{PAGE}/rules", data=form | {"rules": other_rules(-1)})
    assert wrong.status_code == 422
    back = mo.form(mo.opens(PAGE).text, f"{PAGE}/rules/back")
    mo.client.post(f"{PAGE}/rules/back", data=back | {"version": "0"})
    assert points(open_unit) == OURS["scoring"]["rules"][0]["cases"][0]["points"]


def points(open_unit: OpenUnit) -> int:
    with open_unit() as session:
        newest = session.scalars(select(RuleVersion).order_by(RuleVersion.id.desc())).first()
        return newest.scoring["rules"][0]["cases"][0]["points"]
