"""The worker sees to what was left, and the letter that asks to come back."""

import email
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from agency.delivery.mail import Outbox
from agency.services.conversations.conversations import erase_conversation
from agency.services.conversations.resuming import find_left_conversation
from agency.services.keys.private_links import RESUME, PrivateLinks
from agency.storage.files import CvStore
from agency.storage.models import Conversation, Delivery, DeliveryState, Lead
from agency.storage.unit import OpenUnit, looks
from agency.work.delivering import deliver_all
from agency.work.leads import see_to_left
from agency.work.links import empty_outbox
from tests.agency.test_worker import a_dispatch
from tests.factories import MONDAY, a_conversation, a_desk, an_id

AGREED = {"version": "2026-12", "wording": "We keep it.", "at": MONDAY.isoformat()}
VALUES = {"consent": True, "role": "senco", "name": "Jo O'Brien", "email": "jo@example.org"}
LINKS = PrivateLinks("an example key", "https://chat.example.org")


def leave_a_form(open_unit: OpenUnit, *, ago: timedelta, name: str = "jo", **but: object) -> None:
    left = {"name": "registration", "values": VALUES, "agreed": AGREED, "put_aside": False}
    at = datetime.now(UTC) - ago
    with open_unit() as session:
        a_conversation(session, id=an_id(name), unfinished=left | but, unfinished_at=at)


@pytest.fixture(autouse=True)
def desk(open_unit: OpenUnit) -> None:
    with open_unit() as session:
        a_desk(session)


def work(engine: Engine, open_unit: OpenUnit) -> int:
    rounds = 0
    while see_to_left(looks(engine), open_unit, webhook=False):
        rounds += 1
    return rounds


def letters(home: Path) -> dict[str, email.message.Message]:
    found = [
        email.message_from_bytes(path.read_bytes(), policy=default) for path in home.glob("*.eml")
    ]
    return {letter["To"]: letter for letter in found}


def test_the_worker_sees_to_every_form_that_was_left_and_to_no_other(
    engine: Engine, open_unit: OpenUnit
):
    leave_a_form(open_unit, ago=timedelta(minutes=59), name="still there")
    for number in range(3):
        leave_a_form(open_unit, ago=timedelta(minutes=61), name=f"gone {number}")
    leave_a_form(open_unit, ago=timedelta(days=2), name="no", agreed=None)

    assert work(engine, open_unit) == 4
    assert work(engine, open_unit) == 0
    with open_unit() as session:
        assert len(session.scalars(select(Lead)).all()) == 3
        forgotten = session.get_one(Conversation, an_id("no"))
        assert (forgotten.unfinished, forgotten.unfinished_at) == (None, None)


def test_the_owner_hears_of_it_and_the_visitor_is_asked_back_once(
    engine: Engine, open_unit: OpenUnit, tmp_path: Path
):
    leave_a_form(open_unit, ago=timedelta(hours=2))
    dispatch = replace(a_dispatch(Outbox(tmp_path / "outbox")), links=LINKS)

    work(engine, open_unit)
    assert deliver_all(open_unit, dispatch) == 2
    assert deliver_all(open_unit, dispatch) == 0

    letter = letters(tmp_path / "outbox")["jo@example.org"]
    assert letter["Subject"] == "Your registration is not finished"
    assert letter["Reply-To"] == "hello@example.org"
    plain = letter.get_body(("plain",)).get_content()
    html = letter.get_body(("html",)).get_content()
    for body in (plain, html, str(letter["Subject"])):
        for private in ("Jo", "Brien", "SENCO", "L-0001"):
            assert private not in body
    address = next(word for word in plain.split() if word.startswith("https://chat.example.org/"))
    assert address in html
    link = LINKS.read(RESUME, address.rsplit("/", 1)[-1])
    assert link
    with open_unit() as session:
        found = find_left_conversation(session, link, now=datetime.now(UTC))
        assert found
        assert found.id == an_id("jo")
    owners = next(each for to, each in letters(tmp_path / "outbox").items() if to != letter["To"])
    for kind in ("plain", "html"):
        assert "left before the end" in owners.get_body((kind,)).get_content()
    empty_outbox(open_unit, tmp_path)
    assert len(letters(tmp_path / "outbox")) == 2


def test_a_chat_erased_before_the_letter_left_is_not_written_to(
    engine: Engine, open_unit: OpenUnit, tmp_path: Path
):
    leave_a_form(open_unit, ago=timedelta(hours=2))
    work(engine, open_unit)
    with open_unit() as session:
        conversation = session.get_one(Conversation, an_id("jo"))
        erase_conversation(session, CvStore(tmp_path / "cvs"), conversation)

    deliver_all(open_unit, replace(a_dispatch(Outbox(tmp_path / "outbox")), links=LINKS))

    assert "jo@example.org" not in letters(tmp_path / "outbox")
    with open_unit() as session:
        states = {each.state for each in session.scalars(select(Delivery))}
        assert states == {DeliveryState.SENT}
