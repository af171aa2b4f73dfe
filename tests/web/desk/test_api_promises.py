"""The desk API, line by line as docs/api.md promises it."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.storage.models import AuditEntry, Consultant, Lead, Stage
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_cv, a_lead, a_turn
from tests.web.desk.people import Office, a_token

LEADS = "/api/v1/leads"


@pytest.fixture
def system(address: str) -> Iterator[httpx.Client]:
    """One of the agency's own systems."""
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def refused(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert set(told) >= {"type", "title", "status", "detail", "code"}
    assert told["status"] == answer.status_code
    return told["status"], told["code"]


def test_every_part_of_a_lead_has_the_fields_that_are_promised(
    system: httpx.Client, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        lead = session.query(Lead).one()
        a_turn(session, lead.conversation, "Hello")
        a_cv(session, lead.conversation, candidate_id=lead.candidate_id)

    told = system.get(f"{LEADS}/{office.lead}", headers=a_token(open_unit, "leads:read")).json()

    assert set(told["candidate"]) == {
        *("name", "email", "phone", "postcode", "town", "current_occupation"),
        *("experience_years", "qualifications", "availability", "start", "right_to_work", "dbs"),
    }
    assert set(told["score"]) >= {"grade", "points", "reasons"}
    assert told["score"]["grade"] in {"ready", "promising", "needs_info"}
    assert all(set(reason) == {"points", "because"} for reason in told["score"]["reasons"])
    assert set(told["consent"]) == {"version", "at"}
    assert set(told["cv"]) >= {"filename", "scan", "fields"}
    assert all(set(turn) == {"at", "from", "text"} for turn in told["conversation"])
    assert all(set(each) == {"to", "state", "at"} for each in told["deliveries"])
    assert (told["kind"], told["role"], told["stage"]) == (
        "registration",
        "sen_support_worker",
        "new",
    )
    assert told["candidate"]["right_to_work"] == "yes"
    assert told["candidate"]["dbs"] == "update_service"
    assert (told["branch"], told["desk"], told["owner"]) == ("Manchester", "Support", "Ada")


def test_filters_hold_together_and_alone(system: httpx.Client, office: Office, open_unit: OpenUnit):
    with open_unit() as session:
        leeds = {"postcode": "LS1 1AA", "town": "Leeds"}
        later = MONDAY + timedelta(days=1)
        a_lead(session, name="Sam", role=Role.SENCO, now=later, **leeds)
        a_lead(session, name="Kit", role=Role.SENCO, now=later, phone="+447700900777")
        a_lead(session, name="Lou", kind=Kind.CALLBACK, role=None).stage = Stage.CONTACTED
    headers = a_token(open_unit, "leads:read")

    def names(**query: str) -> list[str]:
        answer = system.get(LEADS, headers=headers, params=query)
        return [lead["candidate"]["name"] for lead in answer.json()["leads"]]

    every = ["Lou", "Kit", "Sam", "Jo O'Brien"]
    assert names() == names(stage="", branch="", role="", q="", since="", cursor="") == every
    assert names(stage="contacted") == ["Lou"]
    assert names(stage="placed") == []
    assert names(branch="leeds") == names(branch="LEEDS") == ["Sam"]
    assert names(branch="nowhere") == []
    assert names(role="senco") == ["Kit", "Sam"]
    assert names(q="07700 900777") == names(q="+447700900777") == ["Kit"]
    assert names(q="ls1") == ["Sam"]
    assert names(q="%") == names(q="_") == []
    assert names(q="jo@example.org", stage="contacted") == ["Lou"]
    assert names(since="2026-03-03T09:30:00Z") == ["Kit", "Sam"]
    assert names(since="2026-03-03T10:30:00+01:00") == ["Kit", "Sam"]
    assert names(since="2026-03-03T09:30:01Z") == []
    assert names(since="2026-03-03T00:00:00Z", role="senco", branch="leeds") == ["Sam"]


def test_pages_hold_every_lead_once_while_leads_come_go_and_change(
    system: httpx.Client, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        there = {a_lead(session, name=f"Person {number}").id for number in range(20)}
    headers = a_token(open_unit, "leads:read")
    seen: list[str] = []
    cursor: str | None = ""
    gone: set[int] = set()

    while cursor is not None:
        page = system.get(LEADS, headers=headers, params={"limit": 3, "cursor": cursor}).json()
        seen += [lead["id"] for lead in page["leads"]]
        cursor = page["next"]
        with open_unit() as session:
            a_lead(session, name="Came meanwhile")
            # the very lead that the next page counts from is erased, another is moved along
            last = session.get(Lead, int(seen[-1]))
            if last and last.id in there:
                gone.add(last.id)
                session.delete(last)
            moved = session.get(Lead, 5)
            if moved:
                moved.stage = Stage.PLACED

    assert len(seen) == len(set(seen))
    assert {int(each) for each in seen} == there | {1}
    assert len(gone) > 5


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "q=%00", "branch=%00"])
def test_what_cannot_be_a_filter_is_refused(
    system: httpx.Client, office: Office, open_unit: OpenUnit, query: str
):
    answer = system.get(f"{LEADS}?{query}", headers=a_token(open_unit, "leads:read"))

    assert refused(answer) == (422, "not_acceptable")
    assert "\\u0000" not in answer.text


def test_an_owner_is_named_by_address_or_name_and_the_lead_goes_to_their_desk(
    system: httpx.Client, office: Office, open_unit: OpenUnit
):
    headers = a_token(open_unit, "leads:read", "leads:write")
    path = f"{LEADS}/{office.lead}"

    def hand_to(owner: str) -> httpx.Response:
        version = {"If-Match": system.get(path, headers=headers).headers["etag"]}
        return system.patch(path, headers=headers | version, json={"owner": owner})

    def stands() -> tuple[str, str, str]:
        lead = system.get(path, headers=headers).json()
        return lead["owner"], lead["desk"], lead["branch"]

    assert hand_to("Cleo@Example.org").status_code == 200
    assert stands() == ("Cleo", "Leeds", "Leeds")
    assert hand_to("Ada").status_code == 200
    assert stands() == ("Ada", "Support", "Manchester")
    for nobody in ("", "ada", "Ed", "Pia", "pia@example.org", "Nobody"):
        assert refused(hand_to(nobody)) == (422, "owner_unknown")
    with open_unit() as session:
        session.query(Consultant).filter_by(name="Bea").one().name = "Cleo"
    assert refused(hand_to("Cleo")) == (422, "owner_unknown")
    assert hand_to(office.bea).status_code == 200
    with open_unit() as session:
        session.query(Consultant).filter_by(email=office.ada).one().active = False
    assert refused(hand_to(office.ada)) == (422, "owner_unknown")
    assert refused(hand_to("Ada")) == (422, "owner_unknown")


def test_of_two_changes_to_one_version_one_is_kept(
    system: httpx.Client, office: Office, open_unit: OpenUnit, address: str
):
    headers = a_token(open_unit, "leads:write") | {"If-Match": '"1"'}
    together = threading.Barrier(4)
    answers: list[httpx.Response] = []

    def change(number: int) -> None:
        with httpx.Client(base_url=address, timeout=30) as client:
            together.wait()
            body = {"stage": "contacted", "note": f"call {number}"}
            answers.append(client.patch(f"{LEADS}/{office.lead}", headers=headers, json=body))

    threads = [threading.Thread(target=change, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]
    with open_unit() as session:
        lead = session.query(Lead).one()
        assert len(lead.notes) == 1
        changed = session.query(AuditEntry).filter_by(did="changed").all()
        assert [(each.who, each.subject) for each in changed] == [("token payroll", office.lead)]


def test_the_version_is_checked_before_anything_is_changed(
    system: httpx.Client, office: Office, open_unit: OpenUnit
):
    headers = a_token(open_unit, "leads:read", "leads:write")
    path = f"{LEADS}/{office.lead}"
    body = {"note": "rang"}

    def change(if_match: str) -> httpx.Response:
        return system.patch(path, headers=headers | {"If-Match": if_match}, json=body)

    for stale in ('"0"', '"2"', "1", "", '"', 'W/"1"', '"x"'):
        assert refused(change(stale)) == (412, "changed_meanwhile")
    assert refused(system.patch(path, headers=headers, json=body)) == (428, "if_match_needed")
    assert change('"9", "1"').status_code == 200
    assert change("*").status_code == 200
    etag = system.get(path, headers=headers).headers["etag"]
    moved = system.patch(path, headers=headers | {"If-Match": etag}, json={"stage": "placed"})
    assert moved.headers["etag"] == system.get(path, headers=headers).headers["etag"] != etag
    with open_unit() as session:
        notes = [(note.author, note.text) for note in session.query(Lead).one().notes]
    assert notes == [("payroll", "rang")] * 2


def test_a_change_of_nothing_changes_nothing(
    system: httpx.Client, office: Office, open_unit: OpenUnit
):
    headers = a_token(open_unit, "leads:write") | {"If-Match": '"1"'}

    for nothing in ({}, {"stage": None, "owner": None, "note": None}, {"stage": "new"}):
        answer = system.patch(f"{LEADS}/{office.lead}", headers=headers, json=nothing)
        assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    nul = system.patch(f"{LEADS}/{office.lead}", headers=headers, json={"note": "a\x00b"})
    assert refused(nul) == (422, "not_acceptable")


def test_a_revoked_token_changes_nothing(system: httpx.Client, office: Office, open_unit: OpenUnit):
    answer = system.patch(
        f"{LEADS}/{office.lead}",
        headers={"Authorization": "Bearer nothing", "If-Match": '"1"'},
        json={"stage": "placed"},
    )

    assert refused(answer) == (401, "no_token")
    with open_unit() as session:
        assert session.query(Lead).one().stage is Stage.NEW
