"""Reports of a small agency, reckoned by hand."""

import shutil
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from agency.core.report_periods import Period
from agency.core.roles import Role
from agency.services.conversations.conversations import erase_conversation
from agency.services.leads.changes import change_lead, log_call
from agency.services.reports.daily_counts import Counted, add_counts
from agency.services.reports.journeys import sum_up_lost
from agency.services.reports.reports import read_funnel, read_pages, read_questions, read_topics
from agency.services.reports.sums import Wanted
from agency.services.reports.work import read_contacts, read_load
from agency.storage.models import DailyCount, Journey, Stage
from agency.storage.models.journey import STEPS
from agency.storage.unit import open_database, units
from tests.factories import MONDAY, a_branch, a_conversation, a_desk, a_lead, an_id

DAY = MONDAY.date()
WEEK = Period(DAY, DAY + timedelta(days=6))
ALL = Wanted(WEEK)


def a_journey(session, **but):
    given_ = {"day": DAY, "page": "/", "opened": True, "told_to": 0}
    session.add(Journey(**given_ | but))
    session.flush()


def test_the_funnel_of_eight_chats(session):
    add_counts(session, {Counted("seen", DAY, page="/"): 40, Counted("seen", DAY, page="/b"): 2})
    for _ in range(3):
        a_journey(session)
    for _ in range(2):
        a_journey(session, asked=True, page="/b")
    a_journey(session, asked=True, started=True, role=Role.SENCO)
    a_journey(session, started=True, cv=True, lead=True, contacted=True, role=Role.SENCO)
    a_journey(session, day=DAY + timedelta(days=7))

    found = read_funnel(session, ALL)

    assert found.seen == 42
    expected = {"opened": 7, "asked": 3, "started": 2, "cv": 1, "lead": 1, "contacted": 1}
    assert +found.steps == expected
    assert +found.roles["senco"] == {**expected, "opened": 2, "asked": 1}
    assert +read_funnel(session, Wanted(WEEK, role=Role.SENCO)).steps == +found.roles["senco"]
    assert +read_pages(session, ALL)["/b"] == {"opened": 2, "asked": 2, "seen": 2}


def test_a_lead_is_its_branchs(session):
    north, south = a_branch(session, name="North"), a_branch(session, name="South", is_head=False)
    a_journey(session, lead=True, branch_id=north.id)
    a_journey(session, lead=True, placed=True, branch_id=south.id)
    a_journey(session)

    found = read_funnel(session, ALL)

    assert {name: +steps for name, steps in found.branches.items()} == {
        "North": {"opened": 1, "lead": 1},
        "South": {"opened": 1, "lead": 1, "placed": 1},
    }
    theirs = read_funnel(session, Wanted(WEEK, branch_ids=frozenset({south.id})))
    assert +theirs.steps == {"opened": 1, "lead": 1, "placed": 1}


def test_a_report_of_a_week_is_the_same_after_everybody_is_erased(session, store):
    desk = a_desk(session)
    chats = [a_conversation(session, id=an_id(f"chat {number}")) for number in range(4)]
    leads = [a_lead(session, conversation_id=chat.id) for chat in chats[:3]]
    for lead in leads[:2]:
        log_call(session, lead, by=desk.consultant, spoke=True, note="", now=MONDAY)
    change_lead(session, leads[0], by="a system", stage=Stage.PLACED, now=MONDAY)
    before = read_funnel(session, ALL), read_contacts(session, ALL, now=MONDAY)

    for chat in chats:
        erase_conversation(session, store, chat)
    session.execute(Journey.__table__.update().values(lead_id=None))
    session.expire_all()
    while sum_up_lost(session):
        pass

    after = read_funnel(session, ALL), read_contacts(session, ALL, now=MONDAY)
    assert session.query(Journey).count() == 0
    assert +after[0].steps == +before[0].steps + Counter(opened=1)  # the chat not told till now
    assert (after[1].whole.waits, before[1].whole.waits.count) == (before[1].whole.waits, 2)


