"""Who else looks at a lead, as server-sent events for the page that is open."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import anyio
from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from agency.services.leads.visits import end_visit, list_visitors, note_visit
from agency.services.people.access import sees
from agency.storage.models import Consultant, Lead
from agency.storage.unit import OpenUnit
from web.desk.access import TheirLead, TheSignedIn, TheUnits
from web.desk.presence import Presence
from web.desk.routes import DeskPage

HEARTBEAT = 15
LOOK_AFTER = 2.0
NOTE_AFTER = 10  # looks: what is noted holds three times as long

router = APIRouter(
    prefix="/desk/leads/{reference}/events", route_class=DeskPage, include_in_schema=False
)


@dataclass(frozen=True)
class Watcher:
    """Looks at one lead for one consultant, again and again, as long as they may."""

    open_unit: OpenUnit
    look: OpenUnit
    lead_id: int
    consultant_id: int
    presence: Presence

    def see(self) -> dict[str, Any] | None:
        """Return who else is there and which version the lead is; None where it is not theirs."""
        with self.look() as session:
            lead, me = session.get(Lead, self.lead_id), session.get(Consultant, self.consultant_id)
            if lead is None or me is None or not sees(me, lead):
                return None
            others = list_visitors(session, lead, but=me, now=self.presence.now())
            return {"others": [each.name for each in others], "version": lead.version}

    def note(self) -> None:
        """Note that the page is open still."""
        with self.open_unit() as session:
            if lead := session.get(Lead, self.lead_id):
                me = session.get_one(Consultant, self.consultant_id)
                note_visit(session, lead, me, now=self.presence.now())

    def leave(self) -> None:
        """Note that the page was closed."""
        with self.open_unit() as session:
            if lead := session.get(Lead, self.lead_id):
                end_visit(session, lead, session.get_one(Consultant, self.consultant_id))


@router.get("")
async def listen(
    request: Request, lead: TheirLead, somebody: TheSignedIn, open_unit: TheUnits
) -> Response:
    """Send `there` when somebody comes, goes or changes the lead; `gone` when it is not theirs."""
    presence = Presence(open_unit, somebody.sign_in.id, request.app.state.now)
    looks: OpenUnit = request.app.state.looks
    watcher = Watcher(open_unit, looks, lead.id, somebody.consultant.id, presence)
    return EventSourceResponse(
        _events(watcher), ping=HEARTBEAT, headers={"X-Accel-Buffering": "no"}
    )


async def _events(watcher: Watcher) -> AsyncIterator[ServerSentEvent]:
    told: dict[str, Any] | None = None
    looks = 0
    try:
        while await watcher.presence.goes_on():
            if looks % NOTE_AFTER == 0:
                await run_in_threadpool(watcher.note)
            looks += 1
            seen = await run_in_threadpool(watcher.see)
            if seen is None:
                yield ServerSentEvent("", event="gone")
                return
            if seen != told:
                told = seen
                yield ServerSentEvent(json.dumps(seen, ensure_ascii=False), event="there")
            await asyncio.sleep(LOOK_AFTER)
    finally:
        # Whoever closes the page should not be shown as there for another minute.
        with anyio.CancelScope(shield=True):
            await run_in_threadpool(watcher.leave)
