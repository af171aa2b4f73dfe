"""A test that somebody sends from the desk to see whether a receiver takes it."""

import time
from datetime import datetime
from ipaddress import ip_address

import httpx

from agency.core.outcome import Outcome
from agency.delivery.addresses import is_public
from agency.delivery.failure import NotDelivered
from agency.delivery.webhook import Receiver, Room
from agency.dispatch import web_address
from agency.services.keys.vault import SealBroken, Vault
from agency.services.leads.description import rfc3339
from agency.services.news.webhooks import Hook
from agency.settings import Settings

TEST = "test"
LINE = "A test from the careers chat: this room is told of new leads."


def check_address(settings: Settings, url: str) -> str:
    """
    Return what is wrong with an address as it is written, or nothing.

    What its name stands for is looked at with each delivery, when it counts.
    """
    try:
        address = web_address(settings, url)
    except (ValueError, httpx.InvalidURL) as wrong:
        return str(wrong)
    try:
        number = ip_address(httpx.URL(url).host)
    except ValueError:
        return ""
    private = not address.private and not is_public(number)
    return "That address lies inside a private network." if private else ""


def try_hook(settings: Settings, hook: Hook, *, trial: str, now: datetime) -> tuple[Outcome, int]:
    """
    Send a test that says nothing of anybody; return how it ended, and after how long.

    Do not ask inside a unit: a receiver may take twenty seconds.
    """
    began = time.monotonic()
    try:
        hook = hook.opened(Vault(settings.signing_key))
        address = web_address(settings, hook.url)
        if hook.is_room:
            Room(address).say(LINE, delivery=trial, now=now)
        else:
            news = {"reference": "L-0000", "kind": TEST}
            Receiver(address, hook.secrets).tell(
                TEST, news, delivery=trial, at=rfc3339(now), now=now
            )
    except NotDelivered as failure:
        return failure.outcome, round(1000 * (time.monotonic() - began))
    except (ValueError, SealBroken):
        return Outcome.NOT_SET, 0
    return Outcome.SENT, round(1000 * (time.monotonic() - began))
