"""What visitors are promised is kept, or somebody hears of it in time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.answer_time import say_call, say_moment
from agency.core.enquiry import Kind
from agency.core.news_time import Wishes
from agency.services.agency.absences import keep_absence
from agency.services.calls.agreed_calls import agree_call, cancel_call
from agency.services.calls.promise_watch import find_backup, promise_falls_due, see_to_promises
from agency.services.conversations.takeovers import say_as_consultant
from agency.services.deliveries.deliveries import claim_delivery
from agency.services.leads.changes import change_lead, log_call
from agency.services.leads.listing import Order, list_leads
from agency.services.news.queue import BROKEN, REMINDER
from agency.services.news.wishes import keep_wishes
from agency.storage.models import Access, AuditEntry, Channel, Conversation, Delivery, Lead, Stage
from tests.factories import MONDAY, a_branch, a_consultant, a_desk, a_lead, an_id

HALF_AN_HOUR = timedelta(minutes=30)
HOURS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "07:30-17:30")


@pytest.fixture(autouse=True)
def office(session: Session):
    """Ada takes the leads of Manchester; Bea is on duty there; Max is the manager."""
    branch = a_branch(session, name="Manchester", hours=HOURS)
    ada, bea = a_consultant(session, name="Ada"), a_consultant(session, name="Bea")
    a_desk(session, branch=branch, consultant=ada, on_duty=False)
    a_desk(session, branch=branch, consultant=bea, roles=[])
    return ada, bea, a_consultant(session, name="Max", access=Access.MANAGER, branch_id=branch.id)


def a_call_wanted(session: Session, when: str, *, now: datetime = MONDAY, **but) -> Lead:
    return a_lead(session, kind=Kind.CALLBACK, call_when=when, now=now, **but)


def promised(lead: Lead) -> str:
    assert lead.promise
    assert lead.promise.call_at
    return say_call(lead.promise.call_at)


def letters(session: Session, lead: Lead, kind: str) -> list[Delivery]:
    session.refresh(lead)
    return [each for each in lead.deliveries if each.type == kind]


def look(session: Session, now: datetime):
    return see_to_promises(session, before=HALF_AN_HOUR, now=now)


@pytest.mark.parametrize(
    ("when", "promise"),
    [
        ("tomorrow after 4", "Tuesday 3 March, from 4pm"),
        ("any time", "Monday 2 March, from 9.45am"),
        ("tonight at 9", "Monday 2 March, from 5pm"),
        ("when my shift is over", "Monday 2 March, from 9.45am"),
    ],
)
def test_a_call_is_promised_to_the_minute_whatever_was_said(session, when, promise):
    lead = a_call_wanted(session, when)

    assert promised(lead) == promise
    assert lead.call_when == when


def test_who_asks_for_no_call_is_promised_an_answer_within_a_working_day(session):
    lead = a_lead(session)

    assert lead.promise.call_at is None
    assert say_moment(lead.promise.due_at) == "Tuesday 3 March, 9.30am"


@pytest.mark.parametrize(
    ("now", "promise"),
    [
        (datetime(2026, 3, 27, 18, 30, tzinfo=UTC), "Monday 30 March, from 8.30am"),
        (datetime(2026, 10, 23, 18, 30, tzinfo=UTC), "Monday 26 October, from 8.30am"),
        (datetime(2026, 12, 24, 18, 0, tzinfo=UTC), "Tuesday 29 December, from 8.30am"),
        (datetime(2026, 11, 27, 18, 0, tzinfo=UTC), "Monday 30 November, from 8.30am"),
    ],
)
def test_a_call_is_promised_for_the_next_day_on_which_somebody_is_there(session, now, promise):
    assert promised(a_call_wanted(session, "any time", now=now)) == promise


def test_a_branch_in_scotland_keeps_the_bank_holidays_of_scotland(session, office):
    branch = a_branch(
        session,
        postcode_areas=["EH"],
        address="1 Example Street, Edinburgh EH1",
        hours=HOURS,
        is_head=False,
    )
    a_desk(session, branch=branch)
    st_andrew = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)

    scottish = a_call_wanted(session, "any time", now=st_andrew, postcode="EH1 1AA", town=None)

    assert scottish.branch is branch
    assert promised(scottish) == "Tuesday 1 December, from 8.30am"


def test_a_call_is_not_promised_while_its_owner_is_away(session, office):
    ada, bea, _ = office
    for each in (ada, bea):
        keep_absence(session, each, date(2026, 3, 2), date(2026, 3, 3), now=MONDAY)

    assert promised(a_call_wanted(session, "any time")) == "Wednesday 4 March, from 8.30am"


def test_two_calls_of_one_owner_are_a_quarter_of_an_hour_apart(session):
    first, second = a_call_wanted(session, "any time"), a_call_wanted(session, "any time")

    assert second.promise.call_at - first.promise.call_at == timedelta(minutes=15)


def test_the_owner_is_reminded_once_before_the_call(session, office):
    lead = a_call_wanted(session, "tomorrow after 4")
    call_at = lead.promise.call_at

    assert not promise_falls_due(session, before=HALF_AN_HOUR, now=call_at - timedelta(minutes=31))
    assert not look(session, call_at - timedelta(minutes=31)).any
    assert look(session, call_at - timedelta(minutes=29)).reminded == 1
    assert not look(session, call_at - timedelta(minutes=28)).any

    [reminder] = letters(session, lead, REMINDER)
    assert reminder.recipient_id is None


def test_who_had_less_time_than_that_is_not_reminded_on_top(session):
    lead = a_call_wanted(session, "now")

    assert not look(session, MONDAY + timedelta(minutes=1)).any
    assert letters(session, lead, REMINDER) == []


def test_a_broken_promise_is_told_to_the_duty_desk_once_and_written_down(session, office):
    _, bea, _ = office
    lead = a_call_wanted(session, "tomorrow after 4")
    broken = lead.promise.due_at

    assert look(session, broken).broken == 1
    assert not look(session, broken + timedelta(days=1)).any

    [letter] = letters(session, lead, BROKEN)
    assert letter.recipient_id == bea.id
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.who == "promises"))
    assert entry.subject == lead.reference
    assert "Bea" in entry.did


def test_where_the_owner_is_on_duty_the_manager_hears_of_it(session, office):
    _, bea, manager = office
    lead = a_call_wanted(session, "tomorrow after 4")
    lead.owner = bea

    assert find_backup(session, lead, now=MONDAY) is manager


def test_whoever_is_away_is_told_last(session, office):
    _, bea, manager = office
    keep_absence(session, bea, date(2026, 3, 2), date(2026, 3, 3), now=MONDAY)

    assert find_backup(session, a_call_wanted(session, "now"), now=MONDAY) is manager


def test_the_letter_goes_to_the_colleague_and_waits_for_the_end_of_their_quiet_hours(
    session, office
):
    _, bea, _ = office
    keep_wishes(session, bea, Wishes(quiet_from=time(16, 0), quiet_until=time(8, 0)), now=MONDAY)
    lead = a_call_wanted(session, "tomorrow after 4")
    due = lead.promise.due_at
    for each in [*lead.deliveries]:
        lead.deliveries.remove(each)
    look(session, due)

    assert claim_delivery(session, [Channel.MAIL], now=due) is None
    news = claim_delivery(session, [Channel.MAIL], now=datetime(2026, 3, 4, 8, 0, tzinfo=UTC))

    assert news is not None
    assert news.address == bea.email
    assert news.type == BROKEN
    assert news.told[0].asked["call_promised"] == "Tuesday 3 March, from 4pm"


def test_a_stage_stops_the_clock_and_what_waits_is_not_sent(session, office):
    lead = a_call_wanted(session, "tomorrow after 4")
    look(session, lead.promise.call_at - timedelta(minutes=10))

    change_lead(session, lead, by="example", stage=Stage.CONTACTED, now=MONDAY)

    assert lead.promise.kept_at == MONDAY
    assert letters(session, lead, REMINDER) == []
    assert not look(session, MONDAY + timedelta(days=9)).any
    assert session.scalars(select(Delivery).where(Delivery.type == REMINDER)).all() == []


def test_a_word_in_the_chat_stops_the_clock(session, office):
    ada, *_ = office
    lead = a_call_wanted(session, "tomorrow after 4")
    conversation = session.get_one(Conversation, lead.conversation_id)
    conversation.taken_by_id, conversation.taken_at = ada.id, MONDAY

    say_as_consultant(
        session, conversation, ada, "Hello", public_id=an_id("a word"), key="1", now=MONDAY
    )

    assert lead.promise.kept_at == MONDAY


def test_an_agreed_call_is_the_promise_and_called_off_it_is_an_answer(session):
    lead = a_lead(session)
    at = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)

    agree_call(session, lead, at=at, now=MONDAY)
    assert promised(lead) == "Thursday 5 March, from 3pm"

    cancel_call(session, lead, now=MONDAY)
    assert lead.promise.call_at is None
    assert say_moment(lead.promise.due_at) == "Tuesday 3 March, 9.30am"


def test_a_call_asked_for_after_the_first_contact_starts_the_clock_again(session):
    lead = a_lead(session)
    change_lead(session, lead, by="example", stage=Stage.CONTACTED, now=MONDAY)

    again = a_call_wanted(session, "Thursday after four", conversation_id=lead.conversation_id)

    assert again is lead
    assert lead.promise.kept_at is None
    assert promised(lead) == "Thursday 5 March, from 4pm"
    assert look(session, lead.promise.call_at - timedelta(minutes=10)).reminded == 1


@pytest.mark.parametrize("stage", [Stage.REGISTERED, Stage.PLACED])
def test_a_call_agreed_with_somebody_who_is_registered_is_reminded_of_too(session, stage):
    lead = a_lead(session)
    change_lead(session, lead, by="example", stage=stage, now=MONDAY)

    agree_call(session, lead, at=MONDAY + timedelta(days=1), now=MONDAY)

    assert look(session, MONDAY + timedelta(days=1, minutes=-10)).reminded == 1
    assert look(session, MONDAY + timedelta(days=1, hours=2)).broken == 1


def test_whoever_asks_the_same_again_after_they_were_answered_is_promised_an_answer_again(session):
    lead = a_call_wanted(session, "tomorrow after 4")
    change_lead(session, lead, by="example", stage=Stage.CONTACTED, now=MONDAY)
    later = MONDAY + timedelta(days=3)

    a_call_wanted(session, "tomorrow after 4", now=later, conversation_id=lead.conversation_id)

    assert lead.promise.kept_at is None
    assert lead.promise.due_at > later


def test_a_closed_lead_whose_sender_asks_again_waits_again(session):
    lead = a_call_wanted(session, "tomorrow after 4")
    change_lead(session, lead, by="example", stage=Stage.CLOSED, note="no answer", now=MONDAY)

    a_call_wanted(session, "Thursday after four", conversation_id=lead.conversation_id)

    assert (lead.stage, lead.closed_because) == (Stage.NEW, None)
    assert look(session, lead.promise.call_at - timedelta(minutes=10)).reminded == 1
    assert session.scalar(select(AuditEntry.subject).where(AuditEntry.did == "opened it again"))


def test_a_closed_lead_reminds_nobody(session):
    lead = a_call_wanted(session, "tomorrow after 4")
    change_lead(session, lead, by="example", stage=Stage.CLOSED, note="why", now=MONDAY)

    assert not look(session, MONDAY + timedelta(days=5)).any


def test_an_agreed_call_with_somebody_registered_stands_in_line(session):
    lead = a_lead(session)
    change_lead(session, lead, by="example", stage=Stage.REGISTERED, now=MONDAY)
    a_lead(session)

    agree_call(session, lead, at=MONDAY + timedelta(hours=3), now=MONDAY)

    assert next(iter(list_leads(session, order=Order.CLOCK).leads)) is lead


def test_the_list_by_the_clock_has_first_who_waits_and_then_the_newest(session):
    kept = a_lead(session)
    change_lead(session, kept, by="example", stage=Stage.CONTACTED, now=MONDAY)
    answer = a_lead(session)
    newest = a_lead(session)
    change_lead(session, newest, by="example", stage=Stage.CLOSED, note="why", now=MONDAY)
    call = a_call_wanted(session, "now")
    later = a_call_wanted(session, "Thursday after four")

    shown: list[Lead] = []
    cursor = None
    for _ in range(5):
        page = list_leads(session, order=Order.CLOCK, limit=1, cursor=cursor)
        shown += page.leads
        cursor = page.next

    assert shown == [call, answer, later, newest, kept]
    assert cursor is None
    assert list(list_leads(session, order=Order.CLOCK).leads) == shown


def test_a_reminder_goes_to_whoever_stands_in_while_the_owner_is_away(session, office):
    ada, bea, _ = office
    lead = a_call_wanted(session, "tomorrow at 2pm")
    change_lead(session, lead, by=ada, note="mine", stage=None, now=MONDAY)
    tomorrow = MONDAY.date() + timedelta(days=1)
    keep_absence(session, ada, tomorrow, tomorrow, now=MONDAY)

    assert look(session, lead.promise.next_at - HALF_AN_HOUR).reminded == 1

    (letter,) = letters(session, lead, REMINDER)
    assert letter.recipient_id == bea.id


def test_whoever_does_not_answer_is_rung_at_the_hours_they_asked_for(session):
    lead = a_call_wanted(session, "tomorrow after 4")
    rung_at = lead.promise.call_at + timedelta(minutes=5)

    log_call(session, lead, by=lead.owner, spoke=False, note="no answer", now=rung_at)

    assert promised(lead) == "Wednesday 4 March, from 4pm"
    assert (lead.promise.tries, lead.promise.kept_at) == (1, None)
    assert look(session, lead.promise.call_at - HALF_AN_HOUR).reminded == 1
