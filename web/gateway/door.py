"""The visitors' door, put together."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from fastapi import FastAPI

from agency.services.takeovers import Notices
from agency.storage.files import CvStore
from agency.storage.unit import OpenUnit
from web.gateway import chat, contacts, events, health, notice, uploads
from web.gateway.assistant import Assistant
from web.gateway.choices import ChoiceTokens
from web.gateway.contact import Notice
from web.gateway.exchange import Exchange
from web.gateway.limits import ArrivalPace
from web.gateway.line import Line
from web.gateway.parts import Parts
from web.gateway.probe import Probe
from web.gateway.problems import DESCRIBED
from web.gateway.quiet import QuietConsultants
from web.gateway.record import Record
from web.gateway.room import Room
from web.gateway.sentences import SPOKEN_HERE, Sentences
from web.news import News

UPLOADS_AT_ONCE = 4

ROUTERS = (
    chat.router,
    events.router,
    uploads.router,
    contacts.router,
    notice.router,
)


def make_parts(
    *,
    open_unit: OpenUnit,
    store: CvStore,
    room: Room,
    sentences: Sentences,
    privacy: Mapping[str, Any],
    assistant_url: str,
    assistant_key: str,
    signing_key: str,
    limited: bool,
    webhook: bool,
    notices: Notices,
    patience: timedelta,
) -> Parts:
    """Return everything the routes need, from plain values."""
    sentences.require(SPOKEN_HERE)
    assistant = Assistant(Line(assistant_url), assistant_key)
    news = News(open_unit)
    record = Record(
        open_unit=open_unit,
        sentences=sentences,
        tokens=ChoiceTokens(signing_key),
        notice=Notice(str(privacy["version"]), str(privacy["wording"])),
        room=room,
        limited=limited,
        webhook=webhook,
    )
    return Parts(
        open_unit=open_unit,
        store=store,
        record=record,
        exchange=Exchange(record, assistant, limited=limited, kept=news.hurry),
        news=news,
        arrivals=ArrivalPace(limited=limited),
        probe=Probe(assistant),
        quiet=QuietConsultants(open_unit, notices, patience, news.hurry),
        uploads=asyncio.Semaphore(UPLOADS_AT_ONCE),
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
    ]
    try:
        yield
    finally:
        await parts.exchange.close()
        for errand in errands:
            errand.cancel()
        await asyncio.gather(*errands, return_exceptions=True)
        parts.exchange.assistant.line.close()
