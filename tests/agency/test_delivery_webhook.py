import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest
import trustme
from standardwebhooks import Webhook

from agency.core.outcome import Outcome
from agency.delivery.addresses import WebAddress, is_public
from agency.delivery.failure import NotDelivered
from agency.delivery.webhook import Receiver, Room

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
LEAD = {"reference": "L-0042", "candidate": {"name": "Zoë O'Brien"}}


class System(ThreadingHTTPServer):
    """One of the agency's systems: keeps what it is told, and answers as it must."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.answers = 204
        self.headers: dict[str, str] = {}
        self.endless: bytes = b""
        super().__init__(("127.0.0.1", 0), Telling)

    @property
    def url(self) -> str:
        return f"http://leads.example.org:{self.server_port}/hooks?from=chat"


class Telling(BaseHTTPRequestHandler):
    server: System

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.told.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.server.answers)
        self.send_header("location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):
            while self.server.endless:
                self.wfile.write(self.server.endless)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def system() -> Iterator[System]:
    server = System()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def here(_host: str, _port: int) -> list[Any]:
    return [ip_address("127.0.0.1")]


def a_receiver(url: str, *secrets: str, **but: Any) -> Receiver:
    return Receiver(WebAddress(url, **but), secrets)


def tell(receiver: Receiver) -> None:
    now = datetime.now(UTC)
    receiver.tell("lead.opened", LEAD, delivery="msg_1", at="2026-03-02T09:30:00Z", now=now)


def test_a_receiver_can_prove_who_told_it(system):
    tell(a_receiver(system.url, SECRET, private=True, resolve=here))

    [(headers, body)] = system.told
    assert Webhook(SECRET).verify(body, headers)["type"] == "lead.opened"
    assert json.loads(body)["data"] == LEAD
    assert headers["webhook-id"] == "msg_1"
    assert headers["host"] == f"leads.example.org:{system.server_port}"


def test_while_the_secret_changes_both_are_good(system):
    tell(a_receiver(system.url, SECRET, OTHER, private=True, resolve=here))

    [(headers, body)] = system.told
    assert Webhook(SECRET).verify(body, headers)
    assert Webhook(OTHER).verify(body, headers)


@pytest.mark.parametrize("status", [302, 400, 404, 500, 503])
def test_anything_but_yes_is_tried_again_and_a_redirect_is_not_followed(system, status):
    system.answers = status

    with pytest.raises(NotDelivered, match=str(status)) as refused:
        tell(a_receiver(system.url, SECRET, private=True, resolve=here))

    assert not refused.value.final
    assert len(system.told) == 1


def test_a_receiver_that_is_gone_is_left_alone(system):
    system.answers = 410

    with pytest.raises(NotDelivered) as refused:
        tell(a_receiver(system.url, SECRET, private=True, resolve=here))

    assert refused.value.final
    assert refused.value.outcome is Outcome.GONE


def told_off(system: System) -> NotDelivered:
    with pytest.raises(NotDelivered) as refused:
        tell(a_receiver(system.url, SECRET, private=True, resolve=here))
    return refused.value


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("120", timedelta(minutes=2)),
        ("99999999", timedelta(hours=24)),
        ("-5", None),
        ("soon", None),
        ("9" * 400, None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", timedelta(0)),
        ("Wed, 21 Oct 2133 07:28:00 GMT", timedelta(hours=24)),
    ],
)
def test_a_receiver_may_ask_for_a_rest_of_up_to_a_day(system, status, said, after):
    system.answers, system.headers = status, {"Retry-After": said}

    refused = told_off(system)

    assert (refused.after, refused.outcome, refused.final) == (after, Outcome.BUSY, False)


def test_a_redirect_to_this_machine_is_a_failure_and_nothing_is_asked_there(system):
    system.answers = 307

    refused = told_off(system)

    assert (refused.outcome, len(system.told)) == (Outcome.REDIRECTED, 1)


def test_an_answer_without_end_is_not_listened_to(system):
    system.answers, system.endless = 200, b"x" * 65536
    began = time.monotonic()

    tell(a_receiver(system.url, SECRET, private=True, resolve=here, in_all=60))

    assert time.monotonic() - began < 30


def a_slow_server(first: bytes, each: bytes) -> tuple[int, socket.socket]:
    """A server that takes the news in, says *first*, and then *each* five times a second."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            line, _ = listening.accept()
            line.sendall(first)
            while True:
                line.sendall(each)
                time.sleep(0.2)

    threading.Thread(target=serve, daemon=True).start()
    return listening.getsockname()[1], listening


