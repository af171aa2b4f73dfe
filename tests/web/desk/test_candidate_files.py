import io
import json
import re
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import vobject

from agency.storage.models import AuditEntry, Lead
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_cv, a_lead
from tests.web.desk.people import Browser, Office, a_token
from web.desk.candidates.reading import in_plain_words

SCHEMA = json.loads(Path(__file__).with_name("json_resume_1.0.0.json").read_text("utf-8"))

HOSTILE = [
    "Jo; O'Brien, \\n the 2nd\nTEL:+449999\r\nEND:VCARD",
    '=HYPERLINK("https://example.org","x")',
    "\u2028NOTE:injected\x0bEMAIL:evil@example.org\x85X:1",
    "Zoë " + "李" * 60 + " \U0001f600" * 20,
    "a\\;b\\,c\\",
    '"}],"basics":{"name":"other"}',
]

READ = {
    "outcome": "parsed",
    "reason": None,
    "name": "Somebody Else",
    "email": "other@example.org",
    "phone": "+447700900999",
    "jobs": [
        {
            "title": "Teaching assistant",
            "employer": "Example Primary",
            "from": "2019-09",
            "to": None,
        },
        {
            "title": "Polish dinner lady, 45 years old",
            "employer": None,
            "from": "2015",
            "to": "2019",
        },
        {"title": "English teacher", "employer": "DOB: 01/02/1980", "from": "soon", "to": "x"},
    ],
    "qualifications": [{"name": "GCSE English", "grade": "B", "level": 2, "year": 1998}],
    "skills": ["Makaton", "I have epilepsy"],
    "languages": ["Polish"],
    "dbs": "enhanced",
    "evidence": {"name": {"line": "Born 1.2.1980", "confidence": 0.9}},
}


@pytest.fixture
def system(address: str) -> Any:
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def a_resume(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == "application/json"
    told: dict[str, Any] = answer.json()
    validator = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(told)] == []
    assert set(told) <= set(SCHEMA["properties"])
    for part, items in told.items():
        known = SCHEMA["properties"][part].get("items", {}).get("properties")
        for item in items if known else []:
            assert set(item) <= set(known), part
    return told


