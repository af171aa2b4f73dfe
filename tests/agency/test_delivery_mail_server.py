"""Mail servers of every kind, on real sockets: kind, strict, slow and broken ones."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from agency.core.outcome import Outcome
from agency.delivery.failure import NotDelivered
from agency.delivery.mail_server import MailServer

USER, PASSWORD = "assistant", "p@ss word"
LOGIN = "assistant:p%40ss%20word@"


class Box:
    """A mail server's inside: keeps what it is given, with how it came."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []
        self.answers = {"MAIL": "250 OK", "RCPT": "250 OK", "DATA": "250 kept"}
        self.encrypted = False

    async def handle_MAIL(self, _server, _session, envelope, address, _options):
        envelope.mail_from = address
        return self.answers["MAIL"]

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        envelope.rcpt_tos.append(address)
        return self.answers["RCPT"]

    async def handle_DATA(self, _server, session, envelope):
        self.encrypted = session.ssl is not None
        if self.answers["DATA"].startswith("250"):
            self.kept.append(envelope.content)
        return self.answers["DATA"]


def knows_us(_server: Any, _session: Any, _envelope: Any, _mechanism: Any, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=good, handled=False)


def a_letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "assistant@example.org", "ruth.adeyemi@example.org"
    message["Subject"] = "New lead L-0042"
    message.set_content("Zoë wants to hear from you.")
    return message


@pytest.fixture
def authority(tmp_path: Path) -> trustme.CA:
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    return made


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    return tmp_path / "ca.pem"


def a_context(authority: trustme.CA, name: str = "localhost") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def serve(unused_port: int) -> Iterator[Callable[..., tuple[Box, int]]]:
    running: list[Controller] = []

    def start(**wishes: Any) -> tuple[Box, int]:
        box = Box()
        server = Controller(box, hostname="localhost", port=unused_port, **wishes)
        server.start()
        running.append(server)
        return box, unused_port

    yield start
    for server in running:
        server.stop()


def refusal_of(server: MailServer) -> NotDelivered:
    with pytest.raises(NotDelivered) as refused:
        server.send(a_letter())
    assert "ruth" not in str(refused.value)
    return refused.value


def test_a_letter_goes_under_starttls_after_a_login(serve, authority, ca_file):
    box, port = serve(
        tls_context=a_context(authority),
        require_starttls=True,
        authenticator=knows_us,
        auth_required=True,
    )

    MailServer(f"smtp://{LOGIN}localhost:{port}?tls=starttls", ca_file=ca_file).send(a_letter())

    assert len(box.kept) == 1
    assert box.encrypted


def test_a_letter_goes_under_tls_from_the_first_byte(serve, authority, ca_file):
    box, port = serve(ssl_context=a_context(authority))

    server = MailServer(f"smtps://localhost:{port}", ca_file=ca_file)
    server.greet()
    server.send(a_letter())

    assert len(box.kept) == 1


@pytest.mark.parametrize("how", ["smtp://localhost:{}?tls=starttls", "smtps://localhost:{}"])
@pytest.mark.parametrize("wrong", ["authority", "name"])
def test_a_server_that_cannot_prove_who_it_is_gets_no_letter(serve, authority, ca_file, how, wrong):
    context = a_context(authority, "other.example.org" if wrong == "name" else "localhost")
    implicit = how.startswith("smtps")
    box, port = serve(**{"ssl_context" if implicit else "tls_context": context})
    known = ca_file if wrong == "name" else None

    refused = refusal_of(MailServer(how.format(port), ca_file=known))

    assert (refused.outcome, refused.final) == (Outcome.NOT_TRUSTED, False)
    assert box.kept == []


def test_a_refused_login_is_tried_again_and_says_no_password(serve, authority, ca_file):
    box, port = serve(tls_context=a_context(authority), authenticator=knows_us, auth_required=True)

    refused = refusal_of(
        MailServer(f"smtp://assistant:wrong@localhost:{port}?tls=starttls", ca_file=ca_file)
    )

    assert (refused.outcome, refused.final) == (Outcome.NOT_LET_IN, False)
    assert "wrong" not in str(refused)
    assert box.kept == []


