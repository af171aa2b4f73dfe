"""
Rasa's only channel: signed, strict, and honest about failure.

The stock REST channel lets anybody name the conversation, run an intent by typing a slash, and get
"Thank you" for a lead that was never saved. This one answers the gateway alone, on loopback; takes
text as text; and answers 503 whenever something in the turn failed.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.nlu.parts import DIVISION_SLASH
from bot.quiet_logs import quieten_logs
from bot.remote_action import tune_remote_actions
from bot.renewal import renew_when_retrained
from bot.turn import CURRENT, Turn
from bot.vectors import vectors_for

logger = logging.getLogger(__name__)

CONVERSATION = re.compile(r"[0-9a-f]{32}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
LONGEST_TEXT = 2_000
# The memory travels with the turn.
LARGEST_BODY = 256 * 1024
# An address in its brackets ("Jo <jo@example.org>") is no markup.
MARKUP = re.compile(r"<(?![^<>\s@]+@[^<>\s@]+>)[^<>]{0,300}>")


class Replies(OutputChannel):
    """Collects what the assistant says; the text, buttons and data of one message stay together."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "gateway"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(
            {
                "text": message.get("text"),
                "buttons": message.get("buttons") or [],
                "custom": message.get("custom"),
            }
        )


class GatewayChannel(InputChannel):
    """The door through which the gateway, and nobody else, talks to Rasa."""

    @classmethod
    def name(cls) -> str:
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Return the channel; refuse to start without a key, because loopback is shared by many."""
        key = str((credentials or {}).get("key") or "")
        if len(key) < 32 or key.startswith("${"):
            raise RasaException("Set AGENCY_ASSISTANT_KEY to at least 32 characters.")
        quieten_logs()
        tune_remote_actions()
        return cls(key)

    def __init__(self, key: str) -> None:
        self.key = key.encode()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes: `/` is alive, `/turn` takes one turn, `/vectors` the house's texts."""
        door = Blueprint("gateway_channel")

        @door.listener("after_server_start")
        async def watch(app: Sanic[Any, Any], _loop: Any) -> None:
            app.add_task(renew_when_retrained(app), name="renewal")

        @door.route("/", methods=["GET"])
        async def alive(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @door.route("/turn", methods=["POST"])
        async def take_turn(request: Request) -> HTTPResponse:
            if refused := self.refused(request):
                return refused
            try:
                body = json.loads(request.body)
                turn = Turn(memory=body.get("memory") or [])
                replies = Replies()
                message = user_message(body, replies)
            except (ValueError, AttributeError, KeyError, TypeError):
                return response.json({"errors": ["not_understood"]}, 400)

            CURRENT.set(turn)
            try:
                await on_new_message(message)
            except Exception as problem:  # Rasa's own failure must not look like silence.
                logger.error("turn failed", exc_info=problem)
                turn.errors.append("turn_failed")
            if turn.remembered is None and not turn.errors:
                turn.errors.append("memory_lost")
            return response.json(
                {
                    "messages": replies.messages,
                    "memory": turn.remembered,
                    "state": turn.state,
                    "understood": turn.understood,
                    "errors": turn.errors,
                },
                503 if turn.errors else 200,
            )

        self.open_to_the_house(door)
        return door

    def open_to_the_house(self, door: Blueprint) -> None:
        """Add the route at which the house asks what its texts mean."""

        @door.route("/vectors", methods=["POST"])
        async def give_vectors(request: Request) -> HTTPResponse:
            if refused := self.refused(request):
                return refused
            try:
                # In a thread: nobody in the chat waits for the desk.
                return response.json(await asyncio.to_thread(vectors_for, request.body))
            except (ValueError, KeyError, TypeError):
                return response.json({"errors": ["not_understood"]}, 400)

    def refused(self, request: Request) -> HTTPResponse | None:
        """Return the refusal of a body that is too large or not signed with our key."""
        if len(request.body) > LARGEST_BODY:
            return response.json({"errors": ["too_large"]}, 413)
        if not self.signed(request):
            return response.json({"errors": ["not_signed"]}, 401)
        return None

    def signed(self, request: Request) -> bool:
        """Tell whether the body carries the gateway's signature."""
        expected = hmac.new(self.key, request.body, hashlib.sha256).hexdigest()
        shown = request.headers.get("x-signature", "").encode(errors="replace")
        return hmac.compare_digest(shown, expected.encode())


def user_message(body: dict[str, Any], replies: Replies) -> UserMessage:
    """Return the message in *body* as Rasa takes it; raise ValueError if it is not one of ours."""
    conversation, text = body["conversation"], body["text"]
    if not CONVERSATION.fullmatch(conversation):
        raise ValueError("conversation")
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_TEXT:
        raise ValueError("text")

    parsed = None
    if body.get("intent"):
        parsed = chosen(body["intent"], body.get("entities") or {}, text)
        text = parsed["text"]
    else:
        text = in_words(text)
    asks = body.get("asks")
    if asks is not None and not NAME.fullmatch(asks):
        raise ValueError("asks")
    return UserMessage(
        text,
        replies,
        conversation,
        parse_data=parsed,
        input_channel="gateway",
        metadata={
            "asks": asks,
            "page": body.get("page"),
            "vacancy": body.get("vacancy"),
            **talked_about(body.get("memory") or []),
        },
    )


def in_words(text: str) -> str:
    """
    Return *text* as something that was only said.

    Rasa would read "/affirm" as an intent, with full confidence, and believe any slots after it.
    Markup means nothing here, and hides the question beside it.
    """
    words = MARKUP.sub(" ", text).strip() or text.strip()
    return DIVISION_SLASH + words[1:] if words.startswith("/") else words


def talked_about(memory: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the topic and role of the last answer, for a message that points back to it."""
    slots = {event.get("name"): event.get("value") for event in memory if event["event"] == "slot"}
    return {"topic": slots.get("topic_asked"), "role": slots.get("role_asked")}


def chosen(intent: str, entities: dict[str, str], title: str) -> dict[str, Any]:
    """Return a choice of ours as if it had been understood; in a form it is the value typed."""
    if not NAME.fullmatch(intent) or not all(
        isinstance(value, str) and len(value) <= 200 for value in entities.values()
    ):
        raise ValueError("intent")
    question = {
        "topic": entities.get("topic"),
        "role": entities.get("role"),
        "confidence": 1.0,
        "more": entities.get("more") == "yes",
    }
    return {
        "text": entities.get("value") or title,
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [],
        "questions": [question],
    }