def a_card(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/vcard; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert not re.search(rb"[\r\n\x00-\x08\x0b]", b"".join(lines))
    for line in lines:
        line.decode()  # no letter is cut in two
    cards = list(vobject.readComponents(io.StringIO(answer.content.decode(), newline="")))
    assert len(cards) == 1
    return cards[0]


def test_a_candidate_is_taken_as_json_resume_and_vcard_and_that_is_written_down(
    browser: Browser, system: httpx.Client, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        lead = session.query(Lead).one()
        a_cv(
            session,
            lead.conversation,
            candidate_id=lead.candidate_id,
            read_at=MONDAY,
            outcome="parsed",
            fields=READ,
            confirmed=["name"],
        )
    browser.signs_in(office.bea)
    page = browser.opens(f"/desk/leads/{office.lead}").text
    headers = a_token(open_unit, "leads:read")

    assert f'href="/desk/leads/{office.lead}/resume.json"' in page
    assert f'href="/desk/leads/{office.lead}/contact.vcf"' in page
    file = browser.opens(f"/desk/leads/{office.lead}/resume.json")
    resume = a_resume(file)
    vcard = browser.opens(f"/desk/leads/{office.lead}/contact.vcf")
    card = a_card(vcard)

    assert file.headers["content-disposition"] == (
        f'attachment; filename="{office.lead}.resume.json"'
    )
    assert resume["basics"] == {
        "name": "Jo O'Brien",
        "label": "nursery nurse",
        "email": "jo@example.org",
        "phone": "+447700900123",
        "location": {"postalCode": "M1 4BT", "city": "Manchester"},
    }
    assert resume["work"] == [
        {"name": "Example Primary", "position": "Teaching assistant", "startDate": "2019-09"},
        {"position": "dinner person", "startDate": "2015", "endDate": "2019"},
        {"position": "English teacher"},
    ]
    assert resume["education"] == [{"studyType": "Level 3 in childcare or early years"}]
    assert resume["skills"] == [{"name": "Makaton"}]
    assert resume["languages"] == [{"language": "Polish"}]
    assert resume["meta"]["unconfirmed"] == ["work", "skills", "languages"]
    assert card.version.value == "4.0"
    assert card.fn.value == "Jo O'Brien"
    assert card.tel.value == "tel:+447700900123"
    assert card.email.value == "jo@example.org"
    assert card.title.value == "nursery nurse"
    assert (card.adr.value.city, card.adr.value.code) == ("Manchester", "M1 4BT")

    assert a_resume(system.get(f"/api/v1/leads/{office.lead}/resume", headers=headers)) == resume
    by_token = system.get(f"/api/v1/leads/{office.lead}/vcard", headers=headers)
    assert by_token.content == vcard.content
    with open_unit() as session:
        entries = session.query(AuditEntry).order_by(AuditEntry.id)
        taken = [(each.who, each.did, each.subject) for each in entries if "took" in each.did]
    assert taken == [
        (office.bea, "took the JSON Resume", office.lead),
        (office.bea, "took the vCard", office.lead),
        ("token payroll", "took the JSON Resume", office.lead),
        ("token payroll", "took the vCard", office.lead),
    ]


@pytest.mark.parametrize("wrote", HOSTILE)
def test_a_hostile_name_stays_a_name(
    browser: Browser, office: Office, open_unit: OpenUnit, wrote: str
):
    with open_unit() as session:
        reference = a_lead(
            session, name=wrote, town=wrote, postcode=wrote, current_occupation=wrote, phone=wrote
        ).reference
    browser.signs_in(office.ada)

    resume = a_resume(browser.opens(f"/desk/leads/{reference}/resume.json"))
    card = a_card(browser.opens(f"/desk/leads/{reference}/contact.vcf"))

    assert resume["basics"]["name"] == wrote
    assert sorted(card.contents) == sorted(
        ["adr", "email", "fn", "note", "prodid", "rev", "tel", "title", "version"]
    )
    assert all(len(each) == 1 for each in card.contents.values())
    assert card.email.value == "jo@example.org"
    seen = re.sub("[\x0b\x85]", "", wrote.replace("\r\n", "\n").replace("\u2028", "\n")).strip()
    assert card.fn.value == seen
    assert card.adr.value.city == seen


@pytest.mark.parametrize(
    "told",
    [
        "45 years old",
        "I'm 45, nursery nurse",
        "Date of birth: 1 May 1980",
        "Nationality: Polish",
        "I am married with two children",
        "Muslim",
        "pregnant",
        "retired nurse, female",
        "Mrs",
        "diabetic",
        "AB 12 34 56 C",
        "Religion: Sikh",
    ],
)
def test_a_json_resume_says_nothing_that_nobody_may_choose_by(
    browser: Browser, office: Office, open_unit: OpenUnit, told: str
):
    with open_unit() as session:
        lead = a_lead(session, current_occupation=f"Teaching assistant. {told}", dbs="yes")
        a_cv(
            session,
            lead.conversation,
            candidate_id=lead.candidate_id,
            read_at=MONDAY,
            outcome="parsed",
            fields={"jobs": [{"title": f"Cook. {told}", "employer": None}]},
        )
        reference = lead.reference
    browser.signs_in(office.ada)

    said = json.dumps(a_resume(browser.opens(f"/desk/leads/{reference}/resume.json"))).casefold()

    words = ("45", "1980", "polish", "married", "muslim", "pregnant", "female", "mrs", "diabet")
    assert not [word for word in (*words, "12 34 56", "sikh", "dbs", "right") if word in said]
    assert "teaching assistant" in said


@pytest.mark.parametrize("who", ["cleo", "ed"])
def test_another_branchs_candidate_is_not_there(browser: Browser, office: Office, who: str):
    browser.signs_in(getattr(office, who))

    for file in ("resume.json", "contact.vcf"):
        assert browser.opens(f"/desk/leads/{office.lead}/{file}").status_code == 404


def test_a_token_without_the_scope_takes_no_candidate(
    system: httpx.Client, office: Office, open_unit: OpenUnit
):
    writes = a_token(open_unit, "leads:write")

    for file in ("resume", "vcard"):
        path = f"/api/v1/leads/{office.lead}/{file}"
        assert system.get(path).status_code == 401
        assert system.get(path, headers=writes).json()["code"] == "scope_missing"
        reads = a_token(open_unit, "leads:read")
        gone = system.get(f"/api/v1/leads/L-9999/{file}", headers=reads)
        assert gone.json()["code"] == "no_such_lead"


def test_a_candidate_who_told_next_to_nothing_has_files_too(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    nothing = dict.fromkeys(
        ("name", "email", "postcode", "town", "current_occupation", "experience_years"), None
    )
    with open_unit() as session:
        reference = a_lead(session, qualifications=(), **nothing).reference
    browser.signs_in(office.mo)

    resume = a_resume(browser.opens(f"/desk/leads/{reference}/resume.json"))
    card = a_card(browser.opens(f"/desk/leads/{reference}/contact.vcf"))

    assert resume["basics"] == {"phone": "+447700900123"}
    assert card.fn.value == reference


def test_what_the_program_made_of_a_message_is_told_in_words():
    understood = {
        "intent": "nlu_fallback",
        "confidence": 0.942479,
        "nearest": [{"topic": "oos", "confidence": 0.0000283598}, {"topic": "how_to_become"}],
    }

    assert in_plain_words({"understood": understood}) == {
        "What our program took it for": {
            "Kind of message": "not understood",
            "How sure it was": "94%",
            "Topics it thought of": [
                {"Topic": "not for us", "How sure it was": "0%"},
                {"Topic": "how to become"},
            ],
        }
    }
