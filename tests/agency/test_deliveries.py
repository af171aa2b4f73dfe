from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.enquiry import Kind
from agency.core.news_time import Wishes
from agency.core.outcome import Outcome
from agency.services.calls.agreed_calls import agree_call
from agency.services.deliveries.contents import News
from agency.services.deliveries.deliveries import (
    ATTEMPTS,
    LEASE,
    claim_delivery,
    mark_failed,
    mark_sent,
    send_again,
    wait_after,
)
from agency.services.deliveries.listing import (
    is_stopped,
    list_deliveries,
    meet_receivers,
    stop_receiver,
)
from agency.services.leads.changes import accept_lead
from agency.services.news.queue import queue_news
from agency.services.news.wishes import keep_wishes
from agency.storage.models import Delivery, Lead
from agency.storage.models.delivery import Channel, DeliveryState
from tests.factories import MONDAY, a_consultant, a_desk, a_lead, an_id

LETTERS = (Channel.MAIL, Channel.RECEIPT)
MAIL = (Channel.MAIL,)
ELEVEN = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def desk(session: Session):
    a_desk(session)


def claim(session: Session, to=MAIL, *, at=MONDAY) -> News:
    news = claim_delivery(session, to, now=at)
    assert news
    return news


def the_delivery(session: Session, news: News) -> Delivery:
    return session.get_one(Delivery, news.delivery)


def test_news_carries_all_that_a_letter_needs(session: Session):
    lead = a_lead(session)

    news = claim(session)

    assert news.to is Channel.MAIL
    assert news.address == lead.owner.email
    assert news.lead["reference"] == lead.reference
    assert news.opened_at == "2026-03-02T09:30:00Z"


def test_a_receipt_goes_to_the_candidate(session: Session):
    lead = a_lead(session)

    assert claim(session, (Channel.RECEIPT,)).address == lead.candidate.email


def test_what_is_claimed_is_nobody_elses_for_a_minute(session: Session):
    a_lead(session)
    first = claim(session)

    assert claim_delivery(session, MAIL, now=MONDAY) is None
    assert claim_delivery(session, MAIL, now=MONDAY + LEASE - timedelta(seconds=1)) is None

    again = claim(session, at=MONDAY + LEASE)
    assert (again.delivery, again.attempt) == (first.delivery, 2)


def test_a_clock_that_ran_ahead_and_was_put_right_keeps_nothing_back(session: Session):
    a_lead(session)
    ahead = claim(session, at=MONDAY + timedelta(days=2))

    assert claim(session).delivery == ahead.delivery


def test_a_clock_set_forward_ends_in_the_same_letter_under_the_same_name(session: Session):
    a_lead(session)
    news = claim(session)
    mark_failed(session, news, "451", final=False, chance=0.5, now=MONDAY)

    again = claim(session, at=MONDAY + timedelta(days=400))

    assert (again.delivery, again.attempt) == (news.delivery, 2)


def test_a_channel_that_hangs_keeps_no_other_waiting(session: Session):
    a_lead(session, webhook=True)

    assert claim(session, (Channel.WEBHOOK,)).to is Channel.WEBHOOK
    assert claim(session, LETTERS).to in LETTERS


def test_what_arrived_is_not_sent_again(session: Session):
    a_lead(session)
    news = claim(session)

    mark_sent(session, news, now=MONDAY)

    delivery = the_delivery(session, news)
    assert (delivery.state, delivery.sent_at) == (DeliveryState.SENT, MONDAY)
    assert claim_delivery(session, MAIL, now=MONDAY + timedelta(days=9)) is None


def test_what_did_not_arrive_waits_longer_each_time_and_is_dead_after_ten_attempts(
    session: Session,
):
    a_lead(session)
    now, waits = MONDAY, []

    for attempt in range(1, ATTEMPTS + 1):
        news = claim(session, at=now)
        assert news.attempt == attempt
        mark_failed(session, news, "503", final=False, chance=0.5, now=now)
        due = the_delivery(session, news).due_at
        waits.append(due - now)
        now = due

    assert waits == [*sorted(waits[:-1]), timedelta(0)]
    assert waits[0] == timedelta(seconds=5)
    delivery = the_delivery(session, news)
    assert (delivery.state, delivery.last_problem) == (DeliveryState.DEAD, "503")
    assert claim_delivery(session, MAIL, now=now + timedelta(days=9)) is None


