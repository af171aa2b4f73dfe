"""The assistant, as the gateway knows it: one signed call for each turn, on loopback."""

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from web.gateway.circuit import Circuit
from web.gateway.heard import Heard
from web.gateway.line import Line, LineBroken

logger = logging.getLogger(__name__)

DEADLINE = 8.0
OK = 200
TURN = "/webhooks/gateway/turn"


class AssistantSilent(Exception):
    """The assistant did not answer: it is not there, too slow, or it lost its thread."""


class AssistantSpeechless(AssistantSilent):
    """The assistant is there, but has nothing to say to this one turn."""


class ActionFailed(AssistantSpeechless):
    """The assistant understood, but what it then had to do failed."""


class Assistant:
    """Asks the assistant, and says plainly when there is no answer."""

    def __init__(self, line: Line, key: str, *, deadline: float = DEADLINE) -> None:
        self.line = line
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
            heard = _read(*await self._post(turn))
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

    async def _post(self, turn: Mapping[str, Any]) -> tuple[int, bytes]:
        body = json.dumps(turn, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Signature": hmac.new(self.key, body, sha256).hexdigest(),
        }
        try:
            async with asyncio.timeout(self.deadline):
                return await self.line.post(TURN, body, headers)
        except TimeoutError:
            raise AssistantSilent("deadline") from None
        except LineBroken as problem:
            raise AssistantSilent(str(problem)) from None


def _read(status: int, body: bytes) -> Heard:
    try:
        heard = Heard.model_validate_json(body)
    except ValidationError:
        raise AssistantSilent(f"unreadable, status {status}") from None
    if "action_failed" in heard.errors:
        raise ActionFailed("action_failed")
    if heard.errors:
        raise AssistantSpeechless(f"status {status}")
    if status != OK:
        raise AssistantSilent(f"status {status}")
    if not heard.messages:
        raise AssistantSpeechless("no messages")
    return heard
