"""The list of conversations in which a person is wanted, speaks, or could be of use."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request, Response
from sse_starlette import EventSourceResponse, ServerSentEvent

from agency.services.audit import keep_audit, keep_view
from agency.services.conversations.listing import Standing, list_open
from agency.services.people.access import SEES_EVERYONES, SEES_ITS_BRANCH
from web.desk.access import TheSignedIn, TheTime, TheUnit, TheUnits
from web.desk.conversations.access import TheNews
from web.desk.pages import page
from web.desk.presence import LOOK_EVERY, Presence
from web.desk.refusals import not_there
from web.desk.routes import desk_pages
from web.news import News

HEARTBEAT = 15

router = desk_pages("/desk/conversations")


@router.get("")
def show_conversations(
    request: Request, somebody: TheSignedIn, session: TheUnit, now: TheTime, part: str = ""
) -> Response:
    """Show who waits for a person, who is talked to, and who is there; or the list alone."""
    me = somebody.consultant
    if me.access not in SEES_EVERYONES | SEES_ITS_BRANCH:
        raise not_there()
    listed = list_open(session, me, now=now)
    keep = keep_view if part else keep_audit
    keep(
        session,
        who=me.email,
        did="saw the list",
        kind="conversations",
        subject="open",
        now=now,
    )
    return page(
        request,
        "conversations_list.html" if part else "conversations.html",
        somebody=somebody,
        groups=[(each, [one for one in listed if one.standing is each]) for each in Standing],
        waiting=sum(one.standing is Standing.WAITING for one in listed),
    )


@router.get("/events")
async def watch(
    request: Request, somebody: TheSignedIn, open_unit: TheUnits, news: TheNews
) -> EventSourceResponse:
    """Say "changed" whenever the list has, to somebody who may read any of it."""
    if somebody.consultant.access not in SEES_EVERYONES | SEES_ITS_BRANCH:
        raise not_there()
    presence = Presence(open_unit, somebody.sign_in.id, request.app.state.now)
    return EventSourceResponse(
        _changes(news, presence), ping=HEARTBEAT, headers={"X-Accel-Buffering": "no"}
    )


async def _changes(news: News, presence: Presence) -> AsyncIterator[ServerSentEvent]:
    async with news.watch() as changed:
        while await presence.goes_on():
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await changed.wait()
            except TimeoutError:
                continue
            changed.clear()
            yield ServerSentEvent("", event="changed")
