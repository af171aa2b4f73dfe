import email
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, select

from agency.core.outcome import Outcome
from agency.delivery.addresses import WebAddress
from agency.delivery.letters import Letters, Sender
from agency.delivery.mail import Outbox
from agency.delivery.mail_server import MailServer
from agency.delivery.webhook import Receiver, Room
from agency.dispatch import Dispatch, dispatch_for
from agency.services.calls.agreed_calls import agree_call
from agency.services.conversations.takeovers import take_over
from agency.services.deliveries.listing import meet_receivers
from agency.settings import Settings
from agency.storage.models import AuditEntry, Conversation, Delivery, Lead, Turn
from agency.storage.models.delivery import Channel, DeliveryState
from agency.storage.sections import supplied_section
from agency.storage.unit import OpenUnit, looks
from agency.work.delivering import ROUNDS, deliver_all, deliver_if_due, deliver_one, meet
from agency.work.forgetting import forget_what_is_over
from agency.work.leads import notices_of, take_back_quiet
from agency.work.links import empty_outbox
from agency.work.rounds import Rounds
from tests.agency.test_delivery_mail_server import Box
from tests.factories import a_consultant, a_conversation, a_desk, a_lead, an_id

AGENCY = Sender("Example", "0161 496 0100", "hello@example.org", "weekdays", "/privacy")


class Broken:
    """A way out that fails as nobody foresaw, quoting the letter."""

    def send(self, message):
        raise RuntimeError(f"cannot send {message['To']}")


def a_dispatch(post) -> Dispatch:
    letters = Letters(AGENCY, desk_url="http://localhost:8000/desk")
    return Dispatch(letters, post, "assistant@example.org")


@pytest.fixture(autouse=True)
def desk(open_unit: OpenUnit):
    with open_unit() as session:
        a_desk(session)


def states(open_unit: OpenUnit) -> dict[Channel, DeliveryState]:
    with open_unit() as session:
        return {each.to: each.state for each in session.scalars(select(Delivery))}


def test_a_new_lead_becomes_a_letter_and_a_receipt(open_unit: OpenUnit, tmp_path: Path):
    with open_unit() as session:
        lead = a_lead(session)
        owner, candidate = lead.owner.email, lead.candidate.email

    count = deliver_all(open_unit, a_dispatch(Outbox(tmp_path / "outbox")))

    letters = [
        email.message_from_bytes(path.read_bytes(), policy=default)
        for path in (tmp_path / "outbox").glob("*.eml")
    ]
    assert count == 2
    assert {letter["To"] for letter in letters} == {owner, candidate}
    assert set(states(open_unit).values()) == {DeliveryState.SENT}


def test_each_delivery_is_sent_once(open_unit: OpenUnit, tmp_path: Path):
    with open_unit() as session:
        a_lead(session)
    dispatch = a_dispatch(Outbox(tmp_path / "outbox"))

    assert deliver_all(open_unit, dispatch) == 2
    assert deliver_all(open_unit, dispatch) == 0


def test_a_failure_nobody_foresaw_is_tried_again_and_names_nobody(
    open_unit: OpenUnit, caplog: pytest.LogCaptureFixture
):
    with open_unit() as session:
        owner = a_lead(session).owner.email

    assert deliver_one(open_unit, a_dispatch(Broken()), (Channel.MAIL,))

    with open_unit() as session:
        delivery = session.scalars(select(Delivery).where(Delivery.to == Channel.MAIL)).one()
        assert delivery.state is DeliveryState.WAITING
        assert delivery.last_problem == "RuntimeError"
    assert owner not in caplog.messages[-1]


def test_news_for_a_webhook_that_is_not_set_is_dead_and_says_so(
    open_unit: OpenUnit, tmp_path: Path
):
    with open_unit() as session:
        a_lead(session, webhook=True)

    deliver_all(open_unit, a_dispatch(Outbox(tmp_path)))

    assert states(open_unit)[Channel.WEBHOOK] is DeliveryState.DEAD