def test_what_can_never_arrive_is_dead_at_once(session: Session):
    a_lead(session)
    news = claim(session)

    mark_failed(session, news, "550", final=True, chance=0.5, now=MONDAY)

    assert the_delivery(session, news).state is DeliveryState.DEAD


def test_a_sender_whose_minute_is_over_has_no_say(session: Session):
    a_lead(session)
    slow = claim(session)
    quick = claim(session, at=MONDAY + LEASE)
    mark_sent(session, quick, now=MONDAY + LEASE)

    mark_failed(session, slow, "too slow", final=True, chance=0.5, now=MONDAY + LEASE)

    assert the_delivery(session, slow).state is DeliveryState.SENT


def test_a_delivery_whose_senders_all_died_is_dead_in_the_end(session: Session):
    a_lead(session)
    now = MONDAY
    while news := claim_delivery(session, MAIL, now=now):
        last = news
        now += LEASE

    assert last.attempt == ATTEMPTS
    assert the_delivery(session, last).state is DeliveryState.DEAD


def test_news_of_an_erased_lead_is_marked_without_a_word(session: Session):
    lead = a_lead(session)
    news = claim(session)
    session.delete(lead)
    session.flush()
    session.expunge_all()

    mark_sent(session, news, now=MONDAY)
    mark_failed(session, news, "503", final=False, chance=0.5, now=MONDAY)

    assert session.scalars(select(Delivery)).all() == []


def test_a_dead_delivery_can_be_sent_again(session: Session):
    a_lead(session)
    news = claim(session)
    mark_failed(session, news, "550", final=True, chance=0.5, now=MONDAY)

    send_again(the_delivery(session, news), now=MONDAY)

    assert claim(session).attempt == 1


def test_the_dead_are_listed(session: Session):
    a_lead(session, conversation_id=an_id("one"))
    news = claim(session)
    mark_failed(session, news, "550", final=True, chance=0.5, now=MONDAY)

    [dead] = list_deliveries(session, state=DeliveryState.DEAD).deliveries

    assert dead.id == news.delivery
    assert len(list_deliveries(session).deliveries) > 1


def wishes(session: Session, lead: Lead, **given: Any) -> None:
    keep_wishes(session, lead.owner, Wishes(**given), now=MONDAY)


def test_news_in_quiet_hours_waits_for_their_end_and_goes_in_one_letter(session: Session):
    first, second = a_lead(session), a_lead(session)
    wishes(session, first, quiet_from=time(9), quiet_until=time(11))

    assert claim_delivery(session, MAIL, now=MONDAY) is None
    assert claim(session, (Channel.RECEIPT,)).to is Channel.RECEIPT
    news = claim(session, at=ELEVEN)

    assert [each.lead["reference"] for each in news.told] == [first.reference, second.reference]
    assert news.delivery.startswith("dig_")
    assert claim_delivery(session, MAIL, now=ELEVEN) is None


def test_a_letter_of_several_stays_one_letter_over_every_attempt(session: Session):
    lead = a_lead(session)
    a_lead(session)
    wishes(session, lead, digests=(time(11),))
    assert claim_delivery(session, MAIL, now=MONDAY) is None
    news = claim(session, at=ELEVEN)
    late = a_lead(session, now=ELEVEN + timedelta(seconds=1))
    mark_failed(session, news, "451", final=False, chance=0.5, now=ELEVEN)

    again = claim(session, at=ELEVEN + timedelta(seconds=5))

    assert again.delivery == news.delivery
    assert [each.delivery for each in again.told] == [each.delivery for each in news.told]
    assert late.reference not in {each.lead["reference"] for each in again.told}
    mark_sent(session, again, now=ELEVEN)
    assert {each.state for each in list_deliveries(session).deliveries if each.letter} == {
        DeliveryState.SENT
    }


@pytest.mark.parametrize("late", [timedelta(milliseconds=250), timedelta(hours=3)])
def test_a_digest_goes_whenever_the_worker_looks_after_its_time(session: Session, late: timedelta):
    leads = [a_lead(session), a_lead(session)]
    wishes(session, leads[0], digests=(time(11), time(16)))
    assert claim_delivery(session, MAIL, now=MONDAY) is None

    news = claim(session, at=ELEVEN + late)

    assert [each.lead["reference"] for each in news.told] == [each.reference for each in leads]


def test_one_lead_alone_that_waited_is_a_letter_of_its_own(session: Session):
    wishes(session, a_lead(session), digests=(time(11),))
    assert claim_delivery(session, MAIL, now=MONDAY) is None

    news = claim(session, at=ELEVEN)

    assert len(news.told) == 1
    assert news.delivery == news.told[0].delivery


