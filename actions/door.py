"""The action server's door: a shared key, small bodies, and failures that look like failures."""

import hmac
import json
import logging
from secrets import token_hex
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from actions.executor import OwnExecutor

logger = logging.getLogger(__name__)

LARGEST_BODY = 1_048_576

# The gateway's test question, several times a minute: only its failure is news.
NOBODY = "0" * 32


def create_app(executor: OwnExecutor, *, key: str) -> Starlette:
    """Return the door to *executor*; only callers who know *key* come in."""

    async def take_call(request: Request) -> Response:
        if refusal := refuse(request, key):
            return refusal
        body = await read(request)
        if body is None:
            return JSONResponse({"error": "too_large"}, 413)
        try:
            call = json.loads(body)
        except ValueError:
            return JSONResponse({"error": "not_json"}, 400)
        if not isinstance(call, dict):
            return JSONResponse({"error": "not_a_call"}, 400)
        said = await answer(executor, call)
        return JSONResponse({"error": "action_failed"}, 500) if said is None else JSONResponse(said)

    async def alive(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    return Starlette(
        routes=[
            Route("/webhook", take_call, methods=["POST"]),
            Route("/health", alive, methods=["GET"]),
        ]
    )


def refuse(request: Request, key: str) -> Response | None:
    """Return why *request* may not come in, or None if it may."""
    shown = request.headers.get("x-agency-key", "")
    if not key or not hmac.compare_digest(shown.encode(), key.encode()):
        return JSONResponse({"error": "not_known"}, 401)
    if request.headers.get("content-encoding", "identity") != "identity":
        # 400 kB of deflate can hold 400 MB.
        return JSONResponse({"error": "encoding"}, 415)
    return None


async def read(request: Request) -> bytes | None:
    """Return the whole body, or None as soon as it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


async def answer(executor: OwnExecutor, call: dict[str, Any]) -> dict[str, Any] | None:
    """
    Return what the action says, or None, and a line in the log, when it fails.

    An apology from here would be a reply like any other: Rasa would remember the turn as done,
    and close the form. A failure undoes the turn, and the gateway apologises for it.
    """
    name, number = str(call.get("next_action"))[:80], token_hex(4)
    try:
        said = await executor.answer(call)
    except Exception as problem:
        # Its type, never its message or its locals: the call carries the whole conversation.
        logger.error("action failed: %s %s %s", name, number, type(problem).__name__)
        return None
    if call.get("sender_id") != NOBODY:
        logger.info("action ran: %s %s", name, number)
    return said
