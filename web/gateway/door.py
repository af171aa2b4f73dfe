"""The visitors' door, put together."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from fastapi import FastAPI

from agency.services.conversations.takeovers import Notices
from agency.services.keys.choice_tokens import ChoiceTokens
from agency.storage.files import CvStore
from agency.storage.sections import LookedAt
from agency.storage.unit import OpenUnit
from web.gateway import chat, contacts, embedding, events, health, notice, ratings, seen, uploads
from web.gateway.assistant import Assistant
from web.gateway.callbacks import Callbacks
from web.gateway.contact import notice_in
from web.gateway.exchange import Exchange
from web.gateway.limits import ArrivalPace
from web.gateway.line import Line
from web.gateway.openings import Openings
from web.gateway.pace import Pace
from web.gateway.parts import Parts
from web.gateway.probe import Probe
from web.gateway.problems import DESCRIBED
from web.gateway.quiet import QuietConsultants
from web.gateway.record import Record
from web.gateway.room import Room
from web.gateway.seen_pages import SeenPages
from web.gateway.sentences import SPOKEN_HERE, Sentences
from web.news import News

UPLOADS_AT_ONCE = 4
GLANCE_EVERY = 1.0

ROUTERS = (
    chat.router,
    events.router,
    uploads.router,
    contacts.router,
    notice.router,
    embedding.router,
    ratings.router,
    seen.router,
)


def make_parts(
    *,
    open_unit: OpenUnit,
    store: CvStore,
    room: Room,
    sentences: Sentences,
    agency: LookedAt[dict[str, Any]],
    assistant_url: str,
    assistant_key: str,
    signing_key: str,
    limited: bool,
    webhook: bool,
    notices: Notices,
    greeting: Callable[[str], str | None],
    patience: Callable[[], timedelta],
    cv_wait: float,
) -> Parts:
    """Return everything the routes need, from plain values."""
    sentences.require(SPOKEN_HERE)
    assistant = Assistant(Line(assistant_url), assistant_key)
    news = News(open_unit)
    tokens = ChoiceTokens(signing_key)
    openings = Openings(open_unit, sentences, tokens, room, greeting)
    record = Record(
        open_unit=open_unit,
        sentences=sentences,
        tokens=tokens,
        callbacks=Callbacks(sentences, tokens, lambda: notice_in(agency.glance()), webhook=webhook),
        pace=Pace(limited=limited),
        room=room,
    )
    return Parts(
        open_unit=open_unit,
        store=store,
        openings=openings,
        record=record,
        exchange=Exchange(openings, record, assistant, limited=limited, kept=news.hurry),
        news=news,
        arrivals=ArrivalPace(limited=limited),
        seen=SeenPages(open_unit, limited=limited),
        probe=Probe(assistant),
        quiet=QuietConsultants(open_unit, notices, patience, news.hurry),
        uploads=asyncio.Semaphore(UPLOADS_AT_ONCE),
        cv_wait=cv_wait,
        agency=agency,
    )


def open_gateway(app: FastAPI, parts: Parts) -> None:
    """Give *app* the chat API."""
    app.state.gateway = parts
    for router in ROUTERS:
        app.include_router(router, responses=DESCRIBED)
    app.include_router(health.router)


@asynccontextmanager
async def running(parts: Parts) -> AsyncIterator[None]:
    """Look for news and put the test question while it lasts; let turns in hand end well."""
    errands = [
        asyncio.create_task(parts.news.keep_looking()),
        asyncio.create_task(parts.probe.keep_asking()),
        asyncio.create_task(parts.quiet.keep_looking()),
        asyncio.create_task(parts.seen.keep_counting()),
        asyncio.create_task(keep_glancing(parts.agency)),
    ]
    try:
        yield
    finally:
        await parts.exchange.close()
        for errand in errands:
            errand.cancel()
        await asyncio.gather(*errands, return_exceptions=True)
        await parts.seen.keep()
        parts.exchange.assistant.line.close()


async def keep_glancing(agency: LookedAt[dict[str, Any]]) -> None:
    """Keep what is known of the agency fresh: nobody should be shown yesterday's notice."""
    while True:
        agency.glance()
        await asyncio.sleep(GLANCE_EVERY)
