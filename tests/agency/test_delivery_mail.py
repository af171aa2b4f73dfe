import email
import smtplib
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from agency.core.outcome import Outcome
from agency.delivery.failure import NotDelivered
from agency.delivery.letters import Letter, Letters, Sender
from agency.delivery.mail import Outbox, message_for
from agency.delivery.mail_server import MailServer

MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AGENCY = Sender(
    name="Bright Path SEND (example agency)",
    phone="0161 496 0100",
    email="hello@example.org",
    hours="Monday to Friday",
    privacy_url="http://localhost:8000/privacy",
)
LEAD: dict[str, Any] = {
    "id": "42",
    "reference": "L-0042",
    "kind": "registration",
    "candidate": {
        "name": "Zoë O'Brien",
        "email": "zoe@example.org",
        "phone": "+447700900123",
        "postcode": "M1 4BT",
        "town": "Manchester",
        "current_occupation": "<b>nurse</b>",
        "experience_years": 10.0,
        "qualifications": ["Level 3", "Makaton"],
        "availability": None,
        "start": None,
        "right_to_work": "yes",
        "dbs": "update_service",
    },
    "role": "senco",
    "branch": "Manchester",
    "owner": "Ruth Adeyemi",
    "score": {
        "grade": "ready",
        "points": 78,
        "reasons": [{"points": 20, "because": "ten years with children"}],
    },
    "consent": {"version": "2026-11", "at": "2026-03-02T09:29:00Z"},
}


