"""Reports at the desk: for whom, of which days, and never of so few that they might be known."""

import csv
import io
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from html import unescape

import openpyxl
import pytest
from sqlalchemy import select

from agency.services.reports.access import REPORTS
from agency.services.reports.daily_counts import Counted, add_counts
from agency.storage.models import AuditEntry, Branch, Conversation, Journey, Rating, Reason, Thumb
from tests.factories import MONDAY, a_conversation, a_turn, an_id

DAY = MONDAY.date()
ALLOWED = {
    "mo": REPORTS,
    "ada": ("load", "contact"),
    "ed": ("topics", "ratings"),
    "pia": (),
}


def fill(open_unit, *, opened=30, started=12, leads=8, placed=3, page="/senco-jobs"):
    with open_unit() as session:
        leeds = session.scalars(select(Branch).where(Branch.key == "leeds")).one()
        for number in range(opened):
            lead = number < leads
            session.add(
                Journey(
                    day=DAY,
                    page=page,
                    opened=True,
                    started=number < started,
                    lead=lead,
                    contacted=lead,
                    registered=lead,
                    placed=number < placed,
                    branch_id=leeds.id if lead else None,
                    told_to=0,
                )
            )


def rows(html, key):
    """Return the table of one section, as it is read."""
    section = html.split(f'aria-labelledby="{key}-heading"')[1].split("</section>")[0]
    found = re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL)[1:]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in found]
    return {unescape(name): [unescape(cell) for cell in others] for name, *others in cells}


@pytest.fixture(autouse=True)
def a_week_later(clock):
    """What these tests count happened in the week that is just over."""
    clock.passes(days=7)


@pytest.mark.parametrize("who", ALLOWED)
def test_a_report_is_there_for_whom_it_is_and_not_there_for_others(browser, office, who):
    browser.signs_in(getattr(office, who))

    for report in REPORTS:
        expected = 200 if report in ALLOWED[who] else 404
        assert browser.opens(f"/desk/reports/{report}").status_code == expected, report
        assert browser.opens(f"/desk/reports/{report}.csv").status_code == expected, report
    assert browser.opens("/desk/reports").status_code == (200 if ALLOWED[who] else 404)
    menu = browser.opens("/desk/password").text
    assert ('href="/desk/reports"' in menu) == bool(ALLOWED[who])
    assert browser.opens("/desk/reports/salaries").status_code == 404


def test_nobody_reads_a_report_without_signing_in(browser, office):
    assert "Sign in" in browser.opens("/desk/reports/funnel").text
    assert "Sign in" in browser.opens("/desk/reports/funnel.csv").text


def test_the_funnel_shows_what_is_many_and_hides_what_is_few(browser, office, open_unit):
    fill(open_unit)
    browser.signs_in(office.mo)

    html = browser.opens("/desk/reports/funnel?span=7").text

    table = rows(html, "funnel")
    # The office has one lead of its own in Manchester: 31 chats, 9 leads.
    assert table["Chat opened"] == ["31", "100%", "0"]
    assert table["Began a form"][0] == "12"
    assert table["Became a lead"][0] == "within 4 of 12"
    assert table["Contacted"][0] == "within 4 of 12"
    assert table["Placed"][0] == "hidden"
    assert "<desc" in html
    assert 'role="img"' in html


def test_a_branch_with_few_leads_hides_another_or_it_would_follow(browser, office, open_unit):
    fill(open_unit, leads=12, placed=6)
    browser.signs_in(office.mo)

    table = rows(browser.opens("/desk/reports/funnel?span=7").text, "branches")

    assert table["Manchester"][0] == "hidden"
    assert table["Leeds"][0] == "hidden"


def test_days_are_londons_and_a_report_is_only_of_its_days(browser, office, open_unit, clock):
    fill(open_unit, page="/a")
    fill(open_unit, opened=10, leads=0, placed=0, page="/b")  # hidden with the office's own one
    clock.time = datetime(2026, 3, 8, 23, 59, tzinfo=UTC)
    browser.signs_in(office.mo)
    html = browser.opens("/desk/reports/pages?span=7").text
    assert "Nothing was counted in these weeks." in html  # this one is not over yet

    clock.time = datetime(2026, 3, 9, 0, 1, tzinfo=UTC)
    assert rows(browser.opens("/desk/reports/pages?span=7").text, "pages")["/a"][1] == "30"

    clock.time = datetime(2026, 3, 16, 0, 1, tzinfo=UTC)
    browser.signs_in(office.mo)
    html = browser.opens("/desk/reports/pages?span=7").text
    assert "Nothing was counted in these weeks." in html


def test_one_report_taken_from_another_never_tells_of_a_day(browser, office, open_unit):
    """Thirty on Monday, three more on Wednesday: no two reports differ by those three."""
    wednesday = DAY + timedelta(days=2)
    with open_unit() as session:
        seen = {Counted("seen", DAY, page="/a"): 30, Counted("seen", wednesday, page="/a"): 3}
        add_counts(session, seen)
    browser.signs_in(office.mo)
    told = set()
    for first in range(9):
        for last in range(9):
            days = [DAY + timedelta(days=n - 1) for n in (first, last)]
            chosen = f"span=days&first={days[0]}&last={days[1]}"
            html = browser.opens(f"/desk/reports/pages?{chosen}").text
            told.add(rows(html, "pages").get("/a", ["nothing"])[0])

    assert told == {"33", "nothing"}


@pytest.mark.parametrize("query", ["span=nine", "first=monday", "role=king", "branch=%00"])
def test_what_is_no_filter_is_refused_in_words(browser, office, query):
    browser.signs_in(office.mo)

    assert browser.opens(f"/desk/reports/funnel?{query}").status_code == 400


