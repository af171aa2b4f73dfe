"""The replies nobody asked for, as server-sent events."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from agency.services.conversations.conversations import (
    find_last_turn_id,
    find_turn_by_public_id,
    is_unasked,
    list_turns_after,
)
from agency.storage.models import Turn
from web.gateway.access import Bearer, TheBearer, their_conversation
from web.gateway.parts import Parts, TheParts
from web.gateway.problems import Problem

router = APIRouter(prefix="/api/v1/conversations", tags=["chat"])

HEARTBEAT = 15
# A key may be replaced, or the conversation erased, while somebody still listens with the old one.
CHECK_EVERY = 60.0


@router.get(
    "/{conversation_id}/events",
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": "Events named `reply`: the id is the Reply's, the data is the Reply.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def listen(
    bearer: TheBearer,
    parts: TheParts,
    last_event_id: Annotated[str | None, Header(max_length=64)] = None,
) -> EventSourceResponse:
    """
    Send what a consultant or a reminder says, from `Last-Event-ID` on, or from now.

    The id of any turn will do. Every quarter of a minute a comment tells that the line is open.
    """
    after = await run_in_threadpool(_find_start, parts, bearer, last_event_id)
    if parts.news.is_full(bearer.conversation_id, "visitor"):
        raise Problem("too_fast", retry_after=HEARTBEAT)
    return EventSourceResponse(
        _events(parts, bearer, after),
        ping=HEARTBEAT,
        headers={"X-Accel-Buffering": "no"},
    )


async def _events(parts: Parts, bearer: Bearer, after: int) -> AsyncIterator[ServerSentEvent]:
    async with parts.news.listen(bearer.conversation_id, "visitor") as ears:
        sent = set()
        for missed in await run_in_threadpool(_missed, parts, bearer.conversation_id, after):
            sent.add(missed.id)
            if is_unasked(missed) and missed.reply:
                yield _event(missed)
        checked = time.monotonic()
        while True:
            turn: Turn | None = None
            try:
                async with asyncio.timeout(max(0.1, checked + CHECK_EVERY - time.monotonic())):
                    turn = await ears.get()
            except TimeoutError:
                pass
            if time.monotonic() - checked >= CHECK_EVERY:
                checked = time.monotonic()
                if not await run_in_threadpool(_still_theirs, parts, bearer):
                    return
            if turn and turn.id > after and turn.id not in sent:
                sent.add(turn.id)
                if is_unasked(turn) and turn.reply:
                    yield _event(turn)


def _event(turn: Turn) -> ServerSentEvent:
    data = json.dumps(turn.reply, ensure_ascii=False)
    return ServerSentEvent(data, event="reply", id=turn.public_id)


def _find_start(parts: Parts, bearer: Bearer, last_event_id: str | None) -> int:
    with parts.open_unit() as session:
        conversation = their_conversation(session, bearer, now=datetime.now(UTC))
        last = (
            find_turn_by_public_id(session, conversation.id, last_event_id)
            if last_event_id
            else None
        )
        return last.id if last else find_last_turn_id(session)


def _missed(parts: Parts, conversation_id: str, after: int) -> list[Turn]:
    with parts.open_unit() as session:
        return list_turns_after(session, conversation_id, after=after)


def _still_theirs(parts: Parts, bearer: Bearer) -> bool:
    try:
        with parts.open_unit() as session:
            their_conversation(session, bearer, now=datetime.now(UTC))
    except Problem:
        return False
    return True
