"""News for the agency's other systems, signed; and a line for its chat room, which names nobody."""

import json
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from standardwebhooks import Webhook

from agency.delivery.addresses import WebAddress

USER_AGENT = "agency-webhook/1"
SHORTEST_SECRET, LONGEST_SECRET = 24, 64  # bytes, as Standard Webhooks has it


@dataclass(frozen=True)
class Receiver:
    """
    One system that is told of leads.

    *secrets*: the first signs, and so does each other: two stand side by side
    while a receiver changes over.
    """

    address: WebAddress
    secrets: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.secrets:
            raise ValueError("A webhook is signed: set AGENCY_WEBHOOK_SECRET.")
        for secret in self.secrets:
            check_secret(secret)

    def tell(
        self, kind: str, lead: Mapping[str, Any], *, delivery: str, at: str, now: datetime
    ) -> None:
        """Post the news; NotDelivered says that the receiver did not take it."""
        news = {"type": kind, "timestamp": at, "data": lead}
        body = json.dumps(news, ensure_ascii=False, separators=(",", ":"))
        signed = {
            "content-type": "application/json",
            "user-agent": USER_AGENT,
            "webhook-id": delivery,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(
                Webhook(secret).sign(delivery, now, body) for secret in self.secrets
            ),
        }
        self.address.post(body.encode(), signed, now=now)


@dataclass(frozen=True)
class Room:
    """A room where colleagues talk: Slack, Teams, Google Chat, Mattermost take the same JSON."""

    address: WebAddress

    def say(self, line: str, *, delivery: str, now: datetime) -> None:
        """Say one line there; NotDelivered says that the room did not take it."""
        headers = {
            "content-type": "application/json",
            "user-agent": USER_AGENT,
            "webhook-id": delivery,
        }
        self.address.post(json.dumps({"text": line}).encode(), headers, now=now)


def check_secret(secret: str) -> None:
    """Raise ValueError for a secret that a receiver could not have been given."""
    try:
        long = len(b64decode(secret.removeprefix("whsec_") + "==", validate=False))
    except ValueError:
        long = 0
    if not SHORTEST_SECRET <= long <= LONGEST_SECRET:
        raise ValueError("A webhook's secret is whsec_ and 24 to 64 bytes in base64.")
