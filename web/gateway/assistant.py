"""The assistant, as the gateway knows it: one signed call for each turn, on loopback."""

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import httpx
from pydantic import ValidationError

from web.gateway.circuit import Circuit
from web.gateway.heard import Heard

logger = logging.getLogger(__name__)

DEADLINE = 8.0
TURN = "/webhooks/gateway/turn"

# Rasa closes idle connections after 5 s; one it is about to close must not be used.
IDLE_CONNECTION = 4.0
MOST_CONNECTIONS = 40


class AssistantSilent(Exception):
    """The assistant did not answer: it is not there, too slow, or it lost its thread."""


class AssistantSpeechless(AssistantSilent):
    """The assistant is there, but has nothing to say to this one turn."""


class ActionFailed(AssistantSpeechless):
    """The assistant understood, but what it then had to do failed."""


class Assistant:
    """Asks the assistant, and says plainly when there is no answer."""

    def __init__(self, client: httpx.AsyncClient, key: str, *, deadline: float = DEADLINE) -> None:
        self.client = client
        self.key = key.encode()
        self.deadline = deadline
        self.circuit = Circuit()

    async def hear(self, turn: Mapping[str, Any]) -> Heard:
        """
        Return what the assistant says to *turn*, within the deadline.

        Raises AssistantSilent, at once while the circuit is open.
        """
        if self.circuit.is_open:
            raise AssistantSilent("circuit open")
        return await self.probe(turn)

    async def probe(self, turn: Mapping[str, Any]) -> Heard:
        """Ask, even while the circuit is open; what comes of it opens or closes it."""
        began = time.monotonic()
        try:
            answer = await self._post(turn)
            heard = _read(answer)
        except AssistantSilent as problem:
            # One odd message must not cut everybody off.
            if isinstance(problem, AssistantSpeechless):
                self.circuit.worked()
            else:
                self.circuit.failed()
            logger.warning(
                "no answer: conversation=%s why=%s after=%dms",
                turn["conversation"],
                problem,
                (time.monotonic() - began) * 1000,
            )
            raise
        self.circuit.worked()
        return heard

    async def _post(self, turn: Mapping[str, Any]) -> httpx.Response:
        body = json.dumps(turn, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Signature": hmac.new(self.key, body, sha256).hexdigest(),
        }
        try:
            async with asyncio.timeout(self.deadline):
                try:
                    return await self.client.post(TURN, content=body, headers=headers)
                except httpx.RemoteProtocolError:
                    # It closed an idle connection just as we wrote. Asking twice is harmless:
                    # it remembers nothing, and one conversation opens one lead.
                    return await self.client.post(TURN, content=body, headers=headers)
        except TimeoutError:
            raise AssistantSilent("deadline") from None
        except httpx.HTTPError as problem:
            raise AssistantSilent(type(problem).__name__) from None


def _read(answer: httpx.Response) -> Heard:
    try:
        heard = Heard.model_validate_json(answer.content)
    except ValidationError:
        raise AssistantSilent(f"unreadable, status {answer.status_code}") from None
    if "action_failed" in heard.errors:
        raise ActionFailed("action_failed")
    if heard.errors:
        raise AssistantSpeechless(f"status {answer.status_code}")
    if answer.status_code != httpx.codes.OK:
        raise AssistantSilent(f"status {answer.status_code}")
    if not heard.messages:
        raise AssistantSpeechless("no messages")
    return heard


def open_client(url: str) -> httpx.AsyncClient:
    """Return the one client of this process; its connections are kept open between turns."""
    return httpx.AsyncClient(
        base_url=url,
        timeout=httpx.Timeout(DEADLINE + 1, connect=2.0),
        limits=httpx.Limits(
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=MOST_CONNECTIONS,
            keepalive_expiry=IDLE_CONNECTION,
        ),
        # A proxy named in the environment must never see a visitor's words.
        trust_env=False,
    )
