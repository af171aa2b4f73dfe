"""Several processes at once on PostgreSQL, where nobody waits for the whole database."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError

from agency.core.news_time import Wishes
from agency.delivery.letters import Letters, Sender
from agency.dispatch import Dispatch
from agency.services.calls.promise_watch import see_to_promises
from agency.services.deliveries.deliveries import claim_delivery
from agency.services.leads.handing_on import hand_on_waiting
from agency.services.leads.leads import accept_lead, change_lead, open_lead
from agency.services.news.wishes import keep_wishes
from agency.storage.models import Channel, Delivery, DeliveryAttempt, DeliveryState, Lead, Promise
from agency.storage.unit import OpenUnit
from agency.work.delivering import deliver_all
from tests.factories import a_conversation, a_desk, a_lead, an_enquiry

pytestmark = pytest.mark.postgresql
AGENCY = Sender("Example", "0161 496 0100", "hello@example.org", "weekdays", "/privacy")
WORKERS = 4


class SlowPost:
    """A post that takes its time, so that the workers meet; it keeps what it was given."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.together = threading.Lock()

    def send(self, message: EmailMessage) -> None:
        time.sleep(0.01)
        with self.together:
            self.sent.append(message["Message-ID"])


def at_once(do, count: int = WORKERS) -> list:
    with ThreadPoolExecutor(count) as people:
        return list(people.map(do, range(count)))


def deliver_by_several(open_unit: OpenUnit, post: SlowPost) -> None:
    letters = Letters(AGENCY, desk_url="http://localhost:8000/desk")
    dispatch = Dispatch(letters, post, "assistant@example.org")
    at_once(lambda _: deliver_all(open_unit, dispatch))


def test_workers_that_deliver_at_once_send_each_letter_once(open_unit: OpenUnit):
    with open_unit() as session:
        a_desk(session)
        for number in range(12):
            a_lead(session, email=f"p{number}@example.org", now=datetime.now(UTC))

    post = SlowPost()
    deliver_by_several(open_unit, post)

    assert len(post.sent) == len(set(post.sent)) == 24
    with open_unit() as session:
        states = Counter(session.scalars(select(Delivery.state)))
        attempts = session.scalar(select(func.count(DeliveryAttempt.id)))
    assert states == {DeliveryState.SENT: 24}
    assert attempts == 24


def test_a_digest_that_several_workers_reach_for_is_one_letter_with_everything(
    open_unit: OpenUnit,
):
    opened = datetime.now(UTC) - timedelta(days=2)
    with open_unit() as session:
        desk = a_desk(session)
        wishes = Wishes(digests=(time_of_day(9, 0), time_of_day(16, 0)))
        keep_wishes(session, desk.consultant, wishes, now=opened)
        for number in range(9):
            a_lead(session, email=f"p{number}@example.org", now=opened)
        assert claim_delivery(session, [Channel.MAIL], now=opened) is None

    post = SlowPost()
    deliver_by_several(open_unit, post)

    with open_unit() as session:
        told = session.scalars(select(Delivery).where(Delivery.to == Channel.MAIL)).all()
    assert all(news.state is DeliveryState.SENT and news.attempts == 1 for news in told)
    letters = {news.letter or news.id for news in told}
    assert len(post.sent) == len(set(post.sent)) == 9 + len(letters)
    assert len(letters) <= WORKERS  # of a letter that another writes, the rest may go in a second


def test_a_conversation_that_is_submitted_by_several_at_once_is_one_lead(open_unit: OpenUnit):
    with open_unit() as session:
        a_desk(session)
        talk = a_conversation(session).id

    def submit(_: int) -> str:
        with open_unit() as session:
            enquiry = an_enquiry(conversation_id=talk)
            return open_lead(session, enquiry, now=datetime.now(UTC)).reference

    assert len(set(at_once(submit, 8))) == 1
    with open_unit() as session:
        assert session.scalar(select(func.count(Lead.id))) == 1
        assert session.scalar(select(func.count(Promise.lead_id))) == 1


def test_workers_that_look_at_once_tell_of_a_broken_promise_once(open_unit: OpenUnit):
    long_ago = datetime.now(UTC) - timedelta(days=9)
    with open_unit() as session:
        a_desk(session)
        for _ in range(5):
            a_lead(session, now=long_ago)

    def look(_: int) -> int:
        with open_unit() as session:
            now = datetime.now(UTC)
            return see_to_promises(session, before=timedelta(minutes=30), now=now).broken

    assert sum(at_once(look)) == 5
    with open_unit() as session:
        told = select(func.count(Delivery.id)).where(Delivery.type == "promise.broken")
        assert session.scalar(told) == 5


def test_a_lead_is_handed_on_by_one_worker_while_others_look_too(open_unit: OpenUnit):
    with open_unit() as session:
        gone = a_desk(session)
        leads = [a_lead(session, now=datetime.now(UTC)).id for _ in range(6)]
        here = a_desk(session, name="Duty")
        gone.consultant.active = False
        owner = here.consultant_id

    def look(_: int) -> int:
        with open_unit() as session:
            return len(hand_on_waiting(session, now=datetime.now(UTC)))

    assert sum(at_once(look)) == len(leads)
    with open_unit() as session:
        assert {lead.owner_id for lead in session.scalars(select(Lead))} == {owner}


def test_of_two_who_accept_at_once_one_is_told(open_unit: OpenUnit):
    with open_unit() as session:
        desk = a_desk(session)
        lead_id = a_lead(session, now=datetime.now(UTC)).id
        me = desk.consultant_id
    both_have_read = threading.Barrier(2)

    def accept(number: int) -> str:
        try:
            with open_unit() as session:
                lead = session.get_one(Lead, lead_id)
                both_have_read.wait()
                if number:
                    change_lead(session, lead, by="a system", note="seen", stage=None, now=NOW)
                accept_lead(session, lead, by=lead.owner, now=NOW)
        except StaleDataError:
            return "told"
        return "kept"

    assert sorted(at_once(accept, 2)) == ["kept", "told"]
    with open_unit() as session:
        lead = session.get_one(Lead, lead_id)
        assert lead.accepted_at is not None
        assert lead.owner_id == me


NOW = datetime.now(UTC)