def test_a_consultant_sees_their_branch_and_of_people_themselves(browser, office, clock):
    clock.passes(days=-7)  # the office's lead has just come
    browser.signs_in(office.ada)

    load = browser.opens("/desk/reports/load").text
    assert rows(load, "load-branches").keys() == {"Manchester"}
    assert rows(load, "load-people") == {"Ada": ["1", "1", "1", "0", "–"]}
    assert "Leeds" not in load
    assert "Bea" not in load
    assert browser.opens("/desk/reports/load?branch=leeds").status_code == 404
    assert browser.opens("/desk/reports/contact?branch=leeds").status_code == 404
    assert browser.opens("/desk/reports/load?branch=nowhere").status_code == 404


def test_a_manager_sees_everybodys_load(browser, office):
    browser.signs_in(office.mo)

    load = browser.opens("/desk/reports/load").text

    assert rows(load, "load-branches").keys() == {"Manchester", "Leeds"}


def test_a_table_is_taken_as_a_file_without_what_is_few_and_that_is_written_down(
    browser, office, open_unit
):
    fill(open_unit)
    browser.signs_in(office.mo)

    answer = browser.opens("/desk/reports/funnel.csv?span=7&table=funnel")
    table = {row[0]: row[1:] for row in csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))}
    assert table["Chat opened"][:2] == ["31", "100%"]
    assert table["Placed"][0] == "hidden"
    load = browser.opens("/desk/reports/load.xlsx?table=load-people")
    sheet = openpyxl.load_workbook(io.BytesIO(load.content)).active
    assert [cell.value for cell in sheet[2]][:2] == ["Ada", "hidden"]
    assert "attachment" in load.headers["content-disposition"]

    with open_unit() as session:
        written = [(e.who, e.did, e.subject) for e in session.scalars(select(AuditEntry))]
    days = "2026-03-02 to 2026-03-08"
    assert (office.mo, "exported a report as CSV", f"funnel funnel, {days}") in written
    assert any(did == "exported a report as XLSX" for _, did, _ in written)
    assert browser.opens("/desk/reports/funnel.csv?table=nothing").status_code == 404


def test_a_page_of_a_stranger_takes_no_file(browser, office):
    browser.signs_in(office.mo)
    answer = browser.client.get(
        "/desk/reports/funnel.csv", headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403


def test_a_page_named_like_a_formula_or_a_tag_is_only_a_name(browser, office, open_unit):
    fill(open_unit, page='=HYPERLINK("x")')
    fill(open_unit, page="/<script>alert(1)</script>")
    browser.signs_in(office.mo)

    html = browser.opens("/desk/reports/pages?span=7").text
    assert "<script>alert" not in html
    file = browser.opens("/desk/reports/pages.csv?span=7").text
    assert "'=HYPERLINK" in file


def test_an_editor_reads_what_was_written_of_an_answer(browser, office, open_unit):
    with open_unit() as session:
        chat = a_conversation(session, id=an_id("rated"))
        turn = a_turn(session, chat, "It pays well.")
        session.add(
            Rating(
                turn_id=turn.id,
                thumb=Thumb.DOWN,
                reason=Reason.NOT_ENOUGH,
                words="How well? <b>",
                topic="salary",
                role="senco",
                at=MONDAY - timedelta(hours=1),
            )
        )
        add_counts(session, {Counted("rated", DAY, "salary", "up"): 20})
        add_counts(session, {Counted("rated", DAY, "salary", "down"): 6})
    browser.signs_in(office.ed)

    html = browser.opens("/desk/reports/ratings?span=7").text

    assert rows(html, "ratings")["Salary"] == ["26", "20", "6", "23%"]
    assert "How well? &lt;b&gt;" in html
    with open_unit() as session:
        session.delete(session.get_one(Conversation, an_id("rated")))
    assert "How well?" not in browser.opens("/desk/reports/ratings?span=7").text


def test_topics_are_counted_and_compared_with_the_days_before(browser, office, open_unit):
    before = DAY - timedelta(days=7)
    counts = {("salary", DAY): 40, ("salary", before): 25, ("skills", DAY): 12, ("privacy", DAY): 2}
    with open_unit() as session:
        add_counts(session, {Counted("topic", day, t): n for (t, day), n in counts.items()})
    browser.signs_in(office.ed)

    table = rows(browser.opens("/desk/reports/topics?span=7").text, "topics")

    assert table == {
        "Salary": ["40", "25"],
        "Skills": ["hidden", "0"],
        "Privacy": ["hidden", "0"],
    }


def test_a_form_shows_where_it_was_left(browser, office, open_unit):
    of = Counter(
        {
            Counted("question", DAY, "registration", "begun"): 20,
            Counted("question", DAY, "registration:consent", "asked"): 20,
            Counted("question", DAY, "registration:consent", "answered"): 14,
            Counted("question", DAY, "registration:consent", "left"): 6,
            Counted("question", DAY, "registration:role", "asked"): 14,
            Counted("question", DAY, "registration:role", "answered"): 12,
            Counted("question", DAY, "registration:role", "left"): 2,
            Counted("question", DAY, "registration:role", "again other_words"): 7,
        }
    )
    with open_unit() as session:
        add_counts(session, of)
    browser.signs_in(office.mo)

    html = browser.opens("/desk/reports/questions?span=7").text

    table = rows(html, "registration")
    assert table["Privacy notice"] == ["20", "14", "6", "0", "0"]
    assert table["Which role"] == ["14", "within 4 of 14", "hidden", "7", "0"]
    assert rows(html, "again") == {"Which role": ["other words", "7"]}
