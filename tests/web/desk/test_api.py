from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from agency.core.roles import Role
from agency.storage.files import CvStore
from agency.storage.models import ApiToken, AuditEntry, Lead, Scan, Stage
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_cv, a_lead, a_turn
from tests.web.desk.people import Office, a_token

LEADS = "/api/v1/leads"


@pytest.fixture
def system(address: str) -> Iterator[httpx.Client]:
    """One of the agency's own systems."""
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def problem(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"].endswith((".", "where."))
    return answer.status_code, told["code"]


def test_a_lead_reads_as_promised(system: httpx.Client, office: Office, open_unit: OpenUnit):
    with open_unit() as session:
        lead = session.query(Lead).one()
        a_turn(session, lead.conversation, "Hello")
        a_cv(session, lead.conversation, candidate_id=lead.candidate_id)
    headers = a_token(open_unit, "leads:read")

    answer = system.get(f"{LEADS}/{office.lead}", headers=headers)

    lead = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert lead == system.get(f"{LEADS}/{lead['id']}", headers=headers).json()
    assert set(lead) == {
        *("id", "reference", "stage", "opened_at", "answer_by", "call_at", "kind"),
        *("way", "way_words", "vacancy", "left_at"),
        *("candidate", "role"),
        *("branch", "desk", "owner", "score", "consent", "cv", "conversation", "deliveries"),
    }
    assert lead["opened_at"] == "2026-03-02T09:30:00Z"
    assert lead["candidate"]["phone"] == "+447700900123"
    assert lead["cv"] == {
        "filename": "Jo's CV.pdf",
        "scan": "not_scanned",
        "fields": {},
        "unconfirmed": [],
    }
    assert lead["conversation"] == [
        {"at": "2026-03-02T09:30:00Z", "from": "visitor", "text": "Hello"}
    ]
    assert {"to": "mail", "state": "waiting", "at": None} in lead["deliveries"]


def test_without_a_token_nothing_is_told(system: httpx.Client, office: Office, open_unit: OpenUnit):
    revoked = a_token(open_unit, "leads:read")
    with open_unit() as session:
        session.query(ApiToken).one().revoked_at = MONDAY

    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp5"}, revoked):
        for path in (LEADS, f"{LEADS}/{office.lead}", f"{LEADS}/L-9999", f"{LEADS}/1/cv"):
            answer = system.get(path, headers=headers)
            assert problem(answer) == (401, "no_token")
            assert answer.headers["www-authenticate"] == "Bearer"


def test_a_token_does_what_its_scopes_say(
    system: httpx.Client, office: Office, open_unit: OpenUnit
):
    reads, writes = a_token(open_unit, "leads:read"), a_token(open_unit, "leads:write")
    path = f"{LEADS}/{office.lead}"
    change = {"json": {"stage": "contacted"}}

    assert problem(system.get(path, headers=writes)) == (403, "scope_missing")
    assert problem(system.get(LEADS, headers=writes)) == (403, "scope_missing")
    refused = system.patch(path, headers=reads | {"If-Match": '"1"'}, **change)
    assert problem(refused) == (403, "scope_missing")
    assert system.patch(path, headers=writes | {"If-Match": '"1"'}, **change).status_code == 200


def test_the_token_is_kept_as_a_hash_alone(open_unit: OpenUnit):
    token = a_token(open_unit, "leads:read")["Authorization"].removeprefix("Bearer ")

    with open_unit() as session:
        kept = session.query(ApiToken).one()
        assert token not in (kept.token_hash, kept.name)
        assert len(kept.token_hash) == 64


def test_a_change_needs_the_version_it_was_made_on(
    system: httpx.Client, office: Office, open_unit: OpenUnit
):
    headers = a_token(open_unit, "leads:write")
    path = f"{LEADS}/{office.lead}"

    none = system.patch(path, headers=headers, json={"stage": "contacted"})
    first = system.patch(
        path,
        headers=headers | {"If-Match": '"1"'},
        json={"stage": "contacted", "owner": "BEA@example.org", "note": "called"},
    )
    stale = system.patch(path, headers=headers | {"If-Match": '"1"'}, json={"stage": "placed"})
    weak = system.patch(path, headers=headers | {"If-Match": 'W/"2"'}, json={"stage": "placed"})

    assert problem(none) == (428, "if_match_needed")
    assert first.status_code == 200
    assert (first.json()["stage"], first.json()["owner"]) == ("contacted", "Bea")
    assert first.headers["etag"] != '"1"'
    assert problem(stale) == (412, "changed_meanwhile")
    assert problem(weak) == (412, "changed_meanwhile")
    with open_unit() as session:
        lead = session.query(Lead).one()
        assert lead.stage is Stage.CONTACTED
        assert [(note.author, note.text) for note in lead.notes] == [("payroll", "called")]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"stage": "gone"}, (422, "not_acceptable")),
        ({"grade": "ready"}, (422, "not_acceptable")),
        ({"note": ""}, (422, "not_acceptable")),
        ({"note": "x" * 4001}, (422, "not_acceptable")),
        ({"owner": "nobody@example.org"}, (422, "owner_unknown")),
        ({"owner": "ed@example.org"}, (422, "owner_unknown")),
        ([], (422, "not_acceptable")),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_whole(
    system: httpx.Client, office: Office, open_unit: OpenUnit, change: object, told: object
):
    headers = a_token(open_unit, "leads:write") | {"If-Match": '"1"'}

    answer = system.patch(f"{LEADS}/{office.lead}", headers=headers, json=change)

    assert problem(answer) == told
    with open_unit() as session:
        assert session.query(Lead).one().version == 1