def test_first_contacts_by_branch_and_consultant_and_who_still_waits(session):
    desk = a_desk(session)
    for minutes in (10, 20, 30):
        lead = a_lead(session)
        at = MONDAY + timedelta(minutes=minutes)
        log_call(session, lead, by=desk.consultant, spoke=True, note="", now=at)
    a_lead(session)
    closed = a_lead(session)
    change_lead(session, closed, by="a system", stage=Stage.CLOSED, note="spam", now=MONDAY)

    found = read_contacts(session, ALL, now=MONDAY + timedelta(days=9))

    assert (found.whole.waits.count, found.whole.waits.median, found.whole.in_time) == (3, 20, 3)
    assert (found.whole.waiting, found.whole.overdue) == (1, 1)
    assert found.people[desk.consultant_id] == found.branches[desk.branch_id] == found.whole


def test_the_load_is_what_is_open_now(session):
    desk = a_desk(session)
    desk.consultant.capacity = 10
    leads = [a_lead(session) for _ in range(4)]
    log_call(session, leads[0], by=desk.consultant, spoke=True, note="", now=MONDAY)
    change_lead(session, leads[1], by="a system", stage=Stage.PLACED, now=MONDAY)

    now = read_load(session, ALL, now=MONDAY)
    later = read_load(session, ALL, now=MONDAY + timedelta(days=9))

    held = now.people[desk.consultant_id]
    assert (held.open, held.new, held.waiting, held.overdue, held.capacity) == (3, 2, 2, 0, 10)
    held = later.branches[desk.branch_id]
    assert (held.open, held.new, held.waiting, held.overdue) == (3, 2, 0, 2)


def test_questions_and_topics_are_of_their_days_and_their_role(session):
    add_counts(
        session,
        {
            Counted("question", DAY, "registration:email", "asked", role="senco"): 9,
            Counted("question", DAY, "registration:email", "asked"): 2,
            Counted("question", DAY - timedelta(days=1), "registration:email", "asked"): 5,
            Counted("topic", DAY, "salary", role="senco"): 7,
            Counted("topic", DAY + timedelta(days=6), "salary", role="none"): 4,
            Counted("heard", DAY, detail="unclear"): 3,
        },
    )

    assert read_questions(session, ALL) == {"registration:email": {"asked": 11}}
    for_sencos = Wanted(WEEK, role=Role.SENCO)
    assert read_questions(session, for_sencos) == {"registration:email": {"asked": 9}}
    topics = read_topics(session, ALL)
    assert topics.topics == {"salary": 11}
    assert topics.over_time["salary"] == [7, 0, 0, 0, 0, 0, 4]
    assert topics.heard == {"unclear": 3}


def test_what_is_counted_and_taken_away_again_is_nothing(session):
    key = Counted("topic", DAY, "salary")
    add_counts(session, {key: 2})
    add_counts(session, {key: -2})

    assert read_topics(session, ALL).topics == {}


journeys = st.lists(
    st.fixed_dictionaries(
        {
            "day": st.dates(date(2026, 2, 20), date(2026, 3, 20)),
            "page": st.sampled_from(["/", "/senco-jobs"]),
            "role": st.sampled_from([None, *Role]),
            **{step: st.booleans() for step in STEPS},
        }
    ),
    max_size=25,
)


@pytest.fixture(scope="module")
def shared(migrated, tmp_path_factory):
    """One database for all that is tried: each trial empties it."""
    path = tmp_path_factory.mktemp("reports") / "agency.sqlite3"
    shutil.copy(migrated, path)
    engine = open_database(f"sqlite:///{path}")
    yield units(engine)
    engine.dispose()


@settings(max_examples=40, deadline=None)
@given(rows=journeys, erased=st.integers(0, 25), role=st.sampled_from([None, *Role]))
def test_a_funnel_is_the_sum_of_its_journeys_however_many_are_erased(shared, rows, erased, role):
    with shared() as session:
        session.execute(delete(Journey))
        session.execute(delete(DailyCount))
        for row in rows:
            session.add(Journey(**row, told_to=0))
        session.flush()
        sum_up_lost(session, at_once=erased)

        found = read_funnel(session, Wanted(WEEK, role=role))
        pages = read_pages(session, Wanted(WEEK, role=role))

    fits = [
        row for row in rows if WEEK.first <= row["day"] <= WEEK.last and role in (None, row["role"])
    ]
    assert +found.steps == +Counter({step: sum(row[step] for row in fits) for step in STEPS})
    assert +sum(pages.values(), Counter()) == +found.steps
