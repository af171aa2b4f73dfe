"""What the gateway's routes need, put together once."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from agency.storage.files import CvStore
from agency.storage.sections import LookedAt
from agency.storage.unit import OpenUnit
from web.gateway.exchange import Exchange
from web.gateway.limits import ArrivalPace
from web.gateway.openings import Openings
from web.gateway.probe import Probe
from web.gateway.quiet import QuietConsultants
from web.gateway.record import Record
from web.gateway.seen_pages import SeenPages
from web.news import News


@dataclass(frozen=True)
class Parts:
    """One of each, for as long as this process serves."""

    open_unit: OpenUnit
    store: CvStore
    openings: Openings
    record: Record
    exchange: Exchange
    news: News
    arrivals: ArrivalPace
    seen: SeenPages
    probe: Probe
    quiet: QuietConsultants
    uploads: asyncio.Semaphore
    cv_wait: float
    agency: LookedAt[dict[str, Any]]


async def the_parts(request: Request) -> Parts:
    """Return the parts the application was made with."""
    parts: Parts = request.app.state.gateway
    return parts


TheParts = Annotated[Parts, Depends(the_parts)]
