"""The audit log: read by few, added to by every deed, changed by nobody."""

import csv
import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from agency.services.audit import keep_audit
from agency.services.privacy.audit_log import Sought, check_seals, list_entries, seal_entries
from agency.storage.models import AuditEntry, Consultant, Lead, Webhook
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_conversation, an_id
from tests.web.desk.people import Browser, Clock, Office

KEY = "a key that is not in the database"


def written(open_unit: OpenUnit, count: int, **but: str) -> None:
    with open_unit() as session:
        for number in range(count):
            told = {"who": "ada@example.org", "did": "saw", "kind": "lead"} | but
            subject = told.pop("subject", f"L-{number:04d}")
            keep_audit(session, **told, subject=subject, now=MONDAY + timedelta(seconds=number))


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE audit_entry SET who = 'nobody'",
        "DELETE FROM audit_entry",
        "UPDATE audit_seal SET count = 0",
        "DELETE FROM audit_seal",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(open_unit: OpenUnit, deed: str):
    written(open_unit, 2)
    with open_unit() as session:
        seal_entries(session, key=KEY, now=MONDAY + timedelta(hours=1))

    with pytest.raises(DatabaseError, match="only ever added to"), open_unit() as session:
        session.execute(text(deed))

    with open_unit() as session:
        assert session.query(AuditEntry).count() == 2


def test_a_change_behind_the_houses_back_breaks_the_seal(open_unit: OpenUnit):
    written(open_unit, 3)
    later = MONDAY + timedelta(hours=1)
    with open_unit() as session:
        assert seal_entries(session, key=KEY, now=later) == 3
    written(open_unit, 2, did="changed")
    with open_unit() as session:
        assert seal_entries(session, key=KEY, now=later) == 2
        assert seal_entries(session, key=KEY, now=later) == 0
        assert check_seals(session, key=KEY).broken_from is None
        assert check_seals(session, key=KEY).count == 5
        assert check_seals(session, key="another key").broken_from == 1

    with open_unit() as session:
        session.execute(text("DROP TRIGGER audit_entry_no_delete"))
        session.execute(text("DELETE FROM audit_entry WHERE id = 4"))

    with open_unit() as session:
        assert check_seals(session, key=KEY).broken_from == 4


def test_pages_follow_each_other_and_what_is_written_meanwhile_shifts_none(open_unit: OpenUnit):
    written(open_unit, 25)
    with open_unit() as session:
        first = list_entries(session, Sought(), limit=10)
    written(open_unit, 5)
    with open_unit() as session:
        second = list_entries(session, Sought(), before=first.next, limit=10)
        third = list_entries(session, Sought(), before=second.next, limit=10)

    seen = [entry.id for page in (first, second, third) for entry in page.entries]
    assert seen == list(range(25, 0, -1))
    assert third.next is None