@contextmanager
def a_system(answers: int, told: list[str]) -> Iterator[str]:
    """One of the agency's systems: keeps the ids it is told under, and answers as it must."""

    class Telling(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            told.append(self.headers["webhook-id"])
            self.send_response(answers)
            self.end_headers()

        def log_message(self, *_) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Telling)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def a_receiver(url: str) -> Receiver:
    return Receiver(WebAddress(url, private=True), ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",))


def test_a_receiver_that_is_gone_is_asked_once_and_never_again(open_unit: OpenUnit, tmp_path: Path):
    with open_unit() as session:
        for _ in range(3):
            a_lead(session, webhook=True)
    told: list[str] = []

    with a_system(410, told) as url:
        dispatch = replace(a_dispatch(Outbox(tmp_path)), receiver=a_receiver(url))
        deliver_all(open_unit, dispatch)

    assert len(told) == 1
    with open_unit() as session:
        dead = session.scalars(select(Delivery).where(Delivery.state == DeliveryState.DEAD)).all()
        assert {each.to for each in dead} == {Channel.WEBHOOK}
        assert [each.log[-1].outcome for each in dead] == [Outcome.GONE] * 3


def test_a_room_that_is_set_hears_of_every_lead(open_unit: OpenUnit, tmp_path: Path):
    told: list[str] = []

    with a_system(200, told) as url:
        room = Room(WebAddress(url, private=True))
        dispatch = replace(a_dispatch(Outbox(tmp_path)), room=room)
        deliver_all(open_unit, dispatch)
        with open_unit() as session:
            a_lead(session)
        deliver_all(open_unit, dispatch)

    assert len(told) == 1
    assert states(open_unit)[Channel.ROOM] is DeliveryState.SENT


def test_a_webhook_towards_this_machine_is_not_sent(open_unit: OpenUnit, tmp_path: Path):
    with open_unit() as session:
        a_lead(session, webhook=True)
    receiver = Receiver(WebAddress("https://localhost/"), a_receiver("http://x/").secrets)

    deliver_all(open_unit, replace(a_dispatch(Outbox(tmp_path)), receiver=receiver))

    with open_unit() as session:
        news = session.scalars(select(Delivery).where(Delivery.to == Channel.WEBHOOK)).one()
        assert [each.outcome for each in news.log] == [Outcome.PRIVATE]


@pytest.mark.parametrize(
    ("name", "value", "to", "says"),
    [
        (
            "AGENCY_WEBHOOK_URL",
            "https://example.org:x",
            Channel.WEBHOOK,
            "_URL: That is no",
        ),
        ("AGENCY_WEBHOOK_URL", "http://127.0.0.1/x", Channel.WEBHOOK, "ALLOW_PRIVATE=on"),
        (
            "AGENCY_WEBHOOK_URL",
            "https://example.org/x",
            Channel.WEBHOOK,
            "AGENCY_WEBHOOK_SECRET: A",
        ),
        ("AGENCY_ROOM_URL", "https://", Channel.ROOM, "AGENCY_ROOM_URL: "),
    ],
)
def test_a_webhook_that_cannot_be_told_is_named_and_keeps_no_letter_back(
    open_unit: OpenUnit, tmp_path: Path, monkeypatch, name: str, value: str, to: Channel, says: str
):
    monkeypatch.setenv("AGENCY_HOME", str(tmp_path))
    monkeypatch.setenv(name, value)
    with open_unit() as session:
        a_lead(session, webhook=True)

    dispatch = dispatch_for(Settings())
    deliver_all(open_unit, dispatch)

    assert says in dispatch.unusable[to]
    kept = {Channel.MAIL: DeliveryState.SENT, Channel.RECEIPT: DeliveryState.SENT}
    waits = {Channel.WEBHOOK: DeliveryState.WAITING} if to is Channel.WEBHOOK else {}
    assert states(open_unit).items() >= (kept | waits).items()


def test_several_workers_at_once_send_each_thing_once(open_unit: OpenUnit):
    class Counting:
        def __init__(self) -> None:
            self.sent: list[str] = []

        def send(self, message: EmailMessage) -> None:
            time.sleep(0.005)
            self.sent.append(message["Message-ID"])

    with open_unit() as session:
        for _ in range(10):
            a_lead(session)
    post = Counting()

    with ThreadPoolExecutor(4) as workers:
        counts = list(workers.map(lambda _: deliver_all(open_unit, a_dispatch(post)), range(4)))

    assert sum(counts) == 20
    assert len(post.sent) == len(set(post.sent)) == 20


def test_the_worker_looks_before_it_claims(open_unit: OpenUnit, engine: Engine, tmp_path: Path):
    look, dispatch = looks(engine), a_dispatch(Outbox(tmp_path))

    assert not deliver_if_due(look, open_unit, dispatch, (Channel.MAIL,))
    with open_unit() as session:
        a_lead(session)
        assert not deliver_if_due(look, open_unit, dispatch, (Channel.MAIL,))
    assert deliver_if_due(look, open_unit, dispatch, (Channel.MAIL,))
    assert not deliver_if_due(look, open_unit, dispatch, (Channel.MAIL,))


def test_a_mail_server_that_is_away_for_a_while_loses_no_letter(
    open_unit: OpenUnit, unused_port: int
):
    with open_unit() as session:
        a_lead(session)
    dispatch = a_dispatch(MailServer(f"smtp://localhost:{unused_port}"))

    deliver_all(open_unit, dispatch)
    with open_unit() as session:
        waiting = session.scalars(select(Delivery)).all()
        assert {each.log[0].outcome for each in waiting} == {Outcome.UNREACHABLE}
        for each in waiting:
            each.due_at = datetime.now(UTC)
    box = Box()
    server = Controller(box, hostname="localhost", port=unused_port)
    server.start()
    deliver_all(open_unit, dispatch)
    server.stop()

    assert set(states(open_unit).values()) == {DeliveryState.SENT}
    assert len(box.kept) == 2


def test_a_receiver_that_hangs_keeps_no_letter_waiting(open_unit: OpenUnit, tmp_path: Path):
    def outcomes() -> list[Outcome | None]:
        with open_unit() as session:
            news = session.scalars(select(Delivery).where(Delivery.to == Channel.WEBHOOK)).one()
            return [each.outcome for each in news.log]

    with open_unit() as session:
        a_lead(session, webhook=True)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = WebAddress(
            f"http://127.0.0.1:{silent.getsockname()[1]}/", private=True, in_all=8.0
        )
        receiver = Receiver(address, a_receiver("http://x/").secrets)
        dispatch = replace(a_dispatch(Outbox(tmp_path)), receiver=receiver)
        rounds = Rounds()
        for to in ROUNDS:
            rounds.every(0.05, f"deliver {to[0]}", partial(deliver_one, open_unit, dispatch, to))
        while states(open_unit)[Channel.MAIL] is not DeliveryState.SENT:
            assert outcomes() == [], "the letter waited"
            time.sleep(0.05)
        rounds.end()

    assert outcomes() == [Outcome.TOO_SLOW]


def test_leads_that_waited_for_the_morning_are_one_letter(open_unit: OpenUnit, tmp_path: Path):
    with open_unit() as session:
        for _ in range(2):
            lead = a_lead(session, email=None)
            lead.deliveries[0].due_at += timedelta(hours=1)
            references = lead.reference

    deliver_all(open_unit, a_dispatch(Outbox(tmp_path / "outbox")))

    [letter] = (tmp_path / "outbox").glob("dig_*.eml")
    assert references in email.message_from_bytes(letter.read_bytes(), policy=default)["Subject"]
    empty_outbox(open_unit, tmp_path)
    assert letter.exists()


def test_an_agreed_call_comes_to_both_with_an_entry(open_unit: OpenUnit, tmp_path: Path):
    with open_unit() as session:
        lead = a_lead(session)
        soon = datetime.now(UTC) + timedelta(days=1)
        agree_call(session, lead, at=soon, now=datetime.now(UTC))

    deliver_all(open_unit, a_dispatch(Outbox(tmp_path / "outbox")))

    letters = [path.read_text("utf-8") for path in (tmp_path / "outbox").glob("*.eml")]
    assert len(letters) == 4
    assert sum('method="REQUEST"' in each for each in letters) == 1
    assert sum('method="PUBLISH"' in each for each in letters) == 1


def test_a_letter_does_not_outlive_the_lead_it_tells_of(open_unit: OpenUnit, tmp_path: Path):
    with open_unit() as session:
        lead_id = a_lead(session).id
    deliver_all(open_unit, a_dispatch(Outbox(tmp_path / "outbox")))
    empty_outbox(open_unit, tmp_path)
    assert len(Outbox(tmp_path / "outbox").kept()) == 2

    with open_unit() as session:
        session.delete(session.get_one(Lead, lead_id))
    empty_outbox(open_unit, tmp_path)

    assert Outbox(tmp_path / "outbox").kept() == set()


def test_what_is_over_is_forgotten_and_the_rest_is_not(open_unit: OpenUnit, tmp_path: Path):
    with open_unit() as session:
        a_conversation(session, last_turn_at=datetime(2020, 1, 1, tzinfo=UTC))

    assert forget_what_is_over(open_unit, tmp_path)
    assert not forget_what_is_over(open_unit, tmp_path)


def test_a_round_outlives_a_failure_and_ends_when_it_is_told():
    tries = []
    enough = threading.Event()

    def task() -> bool:
        tries.append(1)
        if len(tries) == 3:
            enough.set()
        raise OSError("the database is away")

    rounds = Rounds(after_failure=0.01)
    rounds.every(0.01, "example", task)

    assert enough.wait(5)
    rounds.end()
    assert not rounds.threads[0].is_alive()


def test_letters_lie_in_the_outbox_until_a_mail_server_is_named(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("AGENCY_HOME", str(tmp_path))

    dispatch = dispatch_for(Settings())

    assert dispatch.post == Outbox(tmp_path / "outbox")
    assert dispatch.receiver is None


def test_a_worker_that_was_not_told_of_the_room_silences_it_for_nobody(
    open_unit: OpenUnit, tmp_path: Path
):
    with a_system(204, []) as url:
        knows = replace(a_dispatch(Outbox(tmp_path)), room=Room(WebAddress(url, private=True)))
        meet(open_unit, knows)
        deliver_all(open_unit, a_dispatch(Outbox(tmp_path)))
        with open_unit() as session:
            a_lead(session)

        deliver_all(open_unit, a_dispatch(Outbox(tmp_path)))
        assert states(open_unit)[Channel.ROOM] is DeliveryState.WAITING
        deliver_all(open_unit, knows)

    assert states(open_unit)[Channel.ROOM] is DeliveryState.SENT


def test_a_room_that_no_worker_knows_for_a_day_is_red_on_the_desk_and_asked_for_no_more(
    open_unit: OpenUnit, tmp_path: Path
):
    with open_unit() as session:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        meet_receivers(session, {Channel.ROOM: "a" * 64}, now=yesterday)
        a_lead(session)

    deliver_all(open_unit, a_dispatch(Outbox(tmp_path)))

    assert states(open_unit)[Channel.ROOM] is DeliveryState.DEAD
    with open_unit() as session:
        assert Channel.ROOM not in {news.to for news in a_lead(session).deliveries}


def test_a_talk_whose_consultant_went_quiet_is_taken_back_without_any_web(
    open_unit: OpenUnit, engine: Engine
):
    here = datetime.now(UTC) - timedelta(minutes=6)
    with open_unit() as session:
        talk, ada = a_conversation(session), a_consultant(session, name="Ada Example")
        take_over(session, talk, ada, {"id": an_id("notice"), "text": "Ada is here."}, now=here)

    for _ in range(2):
        patience = timedelta(minutes=5)
        take_back_quiet(looks(engine), open_unit, notices_of(Settings()), patience)

    with open_unit() as session:
        said = session.scalars(select(Turn).order_by(Turn.id)).all()
        assert session.get_one(Conversation, talk.id).taken_by_id is None
        assert [turn.reply["live"]["state"] for turn in said if turn.reply.get("live")] == ["over"]
        assert "Ada" in said[-1].text
        assert session.scalars(select(AuditEntry.subject)).all() == [talk.id]


def test_letters_and_notices_are_in_the_name_that_is_set_at_the_desk():
    agency = {**supplied_section("agency"), "name": "Example Two", "phone": "0161 496 0999"}
    dispatch = dispatch_for(Settings())

    dispatch.sign_as(agency, Settings())

    letter = dispatch.letters.of_an_account("Ada", "password", at=datetime.now(UTC))
    assert "Example Two\n0161 496 0999" in letter.text
    assert notices_of(Settings(), agency).words
