"""The replies nobody asked for, as server-sent events."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from agency.services.conversations import find_last_turn_id, find_turn_by_public_id, list_news
from web.gateway.access import Bearer, TheBearer, their_conversation
from web.gateway.parts import Parts, TheParts
from web.gateway.problems import Problem
from web.gateway.replies import Kept

router = APIRouter(prefix="/api/v1/conversations", tags=["chat"])

HEARTBEAT = 15

type News = list[tuple[int, Kept]]


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
    """Send what a consultant or a reminder says, from `Last-Event-ID` on, or from now."""
    after = await run_in_threadpool(_find_start, parts, bearer, last_event_id)
    if parts.news.is_full(bearer.conversation_id):
        raise Problem("too_fast", retry_after=HEARTBEAT)
    return EventSourceResponse(
        _events(parts, bearer.conversation_id, after),
        ping=HEARTBEAT,
        headers={"X-Accel-Buffering": "no"},
    )


async def _events(parts: Parts, conversation_id: str, after: int) -> AsyncIterator[ServerSentEvent]:
    async with parts.news.listen(conversation_id) as ears:
        sent = set()
        for turn_id, reply in await run_in_threadpool(_missed, parts, conversation_id, after):
            sent.add(turn_id)
            yield _event(reply)
        while True:
            turn_id, reply = await ears.get()
            if turn_id > after and turn_id not in sent:
                sent.add(turn_id)
                yield _event(reply)


def _event(reply: Kept) -> ServerSentEvent:
    return ServerSentEvent(json.dumps(reply, ensure_ascii=False), event="reply", id=reply["id"])


def _find_start(parts: Parts, bearer: Bearer, last_event_id: str | None) -> int:
    with parts.open_unit() as session:
        conversation = their_conversation(session, bearer, now=datetime.now(UTC))
        last = (
            find_turn_by_public_id(session, conversation.id, last_event_id)
            if last_event_id
            else None
        )
        return last.id if last else find_last_turn_id(session)


def _missed(parts: Parts, conversation_id: str, after: int) -> News:
    with parts.open_unit() as session:
        news = list_news(session, after=after, conversation_id=conversation_id)
    return [(turn_id, reply) for turn_id, _, reply in news]