def test_the_privacy_officer_finds_who_looked_at_a_lead(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    written(open_unit, 3)
    written(open_unit, 1, who="bea@example.org", did="took the CV", subject="L-0777")
    browser.signs_in(office.pia)

    page = browser.opens("/desk/audit?subject=L-0777").text
    assert "bea@example.org" in page
    assert "L-0001" not in page
    assert "took the CV" not in browser.opens("/desk/audit?who=ada").text
    assert "took the CV" not in browser.opens("/desk/audit?last=2026-03-01").text
    assert "took the CV" in browser.opens("/desk/audit?first=2026-03-02&last=2026-03-02").text


def test_a_look_and_a_file_are_in_the_log_too_without_what_was_typed(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    written(open_unit, 3)
    written(open_unit, 1, who="=cmd()")
    browser.signs_in(office.pia)
    browser.opens("/desk/audit?who=Jo+O%27Brien")

    file = browser.client.get("/desk/audit.csv?did=saw")

    rows = list(csv.reader(file.content.decode("utf-8-sig").splitlines()))
    assert len(rows) == 7
    assert not any(cell.startswith("=") for row in rows for cell in row)
    with open_unit() as session:
        last = session.query(AuditEntry).order_by(AuditEntry.id.desc()).limit(2).all()
    assert [(entry.did, entry.subject) for entry in last] == [
        ("exported 6 entries as CSV", "did=(not kept)"),
        ("saw", "who=(not kept)"),
    ]


@pytest.mark.parametrize("who", ["ada", "mo", "ed"])
def test_nobody_else_reads_it(browser: Browser, office: Office, open_unit: OpenUnit, who: str):
    browser.signs_in(getattr(office, who))

    for path in ("/desk/audit", "/desk/audit.csv"):
        assert browser.opens(path).status_code == 404
    assert "/desk/audit" not in browser.opens("/desk/").text


def test_a_file_asked_for_by_another_site_is_refused(browser: Browser, office: Office):
    browser.signs_in(office.pia)

    answer = browser.client.get("/desk/audit.csv", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403


def entries(open_unit: OpenUnit, **like: str) -> list[tuple[str, str]]:
    with open_unit() as session:
        found = session.query(AuditEntry).filter_by(**like).order_by(AuditEntry.id)
        return [(each.did, each.subject) for each in found]


def test_who_saw_a_list_and_by_which_filters_is_written_down_without_what_they_say(
    browser: Browser, open_unit: OpenUnit, office: Office
):
    browser.signs_in(office.mo)
    browser.opens("/desk/?whose=everyone&place=Salford&stage=new")
    browser.opens("/desk/?whose=everyone&q=O%27Brien")
    browser.sends("/desk/candidates", on="/desk/candidates", words="jo@example.org")

    seen = entries(open_unit, who=office.mo, kind="leads")
    assert seen[-2:] == [("saw the list", "everyone, stage, place"), ("searched", office.lead)]
    assert entries(open_unit, who=office.mo, kind="candidates") == [("searched", "1")]
    everything = str(entries(open_unit))
    assert not any(words in everything for words in ("Salford", "Brien", "jo@"))


def test_a_list_that_renews_itself_is_written_down_once_a_minute(
    browser: Browser, open_unit: OpenUnit, office: Office, clock: Clock
):
    browser.signs_in(office.bea)
    written_before = len(entries(open_unit, who=office.bea))
    for _ in range(2):
        for _ in range(4):
            assert browser.opens("/desk/?whose=team&part=list").status_code == 200
            assert browser.opens("/desk/conversations?part=list").status_code == 200
        clock.passes(minutes=1)

    seen = entries(open_unit, who=office.bea)[written_before:]
    assert seen == [("saw the list", "team"), ("saw the list", "open")] * 2


def test_conversations_people_and_systems_are_named_and_never_shown_as_bare_ids(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    """What may be opened leads there; what is gone says so; the search still finds the id."""
    with open_unit() as session:
        lead = session.query(Lead).first()
        assert lead is not None
        alone = a_conversation(session, id=an_id("alone"))
        hook = Webhook(id="e" * 32, name="Payroll", is_room=False, url="", created_at=MONDAY)
        session.add(hook)
        ids = [lead.conversation_id or "", alone.id, "f" * 32]
        reference, began = lead.reference, alone.started_at
        ada = session.query(Consultant).filter_by(email=office.ada).one()
        subjects = [
            *(("conversation", each) for each in ids),
            ("webhook", hook.id),
            ("consultant", str(ada.id)),
            ("delivery", f"{reference} {'a' * 32}"),
        ]
        name = ada.name
    for kind, subject in subjects:
        written(open_unit, 1, kind=kind, subject=subject)
    browser.signs_in(office.pia)

    page = unescape(browser.opens("/desk/audit").text)
    cells = [
        " ".join(re.sub(r"<[^>]+>", " ", cell).split())
        for cell in re.findall(r'data-label="About">(.*?)</td>', page)
    ]

    day = f"{began.day} {began:%B %Y}"
    assert any(
        re.fullmatch(rf"conversation a conversation of .*, {reference} Open .*", c) for c in cells
    )
    assert f"conversation a conversation of {day}" in cells
    assert "conversation a conversation that is erased" in cells
    assert {"webhook Payroll", f"consultant {name}", f"delivery {reference}"} <= set(cells)
    assert f'href="/desk/conversations/{ids[0]}"' in page
    assert f'href="/desk/conversations/{ids[1]}"' not in page
    assert not any(re.search(r"[0-9a-f]{32}", cell) for cell in cells)
    assert f"?subject={ids[1]}" in page
    assert browser.opens(f"/desk/conversations/{ids[0]}").status_code == 200


def test_a_page_looks_through_so_many_entries_and_says_how_far_it_came(open_unit: OpenUnit):
    written(open_unit, 1, who="pia@example.org", subject="L-7777")
    written(open_unit, 30)
    with open_unit() as session:
        sought = Sought(who="pia")
        page = list_entries(session, sought, looked_through=10)
        seen = 0
        while page.next is not None:
            assert page.looked_back_to
            assert not page.entries
            page, seen = (
                list_entries(session, sought, before=page.next, looked_through=10),
                seen + 1,
            )
    assert [entry.subject for entry in page.entries] == ["L-7777"]
    assert page.looked_back_to is None
    assert seen == 3


def test_a_page_of_certain_days_begins_where_they_end(open_unit: OpenUnit):
    with open_unit() as session:
        for days in range(40):
            at = MONDAY + timedelta(days=days)
            keep_audit(
                session, who="ada@example.org", did="saw", kind="lead", subject=f"L-{days}", now=at
            )
    day = MONDAY.date() + timedelta(days=5)
    with open_unit() as session:
        page = list_entries(session, Sought(first=day, last=day), looked_through=10)
    assert [entry.subject for entry in page.entries] == ["L-5"]
    assert page.next is None