@pytest.mark.parametrize(
    ("step", "answer", "outcome", "final"),
    [
        ("MAIL", "451 later", Outcome.BUSY, False),
        ("MAIL", "550 not from you", Outcome.REFUSED, False),
        ("RCPT", "450 greylisted", Outcome.BUSY, False),
        ("RCPT", "421 too busy", Outcome.BUSY, False),
        ("RCPT", "550 no such person", Outcome.REFUSED, True),
        ("RCPT", "503 no", Outcome.REFUSED, True),
        ("DATA", "452 no room now", Outcome.BUSY, False),
        ("DATA", "421 going down", Outcome.BUSY, False),
        ("DATA", "552 too large", Outcome.REFUSED, True),
        ("DATA", "554 looks like spam", Outcome.REFUSED, True),
    ],
)
def test_no_for_ever_is_told_from_not_now(serve, step, answer, outcome, final):
    box, port = serve()
    box.answers[step] = answer

    refused = refusal_of(MailServer(f"smtp://localhost:{port}"))

    assert (refused.outcome, refused.final) == (outcome, final)
    assert answer[:3] in str(refused)


@pytest.mark.parametrize("greeting", [b"554 go away\r\n", b"421 later\r\n", b"SSH-2.0-x\r\n", b""])
def test_a_server_that_will_not_talk_is_tried_again(greeting: bytes):
    with a_server(greeting, then=None) as port:
        refused = refusal_of(MailServer(f"smtp://127.0.0.1:{port}"))

    assert not refused.final


class a_server:  # noqa: N801 (it reads as a sentence)
    """A server that says *first*, and then *then*, a byte every fifth of a second, for ever."""

    def __init__(self, first: bytes, *, then: bytes | None) -> None:
        self.first, self.then = first, then
        self.listening = socket.create_server(("127.0.0.1", 0))

    def __enter__(self) -> int:
        threading.Thread(target=self.serve, daemon=True).start()
        return int(self.listening.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self.listening.close()

    def serve(self) -> None:
        with suppress(OSError):
            line, _ = self.listening.accept()
            line.sendall(self.first)
            if self.then is None:
                line.close()
            while self.then is not None:
                line.sendall(self.then)
                time.sleep(0.2)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"", b""),  # takes the call and says nothing
        (b"", b"2"),  # a greeting without end
        (b"220 hello\r\n", b"2"),  # an answer without end
        (b"220 hello\r\n", b"250-more\r\n"),  # one more line, and one more
    ],
)
@pytest.mark.parametrize("tls", ["none", "implicit"])
def test_a_server_that_dribbles_does_not_hold_us(first: bytes, then: bytes, tls: str):
    began = time.monotonic()
    with a_server(first, then=then) as port:
        refused = refusal_of(MailServer(f"smtp://127.0.0.1:{port}?tls={tls}", in_all=1.0))

    assert time.monotonic() - began < 20
    if tls == "none" or not first + then:
        assert (refused.outcome, refused.final) == (Outcome.TOO_SLOW, False)


def test_a_server_that_dribbles_in_the_tls_handshake_does_not_hold_us():
    said = b"220 hello\r\n250-localhost\r\n250 STARTTLS\r\n220 go on\r\n\x16\x03\x03\x40\x00"
    began = time.monotonic()

    with a_server(said, then=b"\x02") as port:
        refused = refusal_of(MailServer(f"smtp://127.0.0.1:{port}?tls=starttls", in_all=1.0))

    assert time.monotonic() - began < 20
    assert refused.outcome in (Outcome.TOO_SLOW, Outcome.NOT_TRUSTED)


def test_a_server_that_is_slow_but_in_time_gets_its_letter(serve):
    box, port = serve()

    async def slowly(_server, _session, envelope):
        await asyncio.sleep(0.3)
        box.kept.append(envelope.content)
        return "250 kept"

    box.handle_DATA = slowly  # type: ignore[method-assign]
    MailServer(f"smtp://localhost:{port}", in_all=30).send(a_letter())

    assert len(box.kept) == 1


def test_a_letter_that_was_taken_is_taken_even_if_they_hang_up_without_a_word(serve):
    box, port = serve()

    async def then_hangs_up(_server, session, _envelope, _hostname):
        raise ConnectionResetError

    box.handle_QUIT = then_hangs_up  # type: ignore[attr-defined]
    MailServer(f"smtp://localhost:{port}").send(a_letter())

    assert len(box.kept) == 1


def test_a_name_that_stands_for_nothing_is_tried_again():
    refused = refusal_of(MailServer("smtp://mail.invalid:2525?tls=none"))

    assert (refused.outcome, refused.final) == (Outcome.UNREACHABLE, False)
