import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest
from standardwebhooks import Webhook

from agency.delivery.failure import NotDelivered
from agency.delivery.webhook import Receiver, is_public

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
LEAD = {"reference": "L-0042", "candidate": {"name": "Zoë O'Brien"}}


class System(ThreadingHTTPServer):
    """One of the agency's systems: keeps what it is told, and answers as it must."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.answers = 204
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
        self.send_header("location", "http://127.0.0.1/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def system() -> Iterator[System]:
    server = System()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def here(_host: str, _port: int) -> list[Any]:
    return [ip_address("127.0.0.1")]


def tell(receiver: Receiver) -> None:
    now = datetime.now(UTC)
    receiver.tell("lead.opened", LEAD, delivery="msg_1", at="2026-03-02T09:30:00Z", now=now)


def test_a_receiver_can_prove_who_told_it(system):
    tell(Receiver(system.url, (SECRET,), private=True, resolve=here))

    [(headers, body)] = system.told
    assert Webhook(SECRET).verify(body, headers)["type"] == "lead.opened"
    assert json.loads(body)["data"] == LEAD
    assert headers["webhook-id"] == "msg_1"
    assert headers["host"] == f"leads.example.org:{system.server_port}"


def test_while_the_secret_changes_both_are_good(system):
    tell(Receiver(system.url, (SECRET, OTHER), private=True, resolve=here))

    [(headers, body)] = system.told
    assert Webhook(SECRET).verify(body, headers)
    assert Webhook(OTHER).verify(body, headers)


@pytest.mark.parametrize("status", [302, 400, 404, 500, 503])
def test_anything_but_yes_is_tried_again_and_a_redirect_is_not_followed(system, status):
    system.answers = status

    with pytest.raises(NotDelivered, match=str(status)) as refused:
        tell(Receiver(system.url, (SECRET,), private=True, resolve=here))

    assert not refused.value.final
    assert len(system.told) == 1


def test_a_receiver_that_is_gone_is_left_alone(system):
    system.answers = 410

    with pytest.raises(NotDelivered) as refused:
        tell(Receiver(system.url, (SECRET,), private=True, resolve=here))

    assert refused.value.final


def test_one_private_address_among_public_ones_is_enough_to_refuse(system):
    def both(_host: str, _port: int) -> list[Any]:
        return [ip_address("93.184.215.14"), ip_address("127.0.0.1")]

    with pytest.raises(NotDelivered, match="private network"):
        tell(Receiver("https://leads.example.org/hooks", (SECRET,), resolve=both))

    assert system.told == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.5", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "ff02::1",
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
        tell(Receiver(f"https://{written}/hooks", (SECRET,)))


@pytest.mark.parametrize(
    "url",
    ["http://example.org", "https://example.org:22/", "https://a:b@example.org/", "ftp://x.org"],
)
def test_an_address_that_is_not_https_or_holds_a_password_is_refused(url):
    with pytest.raises(ValueError, match="webhook"):
        Receiver(url, (SECRET,))


def test_news_is_never_sent_unsigned():
    with pytest.raises(ValueError, match="AGENCY_WEBHOOK_SECRET"):
        Receiver("https://example.org/hooks", ())
