from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.services.deliveries import (
    ATTEMPTS,
    LEASE,
    News,
    claim_delivery,
    mark_failed,
    mark_sent,
    send_again,
    wait_after,
)
from agency.services.delivery_list import list_deliveries
from agency.storage.models import Delivery
from agency.storage.models.delivery import Channel, DeliveryState
from tests.factories import MONDAY, a_desk, a_lead, an_id

LETTERS = (Channel.MAIL, Channel.RECEIPT)
MAIL = (Channel.MAIL,)


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


@pytest.mark.parametrize("attempt", range(1, ATTEMPTS))
def test_no_two_deliveries_need_come_back_together(attempt: int):
    assert wait_after(attempt, 0.0) < wait_after(attempt, 0.5) < wait_after(attempt, 0.999)
    assert wait_after(attempt, 0.0) > timedelta(0)