class Mailbox:
    """A mail server's inside: keeps what it is given, and refuses whom it must."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], bytes]] = []
        self.refuses: dict[str, str] = {}

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.received.append((list(envelope.rcpt_tos), envelope.content))
        return "250 kept"


@pytest.fixture
def mailbox(unused_tcp_port: int) -> Iterator[tuple[Mailbox, str]]:
    mailbox = Mailbox()
    server = Controller(mailbox, hostname="127.0.0.1", port=unused_tcp_port)
    server.start()
    yield mailbox, f"smtp://127.0.0.1:{unused_tcp_port}"
    server.stop()


def a_message(letter: Letter | None = None, **but: Any) -> Any:
    letter = letter or Letters(AGENCY, desk_url="http://localhost:8000/desk").to_the_owner(LEAD)
    given = {
        "delivery": "msg_" + "a" * 32,
        "to": "ruth.adeyemi@example.org",
        "sender": "assistant@example.org",
        "name": AGENCY.name,
        "now": MONDAY,
    }
    return message_for(letter, **given | but)


def test_a_letter_crosses_a_real_socket_whole(mailbox):
    box, url = mailbox

    MailServer(url).send(a_message())

    [(to, raw)] = box.received
    arrived = email.message_from_bytes(raw, policy=default)
    assert to == ["ruth.adeyemi@example.org"]
    assert arrived["Message-ID"] == f"<msg_{'a' * 32}@example.org>"
    assert arrived["Reply-To"] == "zoe@example.org"
    assert "Zoë O'Brien" in arrived.get_body(("plain",)).get_content()
    assert "Telephone: 07700 900123" in arrived.get_body(("plain",)).get_content()
    assert "Years of experience: 10" in arrived.get_body(("plain",)).get_content()
    assert "http://localhost:8000/desk/leads/42" in arrived.get_body(("html",)).get_content()


def test_a_subject_tells_no_server_on_the_way_who_it_is_about():
    letters = Letters(AGENCY, desk_url="")

    subjects = letters.to_the_owner(LEAD).subject + letters.to_the_candidate(LEAD).subject

    assert "L-0042" in subjects
    for personal in ("Zoë", "Brien", "zoe@", "07700", "M1", "Manchester"):
        assert personal not in subjects


def test_what_a_candidate_typed_stays_text_in_a_page():
    letter = Letters(AGENCY, desk_url="").to_the_owner(LEAD)

    assert "&lt;b&gt;nurse&lt;/b&gt;" in letter.html
    assert "<b>nurse</b>" in letter.text


def test_what_is_not_known_is_not_mentioned():
    nobody = dict.fromkeys(LEAD["candidate"])
    letter = Letters(AGENCY, desk_url="").to_the_owner(LEAD | {"candidate": nobody, "role": None})

    assert "None" not in letter.text + letter.html
    assert letter.reply_to is None


def test_a_receipt_says_how_to_take_it_back():
    letter = Letters(AGENCY, desk_url="").to_the_candidate(LEAD)

    for said in (letter.text, letter.html):
        assert "L-0042" in said
        assert "Ruth Adeyemi" in said
        assert "http://localhost:8000/privacy" in said
    assert letter.reply_to == "hello@example.org"


@pytest.mark.parametrize(
    "address",
    ["jo@example.org, evil@example.org", "jo@example.org\r\nBcc: evil@example.org", "jo", ""],
)
def test_two_addresses_are_never_taken_for_one(address):
    letter = Letter("New lead", "text", "<p>text</p>", reply_to=address or "no")

    with pytest.raises(NotDelivered) as refused:
        a_message(letter)

    assert refused.value.final
    assert "jo" not in str(refused.value)


def test_a_mailbox_that_does_not_exist_is_not_tried_again(mailbox):
    box, url = mailbox
    box.refuses["ruth.adeyemi@example.org"] = "550 ruth.adeyemi@example.org is not here"

    with pytest.raises(NotDelivered, match="550") as refused:
        MailServer(url).send(a_message())

    assert refused.value.final
    assert "ruth" not in str(refused.value)


def test_a_server_that_is_busy_is_tried_again(mailbox):
    box, url = mailbox
    box.refuses["ruth.adeyemi@example.org"] = "451 later"

    with pytest.raises(NotDelivered, match="451") as refused:
        MailServer(url).send(a_message())

    assert not refused.value.final


def test_a_server_that_is_away_is_tried_again(unused_tcp_port: int):
    with pytest.raises(NotDelivered, match="ConnectionRefusedError") as refused:
        MailServer(f"smtp://127.0.0.1:{unused_tcp_port}").send(a_message())

    assert not refused.value.final


def test_starttls_is_demanded_and_its_absence_is_a_failure(mailbox):
    _, url = mailbox

    with pytest.raises(NotDelivered, match=smtplib.SMTPNotSupportedError.__name__) as refused:
        MailServer(f"{url}?tls=starttls").send(a_message())

    assert (refused.value.outcome, refused.value.final) == (Outcome.NOT_TRUSTED, False)


@pytest.mark.parametrize(
    ("url", "tls", "port"),
    [
        ("smtp://mail.example.org", "starttls", 587),
        ("smtps://mail.example.org", "implicit", 465),
        ("smtp://localhost", "none", 25),
        ("smtp://user:p%40ss@mail.example.org:2525?tls=implicit", "implicit", 2525),
    ],
)
def test_a_url_says_how_to_reach_the_server(url, tls, port):
    server = MailServer(url)

    assert (server.tls, server.port) == (tls, port)
    assert server.password == ("p@ss" if server.user else "")


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.org",
        "smtp://",
        "smtp://mail.example.org?tls=maybe",
        "smtp://user:secret@mail.example.org?tls=none",
    ],
)
def test_a_url_that_would_be_unsafe_is_refused(url):
    with pytest.raises(ValueError, match="mail server"):
        MailServer(url)


def test_without_a_server_each_letter_is_one_file_for_its_owner_alone(tmp_path: Path):
    outbox = Outbox(tmp_path / "outbox")

    outbox.send(a_message())
    outbox.send(a_message())

    [kept] = (tmp_path / "outbox").iterdir()
    assert kept.name == f"msg_{'a' * 32}.eml"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert email.message_from_bytes(kept.read_bytes(), policy=default)["To"]


def test_a_receipt_says_what_was_told_and_where_it_can_be_put_right():
    letters = Letters(AGENCY, desk_url="", details_link=lambda lead: f"https://x.example/{lead}")

    letter = letters.to_the_candidate(LEAD)

    for part in (letter.text, letter.html):
        assert f"https://x.example/{LEAD['id']}" in part
        assert "Makaton" in part
        assert "Telephone" in part
