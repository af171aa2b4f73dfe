"""Lists, saved views, deeds on several leads at once, and news of new ones."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import httpx
import pytest
from sqlalchemy import select

from agency.core.roles import Role
from agency.services.leads.changes import accept_lead, change_lead
from agency.services.people.access import find_consultant
from agency.storage.models import AuditEntry, Consultant, Lead, Note, SavedView, Stage
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_conversation, a_cv, a_lead, a_turn, an_id
from tests.web.desk.people import Browser, Clock, Office

TEAM = "/desk/?whose=team"


@pytest.fixture
def three(office: Office, open_unit: OpenUnit) -> list[str]:
    """Three more leads in Manchester, and one in Leeds."""
    with open_unit() as session:
        chat = a_conversation(session, id=an_id("kit's"), page="/senco-jobs")
        kit = a_lead(
            session, conversation_id=chat.id, name="Kit Ashford", role=Role.SENCO, now=MONDAY
        )
        a_turn(session, kit.conversation, "I know Makaton", answered_at=MONDAY)
        a_cv(session, kit.conversation, candidate_id=kit.candidate_id)
        sam = a_lead(session, name="Sam Oldfield", postcode="M20 2AB", now=MONDAY)
        sam.opened_at = MONDAY - timedelta(days=60)
        lee = a_lead(session, name="Lee Northcote", postcode="LS1 1AA", town="Leeds")
        a_turn(session, lee.conversation, "I know Makaton too", answered_at=MONDAY)
        return [kit.reference, sam.reference, lee.reference]


def names(page: str) -> set[str]:
    return set(re.findall(r'<h2><a href="/desk/leads/[^"]+">([^<]+)</a>', unescape(page)))


def picks(page: str) -> list[str]:
    return re.findall(r'name="pick" value="([^"]+)"', page)


def deed(browser: Browser, name: str, *, on: str = TEAM, **fields: object) -> httpx.Response:
    page = browser.opens(on).text
    form = browser.form(page, "/desk/bulk")
    sent = {**form, "deed": name, "pick": picks(page), **fields}
    return browser.client.post("/desk/bulk", data=sent, follow_redirects=True)


def undo(browser: Browser, page: str) -> httpx.Response:
    action = re.findall(r'action="(/desk/bulk/\d+/undo)"', page)[0]
    return browser.client.post(action, data=browser.form(page, action), follow_redirects=True)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("role=senco", {"Kit Ashford"}),
        ("cv=yes", {"Kit Ashford"}),
        ("cv=no&age=older", {"Sam Oldfield"}),
        ("place=m20", {"Sam Oldfield"}),
        ("place=LS", set()),
        ("page=/senco-jobs", {"Kit Ashford"}),
        ("age=today&role=senco", {"Kit Ashford"}),
        ("waiting=days", {"Sam Oldfield"}),
        ("overdue=yes", set()),
        ("kind=callback", set()),
        ("q=makaton", {"Kit Ashford"}),
        ("q=northcote", set()),
    ],
)
def test_each_filter_is_a_link_that_narrows_what_somebody_may_see(
    browser: Browser, office: Office, three: list[str], query: str, found: set[str]
):
    browser.signs_in(office.ada)

    assert names(browser.opens(f"{TEAM}&{query}").text) == found


def test_promises_that_are_broken_are_a_list_of_their_own(
    browser: Browser, office: Office, three: list[str], clock: Clock
):
    browser.signs_in(office.ada)
    clock.passes(hours=7)
    assert names(browser.opens(f"{TEAM}&overdue=yes").text) == set()
    clock.passes(days=5)
    browser.signs_in(office.ada)

    assert len(names(browser.opens(f"{TEAM}&overdue=yes").text)) == 3


def test_leads_that_are_closed_without_a_reason_stay_picked(
    browser: Browser, office: Office, three: list[str]
):
    browser.signs_in(office.ada)

    page = deed(browser, "close", because=" ").text

    assert "say why these leads are closed" in page
    assert picks(page)
    assert page.count(" checked><span class") == len(picks(page))


def test_a_lead_is_unassigned_until_somebody_accepts_it(
    browser: Browser, office: Office, three: list[str], open_unit: OpenUnit
):
    with open_unit() as session:
        ada = find_consultant(session, office.ada)
        assert ada
        accept_lead(session, session.get_one(Lead, 2), by=ada, now=MONDAY)
    browser.signs_in(office.bea)

    page = browser.opens("/desk/?whose=unassigned").text

    assert names(page) == {"Jo O'Brien", "Sam Oldfield"}
    assert 'Unassigned <span class="many">2<' in page


def test_what_another_branch_has_is_neither_listed_nor_found_nor_counted(
    browser: Browser, office: Office, three: list[str]
):
    browser.signs_in(office.cleo)

    for query in ("whose=team", "whose=unassigned", "q=makaton&whose=team", "q=ashford&whose=team"):
        page = browser.opens(f"/desk/?{query}").text
        assert names(page) <= {"Lee Northcote"}
        assert "Ashford" not in page.replace("ashford", "")
    assert browser.opens("/desk/?whose=everyone").status_code == 404
    assert 'My team <span class="many">1<' in browser.opens("/desk/").text


def test_a_find_is_shown_with_what_stands_around_it_and_what_was_typed_is_not_written_down(
    browser: Browser, office: Office, three: list[str], open_unit: OpenUnit
):
    browser.signs_in(office.ada)

    page = browser.opens(f"{TEAM}&q=maka").text

    assert "Said:</span> I know <mark>Makaton</mark>" in page
    with open_unit() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.did == "searched")).one()
        assert entry.subject == three[0]


@pytest.mark.parametrize(
    "query", ["whose=theirs", "age=ever", "sort=x", "cursor=x", "q=%00", "cv=1"]
)
def test_an_address_that_is_none_of_ours_is_refused(browser: Browser, office: Office, query: str):
    browser.signs_in(office.ada)

    assert browser.opens(f"/desk/?{query}").status_code == 400


@pytest.mark.parametrize("sort", ["clock", "newest", "oldest", "score"])
def test_every_order_has_every_lead_once_page_by_page(
    browser: Browser, office: Office, open_unit: OpenUnit, sort: str
):
    with open_unit() as session:
        for number in range(60):
            a_lead(session, name=f"Person {number:02}", now=MONDAY + timedelta(minutes=number))
    browser.signs_in(office.ada)

    first = browser.opens(f"/desk/?sort={sort}").text
    more = unescape(re.findall(r'href="([^"]+)" rel="next"', first)[0])
    second = browser.opens(more).text

    assert len(names(first)) == 50
    assert len(names(second)) == 11
    assert not names(first) & names(second)


def test_a_view_is_kept_under_a_name_and_shared_with_those_around(
    browser: Browser,
    another_browser: Callable[[], Browser],
    office: Office,
    three: list[str],
    open_unit: OpenUnit,
):
    browser.signs_in(office.ada)
    on = f"{TEAM}&role=senco&q=makaton"
    assert "“makaton” is not kept with it" in browser.opens(on).text
    kept = browser.sends("/desk/views", on=on, name="SENCOs", shared="true").text
    assert "The view is kept." in kept
    browser.sends("/desk/views", on=f"{TEAM}&cv=yes", name="Only mine")

    bea, cleo = another_browser(), another_browser()
    bea.signs_in(office.bea)
    cleo.signs_in(office.cleo)

    assert 'whose=team&amp;role=senco"' in bea.opens("/desk/").text
    assert "Only mine" not in bea.opens("/desk/").text
    assert "SENCOs" not in cleo.opens("/desk/").text
    with open_unit() as session:
        # What was searched for is somebody's name, and would outlive them here.
        assert {view.query for view in session.scalars(select(SavedView))} == {
            "whose=team&role=senco",
            "whose=team&cv=yes",
        }
        view = session.scalars(select(SavedView)).first()
        assert view
        address = f"/desk/views/{view.id}/drop"
    token = bea.form(bea.opens("/desk/").text, "/desk/sign-out")
    assert bea.client.post(address, data=token).status_code == 404
    browser.presses(address, on="/desk/")
    assert "SENCOs" not in bea.opens("/desk/").text


def test_several_leads_are_accepted_at_once_and_given_back_with_one_undo(
    browser: Browser, office: Office, three: list[str], open_unit: OpenUnit
):
    browser.signs_in(office.bea)

    done = deed(browser, "accept")

    assert "3 leads were accepted" in done.text
    with open_unit() as session:
        bea = find_consultant(session, office.bea)
        mine = session.scalars(select(Lead).where(Lead.owner == bea)).all()
        assert len(mine) == 3
        assert all(lead.accepted_at for lead in mine)

    undone = undo(browser, done.text)

    assert "3 leads were put back as before" in undone.text
    with open_unit() as session:
        ada = find_consultant(session, office.ada)
        given_back = session.scalars(select(Lead).where(Lead.owner == ada)).all()
        assert len(given_back) == 3
        assert not any(lead.accepted_at for lead in given_back)
        did = [entry.did for entry in session.scalars(select(AuditEntry))]
        assert did.count("accepted") == did.count("took back: accepted") == 3


def test_several_leads_are_closed_with_a_reason_and_opened_again_by_undo(
    browser: Browser, office: Office, three: list[str], open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    assert "say why" in deed(browser, "close").text

    done = deed(browser, "close", because="Found work elsewhere")

    with open_unit() as session:
        closed = session.scalars(select(Lead).where(Lead.stage == Stage.CLOSED)).all()
        assert {lead.closed_because for lead in closed} == {"Found work elsewhere"}
        assert all(lead.promise and lead.promise.kept_at for lead in closed)
    undo(browser, done.text)
    with open_unit() as session:
        assert session.scalars(select(Lead).where(Lead.stage == Stage.CLOSED)).all() == []
        assert session.scalars(select(Note)).all() == []
        assert all(
            lead.promise and not lead.promise.kept_at for lead in session.scalars(select(Lead))
        )


def test_an_undo_leaves_alone_what_somebody_else_changed_since_and_says_so(
    browser: Browser, office: Office, three: list[str], open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    done = deed(browser, "move", stage="contacted")
    with open_unit() as session:
        lead = session.get_one(Lead, 2)
        change_lead(session, lead, by="example", stage=Stage.REGISTERED, now=MONDAY)

    undone = undo(browser, done.text)

    assert "2 leads were put back" in undone.text
    assert "L-0002 was left alone: changed by somebody since" in undone.text
    with open_unit() as session:
        assert session.get_one(Lead, 2).stage is Stage.REGISTERED
        assert session.get_one(Lead, 1).stage is Stage.NEW


def test_a_deed_leaves_alone_what_changed_since_the_list_was_opened(
    browser: Browser, office: Office, three: list[str], open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    page = browser.opens(TEAM).text
    with open_unit() as session:
        change_lead(session, session.get_one(Lead, 1), by="x", stage=Stage.PLACED, now=MONDAY)

    sent = browser.form(page, "/desk/bulk") | {"deed": "move", "stage": "contacted"}
    done = browser.client.post(
        "/desk/bulk", data={**sent, "pick": picks(page)}, follow_redirects=True
    )

    assert "2 leads were moved to contacted" in done.text
    assert "L-0001 was left alone" in done.text


def test_a_deed_cannot_be_undone_later_nor_twice_nor_by_another(
    browser: Browser,
    another_browser: Callable[[], Browser],
    office: Office,
    three: list[str],
    clock: Clock,
):
    browser.signs_in(office.ada)
    done = deed(browser, "move", stage="contacted").text
    bea = another_browser()
    bea.signs_in(office.bea)
    action = re.findall(r'action="(/desk/bulk/\d+/undo)"', done)[0]
    hers = bea.form(bea.opens("/desk/").text, "/desk/sign-out")

    refused = bea.client.post(action, data=hers, follow_redirects=True)
    clock.passes(minutes=11)
    late = browser.client.post(action, data=browser.form(done, action), follow_redirects=True)

    assert "can no longer be undone" in refused.text
    assert "can no longer be undone" in late.text


@pytest.mark.parametrize(("who", "status"), [("cleo", 200), ("ed", 404), ("pia", 404)])
def test_who_may_not_work_on_leads_changes_none(
    browser: Browser,
    office: Office,
    three: list[str],
    open_unit: OpenUnit,
    who: str,
    status: int,
):
    browser.signs_in(getattr(office, who))
    token = browser.form(browser.opens("/desk/").text, "/desk/sign-out")

    sent = token | {"deed": "close", "because": "x", "pick": ["1.1", "2.1", "2.2", "1.2", "1.3"]}
    answer = browser.client.post("/desk/bulk", data=sent, follow_redirects=True)

    assert answer.status_code == status
    with open_unit() as session:
        assert session.scalars(select(Lead).where(Lead.stage == Stage.CLOSED)).all() == []


def test_leads_are_handed_only_to_somebody_who_works_on_leads(
    browser: Browser, office: Office, three: list[str], open_unit: OpenUnit
):
    with open_unit() as session:
        ids = {each.name: str(each.id) for each in session.scalars(select(Consultant))}
    browser.signs_in(office.ada)

    assert deed(browser, "hand", owner=ids["Ed"]).status_code == 404
    assert deed(browser, "hand", owner="999").status_code == 404
    assert "3 leads were handed over" in deed(browser, "hand", owner=ids["Bea"]).text
    assert len(names(browser.opens("/desk/").text)) == 0


def test_an_open_list_hears_of_new_leads_that_are_theirs_to_see(
    browser: Browser, office: Office, open_unit: OpenUnit
):
    browser.signs_in(office.ada)
    with browser.client.stream("GET", "/desk/leads-events?whose=team&after=1") as stream:
        with open_unit() as session:
            a_lead(session, name="Lee Northcote", postcode="LS1 1AA", town="Leeds")
            a_lead(session, name="Kit Ashford")
        data = next(row for row in stream.iter_lines() if row.startswith("data:"))

    assert json.loads(data.removeprefix("data:")) == {"count": 1}


@pytest.mark.parametrize(("who", "whose"), [("ed", "mine"), ("ada", "everyone")])
def test_who_may_not_list_leads_hears_of_none(
    browser: Browser, office: Office, who: str, whose: str
):
    browser.signs_in(getattr(office, who))

    assert browser.opens(f"/desk/leads-events?whose={whose}").status_code == 404


def test_whoever_has_no_lead_is_led_to_those_that_nobody_took(browser: Browser, office: Office):
    browser.signs_in(office.bea)
    empty = browser.opens("/desk/?whose=mine").text

    assert 'href="/desk/?whose=unassigned">One lead waits to be accepted' in empty