@pytest.mark.parametrize(("first", "each"), [(b"", b""), (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x")])
def test_a_receiver_that_is_silent_or_dribbles_is_cut_off_in_time(first: bytes, each: bytes):
    port, listening = a_slow_server(first, each)
    began = time.monotonic()

    with listening, pytest.raises(NotDelivered) as refused:
        tell(a_receiver(f"http://127.0.0.1:{port}/", SECRET, private=True, in_all=1.5))

    assert refused.value.outcome is Outcome.TOO_SLOW
    assert time.monotonic() - began < 20


def test_a_name_server_that_hangs_keeps_nobody():
    def hangs(_host: str, _port: int) -> list[Any]:
        time.sleep(30)
        return []

    began = time.monotonic()
    with pytest.raises(NotDelivered) as refused:
        tell(a_receiver("https://leads.example.org/", SECRET, resolve=hangs, in_all=0.5))

    assert refused.value.outcome is Outcome.TOO_SLOW
    assert time.monotonic() - began < 20


def test_a_name_is_asked_once_and_its_answer_is_where_we_go(system):
    answers = [[ip_address("127.0.0.1")], [ip_address("127.0.0.2")]]

    tell(a_receiver(system.url, SECRET, private=True, resolve=lambda _host, _port: answers.pop(0)))

    assert len(system.told) == 1
    assert len(answers) == 1


def test_a_certificate_is_checked_against_the_name_and_an_authority_of_ones_own(system, tmp_path):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("leads.example.org").configure_cert(context)
    system.socket = context.wrap_socket(system.socket, server_side=True)
    known = {"private": True, "resolve": here}
    right = f"https://leads.example.org:{system.server_port}/"
    wrong = f"https://other.example.org:{system.server_port}/"

    tell(a_receiver(right, SECRET, ca_file=tmp_path / "ca.pem", **known))
    for url, authority_known in ((right, None), (wrong, tmp_path / "ca.pem")):
        with pytest.raises(NotDelivered) as refused:
            tell(a_receiver(url, SECRET, ca_file=authority_known, **known))
        assert refused.value.outcome is Outcome.NOT_TRUSTED

    assert len(system.told) == 1


def test_a_room_hears_one_line_under_the_deliverys_id(system):
    room = Room(WebAddress(system.url, private=True, resolve=here))

    room.say("L-0042: registration, Manchester", delivery="msg_1", now=datetime.now(UTC))

    [(headers, body)] = system.told
    assert json.loads(body) == {"text": "L-0042: registration, Manchester"}
    assert headers["webhook-id"] == "msg_1"
    assert "webhook-signature" not in headers


@pytest.mark.parametrize("secret", ["whsec_c2hvcnQ=", "whsec_!!!", "", "whsec_" + "QUFB" * 30])
def test_a_secret_that_is_too_short_or_too_long_is_refused(secret):
    with pytest.raises(ValueError, match="secret"):
        a_receiver("https://example.org/hooks", secret)


def test_one_private_address_among_public_ones_is_enough_to_refuse(system):
    def both(_host: str, _port: int) -> list[Any]:
        return [ip_address("93.184.215.14"), ip_address("127.0.0.1")]

    with pytest.raises(NotDelivered, match="private network"):
        tell(a_receiver("https://leads.example.org/hooks", SECRET, resolve=both))

    assert system.told == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.5", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "ff02::1", "::127.0.0.1",
        "::ffff:0:0", "2001:0:7f00:1::", "192.0.0.1", "198.18.0.1", "240.0.0.1",
    ],
)  # fmt: skip
def test_addresses_inside_a_network_are_not_public(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700:4700::1111"])
def test_addresses_on_the_open_internet_are_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("written", ["2130706433", "0x7f000001", "127.1"])
def test_a_loopback_address_in_disguise_is_still_refused(written):
    with pytest.raises(NotDelivered):
        tell(a_receiver(f"https://{written}/hooks", SECRET))


@pytest.mark.parametrize(
    "url",
    ["http://example.org", "https://example.org:22/", "https://a:b@example.org/", "ftp://x.org"],
)
def test_an_address_that_is_not_https_or_holds_a_password_is_refused(url):
    with pytest.raises(ValueError, match="webhook"):
        a_receiver(url, SECRET)


def test_news_is_never_sent_unsigned():
    with pytest.raises(ValueError, match="AGENCY_WEBHOOK_SECRET"):
        Receiver(WebAddress("https://example.org/hooks"), ())