def test_nobody_elses_leads_are_in_the_letter(session: Session):
    lead, other = a_lead(session), a_lead(session)
    other.owner = a_consultant(session)
    for each in (lead, other):
        wishes(session, each, digests=(time(11),))
    assert claim_delivery(session, MAIL, now=MONDAY) is None

    assert len(claim(session, at=ELEVEN).told) == 1
    assert len(claim(session, at=ELEVEN).told) == 1


def test_whoever_waits_for_a_call_waits_for_no_digest(session: Session):
    a_lead(session)
    called = a_lead(session, kind=Kind.CALLBACK)
    wishes(session, called, digests=(time(11),))

    assert claim(session).lead["reference"] == called.reference
    assert claim_delivery(session, MAIL, now=MONDAY) is None


def test_what_was_tried_waits_for_no_digest_but_for_the_morning(session: Session):
    lead = a_lead(session, now=ELEVEN)
    wishes(session, lead, digests=(time(11),), quiet_from=time(20), quiet_until=time(7))
    news = claim(session, at=ELEVEN)
    mark_failed(session, news, "451", final=False, chance=0.5, now=ELEVEN, after=timedelta(hours=1))

    assert claim(session, at=ELEVEN + timedelta(hours=1)).attempt == 2
    assert claim_delivery(session, MAIL, now=ELEVEN + timedelta(hours=11)) is None
    assert claim(session, at=ELEVEN + timedelta(hours=20)).attempt == 3


def test_a_rest_that_was_asked_for_is_kept_where_it_is_longer(session: Session):
    a_lead(session)
    news = claim(session)

    mark_failed(session, news, "429", final=False, chance=0.5, now=MONDAY, after=timedelta(hours=1))

    assert the_delivery(session, news).due_at == MONDAY + timedelta(hours=1)


def test_each_attempt_is_written_down_with_its_end(session: Session):
    a_lead(session)
    claim(session)
    news = claim(session, at=MONDAY + LEASE)
    mark_failed(
        session, news, "the mail server answered 451", final=False, chance=0.5,
        now=MONDAY + LEASE, outcome=Outcome.BUSY, milliseconds=120,
    )  # fmt: skip
    third = claim(session, at=MONDAY + timedelta(hours=1))
    mark_sent(session, third, now=MONDAY + timedelta(hours=1), milliseconds=80)

    log = the_delivery(session, news).log
    assert [(each.number, each.outcome, each.milliseconds) for each in log] == [
        (1, Outcome.NEVER_FINISHED, None),
        (2, Outcome.BUSY, 120),
        (3, Outcome.SENT, 80),
    ]
    assert log[0].at == MONDAY


def test_news_that_waits_follows_the_lead_to_its_new_owner(session: Session):
    lead = a_lead(session)
    wishes(session, lead, digests=(time(11),))
    assert claim_delivery(session, MAIL, now=MONDAY) is None
    colleague = a_consultant(session)

    accept_lead(session, lead, by=colleague, now=MONDAY)

    assert claim(session).address == colleague.email


def test_a_room_that_is_set_hears_of_each_lead_once(session: Session):
    meet_receivers(session, {Channel.ROOM: "a" * 64}, now=MONDAY)
    lead = a_lead(session)
    agree_call(session, lead, at=ELEVEN, now=MONDAY)
    queue_news(session, lead, MAIL, now=MONDAY)

    [news] = [each for each in lead.deliveries if each.to is Channel.ROOM]
    assert news.type == "lead.opened"


def test_a_receiver_that_stopped_is_told_again_at_a_new_address(session: Session):
    meet_receivers(session, {Channel.WEBHOOK: "a" * 64}, now=MONDAY)
    stop_receiver(session, Channel.WEBHOOK, now=MONDAY)

    meet_receivers(session, {Channel.WEBHOOK: "a" * 64}, now=MONDAY)
    assert is_stopped(session, Channel.WEBHOOK)
    meet_receivers(session, {Channel.WEBHOOK: "b" * 64}, now=MONDAY)
    assert not is_stopped(session, Channel.WEBHOOK)


@pytest.mark.parametrize("attempt", range(1, ATTEMPTS))
def test_no_two_deliveries_need_come_back_together(attempt: int):
    assert wait_after(attempt, 0.0) < wait_after(attempt, 0.5) < wait_after(attempt, 0.999)
    assert wait_after(attempt, 0.0) > timedelta(0)