def test_what_is_not_json_is_refused(system: httpx.Client, office: Office, open_unit: OpenUnit):
    headers = a_token(open_unit, "leads:write") | {"If-Match": '"1"'}
    headers["Content-Type"] = "application/json"

    answer = system.patch(f"{LEADS}/{office.lead}", headers=headers, content=b"{bad")

    assert problem(answer) == (400, "not_understood")


def test_leads_are_filtered_and_read_page_by_page(
    system: httpx.Client, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        for number in range(4):
            a_lead(
                session,
                name=f"Person {number}",
                role=Role.SENCO,
                postcode="LS1 1AA",
                town="Leeds",
                now=MONDAY + timedelta(days=number),
            )
    headers = a_token(open_unit, "leads:read")

    def names(**query: str | int) -> list[str]:
        found = system.get(LEADS, headers=headers, params=query)
        assert found.status_code == 200, found.text
        return [lead["candidate"]["name"] for lead in found.json()["leads"]]

    assert len(names()) == 5
    assert names(role="senco", limit=2) == ["Person 3", "Person 2"]
    assert names(branch="manchester") == ["Jo O'Brien"]
    assert names(branch="leeds", stage="new", q="person 3", cursor="") == ["Person 3"]
    assert names(since="2026-03-04T00:00:00Z") == ["Person 3", "Person 2"]
    assert names(q="L-0001") == ["Jo O'Brien"]
    first = system.get(LEADS, headers=headers, params={"limit": 3}).json()
    rest = system.get(LEADS, headers=headers, params={"limit": 3, "cursor": first["next"]}).json()
    assert len(rest["leads"]) == 2
    assert rest["next"] is None


@pytest.mark.parametrize(
    "query", ["stage=old", "role=pilot", "since=yesterday", "since=2026-03-04T00:00:00", "cursor=x"]
)
def test_a_filter_we_do_not_know_is_refused_not_ignored(
    system: httpx.Client, office: Office, open_unit: OpenUnit, query: str
):
    headers = a_token(open_unit, "leads:read")

    answer = system.get(f"{LEADS}?{query}", headers=headers)

    assert problem(answer) == (422, "not_acceptable")


@pytest.mark.parametrize("lead", ["L-9999", "0", "x", "L-", "99999999999999999999"])
def test_an_unknown_lead_is_not_there(
    system: httpx.Client, office: Office, open_unit: OpenUnit, lead: str
):
    headers = a_token(open_unit, "leads:read")

    assert problem(system.get(f"{LEADS}/{lead}", headers=headers)) == (404, "no_such_lead")


def test_the_cv_comes_as_a_file(
    system: httpx.Client, office: Office, open_unit: OpenUnit, store: CvStore
):
    headers = a_token(open_unit, "leads:read")
    path = f"{LEADS}/{office.lead}/cv"
    assert problem(system.get(path, headers=headers)) == (404, "no_cv")
    with open_unit() as session:
        lead = session.query(Lead).one()
        cv = a_cv(
            session, lead.conversation, candidate_id=lead.candidate_id, key=store.keep(b"%PDF")
        )
        cv_id = cv.id

    file = system.get(path, headers=headers)

    assert file.content == b"%PDF"
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["x-content-type-options"] == "nosniff"
    with open_unit() as session:
        who = [(entry.who, entry.did, entry.subject) for entry in session.query(AuditEntry)]
        assert who == [("token payroll", "took the CV", office.lead)]
        session.get_one(type(cv), cv_id).scan = Scan.UNSAFE
    assert problem(system.get(path, headers=headers)) == (409, "cv_unsafe")


def test_the_api_describes_itself(system: httpx.Client):
    described = system.get("/openapi.json").json()

    paths = described["paths"]
    assert {path for path in paths if path.startswith(LEADS)} == {
        LEADS,
        f"{LEADS}/{{id}}",
        f"{LEADS}/{{id}}/cv",
        f"{LEADS}/{{id}}/resume",
        f"{LEADS}/{{id}}/vcard",
        f"{LEADS}.{{suffix}}",
    }
    assert set(paths[f"{LEADS}/{{id}}"]) == {"get", "patch"}
    assert "from" in described["components"]["schemas"]["SaidShape"]["properties"]
    assert paths[LEADS]["get"]["security"] == [{"desk": []}]
