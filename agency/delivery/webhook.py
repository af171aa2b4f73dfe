"""News for the agency's other systems: signed, and sent only to where it may go."""

import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpx
from standardwebhooks import Webhook

from agency.delivery.failure import NotDelivered

PATIENCE = httpx.Timeout(10.0, connect=5.0)
PORTS = (443, 8443)
NAT64 = IPv6Network("64:ff9b::/96")

type Address = IPv4Address | IPv6Address
type Resolve = Callable[[str, int], list[Address]]


def resolved(host: str, port: int) -> list[Address]:
    """Return every address that *host* stands for."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(where[0]).partition("%")[0]) for *_, where in found]


@dataclass(frozen=True)
class Receiver:
    """
    One system that is told of leads.

    *secrets*: the first signs, and so does each other: two stand side by side
    while a receiver changes over. *private*: it may live inside our own network.
    """

    url: str
    secrets: tuple[str, ...]
    private: bool = False
    resolve: Resolve = resolved

    def __post_init__(self) -> None:
        address = httpx.URL(self.url)
        if not self.secrets:
            raise ValueError("A webhook is signed: set AGENCY_WEBHOOK_SECRET.")
        if address.scheme not in (("http", "https") if self.private else ("https",)):
            raise ValueError("A webhook's address begins with https://.")
        if not self.private and (address.port or 443) not in PORTS:
            raise ValueError("A webhook's port is 443 or 8443.")
        if address.userinfo:
            raise ValueError("A webhook's address holds no password.")

    def tell(
        self, kind: str, lead: Mapping[str, Any], *, delivery: str, at: str, now: datetime
    ) -> None:
        """Post the news; NotDelivered says that the receiver did not take it."""
        news = {"type": kind, "timestamp": at, "data": lead}
        body = json.dumps(news, ensure_ascii=False, separators=(",", ":"))
        signed = {
            "content-type": "application/json",
            "user-agent": "agency-webhook/1",
            "webhook-id": delivery,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(
                Webhook(secret).sign(delivery, now, body) for secret in self.secrets
            ),
        }
        status = self.post(body.encode(), signed)
        if status == httpx.codes.GONE:
            raise NotDelivered("the receiver answered 410: it wants no more news", final=True)
        if not httpx.codes.is_success(status):
            raise NotDelivered(f"the receiver answered {status}")

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        url = httpx.URL(self.url)
        # Connect to the very address that was checked: asked again, a name could
        # answer with one inside our network. TLS still proves the name.
        checked = url.copy_with(host=str(self.checked_address(url)))
        headers = {**headers, "host": url.netloc.decode()}
        try:
            with (
                httpx.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client,
                client.stream(
                    "POST",
                    checked,
                    content=body,
                    headers=headers,
                    extensions={"sni_hostname": url.host},
                ) as response,
            ):
                return response.status_code
        except (httpx.HTTPError, OSError) as error:
            raise NotDelivered(f"the receiver was not reached ({type(error).__name__})") from None

    def checked_address(self, url: httpx.URL) -> Address:
        try:
            addresses = self.resolve(url.host, url.port or 443)
        except OSError:
            raise NotDelivered("the receiver's name has no address") from None
        if not addresses:
            raise NotDelivered("the receiver's name has no address")
        if not self.private and not all(map(is_public, addresses)):
            raise NotDelivered("the receiver's name leads into a private network")
        return addresses[0]


def is_public(address: Address) -> bool:
    """Say whether *address*, and any that it wraps, belongs to the open internet."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return is_public(inner)
        if address.teredo or address in NAT64:
            return False
    return address.is_global and not address.is_multicast
