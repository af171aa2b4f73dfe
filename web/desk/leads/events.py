"""New leads, told to a list that is open."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from agency.services.conversations.presence import still_signed_in
from agency.services.leads.filters import Narrow
from agency.services.leads.listing import count_newer
from agency.storage.unit import OpenUnit
from web.desk.access import ALeadsReader, TheSignedIn
from web.desk.exports.making import TheLooks
from web.desk.leads.access import lists_open_to
from web.desk.leads.filters import Filters
from web.desk.refusals import not_there
from web.desk.routes import DeskPage

HEARTBEAT = 15
LOOK_EVERY = 3.0

router = APIRouter(prefix="/desk/leads-events", route_class=DeskPage, include_in_schema=False)


class Since(Filters):
    """A list, and the newest lead there was when it was shown."""

    after: int = 0


@dataclass(frozen=True)
class Watch:
    """Counts the leads of one list that are newer than the page, as long as somebody may know."""

    look: OpenUnit
    sign_in_id: int
    since: Since
    request: Request

    def count(self) -> int | None:
        """Return how many came; None when the browser is signed out."""
        now = self.request.app.state.now()
        with self.look() as session:
            consultant = still_signed_in(session, self.sign_in_id, now=now)
            if consultant is None or self.since.whose not in lists_open_to(consultant):
                return None
            narrow: Narrow = {**self.since.narrow(consultant, now), "q": self.since.q}
            return count_newer(session, after=self.since.after, **narrow)


@router.get("")
async def listen(
    request: Request,
    since: Annotated[Since, Query()],
    somebody: TheSignedIn,
    consultant: ALeadsReader,
    looks: TheLooks,
) -> EventSourceResponse:
    """Say how many new leads there are for this list, whenever that changes."""
    if since.whose not in lists_open_to(consultant):
        raise not_there()
    watch = Watch(looks, somebody.sign_in.id, since, request)
    return EventSourceResponse(_news(watch), ping=HEARTBEAT, headers={"X-Accel-Buffering": "no"})


async def _news(watch: Watch) -> AsyncIterator[ServerSentEvent]:
    told = 0
    while (count := await run_in_threadpool(watch.count)) is not None:
        if count != told:
            told = count
            yield ServerSentEvent(json.dumps({"count": count}), event="new")
        await asyncio.sleep(LOOK_EVERY)
