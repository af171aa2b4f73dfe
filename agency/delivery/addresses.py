"""Where news may go over the web, and a post that goes nowhere else."""

import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from typing import Any

import httpx

from agency.core.outcome import Outcome
from agency.delivery.deadline import Deadline
from agency.delivery.failure import NotDelivered

IN_ALL = 20.0  # seconds for one post, from the look at the name to the answer's last header
ONE_STEP = 15.0
PORTS = (443, 8443)
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
LONGEST_REST = timedelta(hours=24)
LATER = (429, 503)

type Address = IPv4Address | IPv6Address
type Resolve = Callable[[str, int], list[Address]]


def resolved(host: str, port: int) -> list[Address]:
    """Return every address that *host* stands for."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(where[0]).partition("%")[0]) for *_, where in found]


@dataclass(frozen=True)
class WebAddress:
    """
    One address on the web that is told of leads.

    *private*: it may live inside our own network, and speak plain http. *ca_file* holds the
    certificates of whoever else may vouch for it.
    """

    url: str
    private: bool = False
    ca_file: Path | None = None
    resolve: Resolve = resolved
    in_all: float = IN_ALL

    def __post_init__(self) -> None:
        try:
            address = httpx.URL(self.url)
        except httpx.InvalidURL:
            raise ValueError("That is no address on the web.") from None
        if not address.host or address.scheme not in (
            ("http", "https") if self.private else ("https",)
        ):
            raise ValueError(
                "A webhook's address begins with https://. Plain http is for a network of your own,"
                " with AGENCY_WEBHOOK_ALLOW_PRIVATE=on."
            )
        if not self.private and (address.port or 443) not in PORTS:
            raise ValueError("A webhook's port is 443 or 8443.")
        if address.userinfo:
            raise ValueError("A webhook's address holds no password.")

    @property
    def hash(self) -> str:
        """Tell this address from another without keeping it: it may hold a key."""
        return sha256(self.url.encode()).hexdigest()

    def post(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> None:
        """
        Post *body*; NotDelivered says that it was not taken.

        A redirect is not followed, and of an answer nothing but its headers is read: neither
        says more than that it was taken or not.
        """
        try:
            with Deadline(self.in_all) as deadline:
                try:
                    response = self.post_within(deadline, body, headers)
                except (httpx.HTTPError, OSError) as error:
                    if deadline.passed or isinstance(error, httpx.TimeoutException | TimeoutError):
                        raise NotDelivered(
                            "the receiver took too long", outcome=Outcome.TOO_SLOW
                        ) from None
                    raise
        except (httpx.HTTPError, OSError) as error:
            trusted = "CERTIFICATE_VERIFY_FAILED" not in str(error)
            raise NotDelivered(
                f"the receiver was not reached ({type(error).__name__})",
                outcome=Outcome.UNREACHABLE if trusted else Outcome.NOT_TRUSTED,
            ) from None
        refuse(response, now=now)

    def post_within(
        self, deadline: Deadline, body: bytes, headers: Mapping[str, str]
    ) -> httpx.Response:
        url = httpx.URL(self.url)
        # Connect to the very address that was checked: asked again, a name could
        # answer with one inside our network. TLS still proves the name.
        checked = url.copy_with(host=str(self.checked_address(deadline)))

        def watch(event: str, known: dict[str, Any]) -> None:
            if event == "connection.connect_tcp.complete":
                deadline.watch(known["return_value"].get_extra_info("socket"))

        with (
            httpx.Client(
                timeout=httpx.Timeout(min(ONE_STEP, deadline.left())),
                follow_redirects=False,
                trust_env=False,
                verify=self.secure(),
            ) as client,
            client.stream(
                "POST",
                checked,
                content=body,
                headers={**headers, "host": url.netloc.decode()},
                extensions={"sni_hostname": url.host, "trace": watch},
            ) as response,
        ):
            return response

    def checked_address(self, deadline: Deadline | None = None) -> Address:
        """Return an address to connect to, once every one the name stands for was looked at."""
        url = httpx.URL(self.url)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            addresses = (
                deadline.wait_for(lambda: self.resolve(url.host, port))
                if deadline
                else self.resolve(url.host, port)
            )
        except TimeoutError:
            raise
        except OSError:
            addresses = []
        if not addresses:
            raise NotDelivered(
                "the receiver's name has no address", outcome=Outcome.UNREACHABLE
            ) from None
        if not self.private and not all(map(is_public, addresses)):
            raise NotDelivered(
                "the receiver's name leads into a private network", outcome=Outcome.PRIVATE
            )
        return addresses[0]

    def secure(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.ca_file:
            context.load_verify_locations(cafile=self.ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def refuse(response: httpx.Response, *, now: datetime) -> None:
    """Raise NotDelivered unless *response* says that the news was taken."""
    status = response.status_code
    if httpx.codes.is_success(status):
        return
    if status == httpx.codes.GONE:
        raise NotDelivered(
            "the receiver answered 410: it wants no more news", outcome=Outcome.GONE, final=True
        )
    if httpx.codes.is_redirect(status):
        outcome = Outcome.REDIRECTED
    else:
        outcome = Outcome.BUSY if status >= 500 or status == 429 else Outcome.REFUSED
    after = rest_asked_for(response, now=now) if status in LATER else None
    raise NotDelivered(f"the receiver answered {status}", outcome=outcome, after=after)


def rest_asked_for(response: httpx.Response, *, now: datetime) -> timedelta | None:
    """Return how long a Retry-After asks us to wait: seconds or a date, and no more than a day."""
    said = response.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit() and len(said) < 10:
        wait = timedelta(seconds=int(said))
    else:
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return None
        wait = until.replace(tzinfo=until.tzinfo or UTC) - now
    return min(max(wait, timedelta(0)), LONGEST_REST)


def is_public(address: Address) -> bool:
    """Say whether *address*, and any that it wraps, belongs to the open internet."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(inner)
        if address.teredo or any(address in network for network in NAT64):
            return False
        # ::1.2.3.4, the old way to write an IPv4 address into a longer one
        if int(address) >> 32 == 0:
            return False
    return address.is_global and not address.is_multicast
