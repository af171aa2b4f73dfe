"""What is said in one conversation, as server-sent events for the page that is open."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from agency.services.conversations.access import name_known, reads_conversation
from agency.services.conversations.conversations import find_conversation, list_turns
from agency.services.conversations.listing import visible_turns
from agency.services.leads.leads import find_lead
from agency.storage.models import Consultant, Speaker
from agency.storage.unit import OpenUnit
from web.desk.access import TheSignedIn, TheUnits
from web.desk.conversations.access import TheirConversation, TheNews
from web.desk.conversations.conversation import turn_shown
from web.desk.presence import LOOK_EVERY, Presence
from web.desk.routes import DeskPage
from web.news import News

HEARTBEAT = 15

router = APIRouter(
    prefix="/desk/conversations/{conversation_id}/events",
    route_class=DeskPage,
    include_in_schema=False,
)


@dataclass(frozen=True)
class Reader:
    """Reads one conversation for one consultant, again and again, as long as they may."""

    open_unit: OpenUnit
    conversation_id: str
    consultant_id: int
    presence: Presence

    def turns(self) -> list[dict[str, Any]] | None:
        """Return all turns that may be shown; None where the conversation is not theirs to read."""
        now = self.presence.now()
        with self.open_unit() as session:
            conversation = find_conversation(session, self.conversation_id)
            consultant = session.get_one(Consultant, self.consultant_id)
            if conversation is None or not reads_conversation(
                session, consultant, conversation, now=now
            ):
                return None
            name = name_known(find_lead(session, conversation.id))
            return [
                turn_shown(turn, name)
                for turn in visible_turns(list_turns(session, conversation.id))
            ]


@router.get("")
async def listen(
    request: Request,
    conversation: TheirConversation,
    somebody: TheSignedIn,
    open_unit: TheUnits,
    news: TheNews,
    after: str = "",
) -> Response:
    """
    Send each turn as `turn`, from the one after *after* on, and `standing` when that may change.

    `gone` says that there is nothing more to read here.
    """
    if news.is_full(conversation.id, "desk"):
        return Response(status_code=429, headers={"Retry-After": str(HEARTBEAT)})
    presence = Presence(open_unit, somebody.sign_in.id, request.app.state.now)
    reader = Reader(open_unit, conversation.id, somebody.consultant.id, presence)
    return EventSourceResponse(
        _events(news, reader, after), ping=HEARTBEAT, headers={"X-Accel-Buffering": "no"}
    )


async def _events(news: News, reader: Reader, after: str) -> AsyncIterator[ServerSentEvent]:
    sent: set[str] = set()
    async with news.listen(reader.conversation_id, "desk") as ears:
        while await reader.presence.goes_on():
            turns = await run_in_threadpool(reader.turns)
            if turns is None:
                yield ServerSentEvent("", event="gone")
                return
            if not sent:
                sent = _known(turns, after)
            fresh = [turn for turn in turns if turn["id"] not in sent]
            for turn in fresh:
                sent.add(turn["id"])
                yield ServerSentEvent(
                    json.dumps(turn, ensure_ascii=False), event="turn", id=turn["id"]
                )
            # Whoever comes and goes is announced by the assistant.
            if any(turn["from"] == Speaker.ASSISTANT for turn in fresh):
                yield ServerSentEvent("", event="standing")
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await ears.get()
            except TimeoutError:
                continue
            while not ears.empty():
                ears.get_nowait()


def _known(turns: list[dict[str, Any]], after: str) -> set[str]:
    """Return what the page has already: everything up to *after*."""
    ids = [turn["id"] for turn in turns]
    return set(ids[: ids.index(after) + 1]) if after in ids else set()
