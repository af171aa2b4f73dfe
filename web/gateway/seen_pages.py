"""How often pages with the chat on them are seen: a sum for each page and day, and no more."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from agency.core.opening_hours import LONDON
from agency.services.reports.daily_counts import LONGEST_PAGE, Counted, add_counts
from agency.storage.unit import OpenUnit
from web.gateway.limits import ArrivalPace

logger = logging.getLogger(__name__)

KEEP_EVERY = 10.0
# Whoever invents pages fills a room of this size, and no table.
MOST_PAGES = 300
OTHERS = "(others)"
SEEN_AN_HOUR = 600


class SeenPages:
    """
    Counts in memory, and adds to the sums of the day every few seconds.

    A process that is killed loses the last of them; nobody waits for a page that was counted.
    """

    def __init__(self, open_unit: OpenUnit, *, limited: bool) -> None:
        self.open_unit = open_unit
        self.pace = ArrivalPace(limited=limited, most=SEEN_AN_HOUR)
        self.pages: Counter[tuple[date, str]] = Counter()
        self.known: set[tuple[date, str]] = set()

    def see(self, page: str, address: str, *, now: datetime) -> None:
        """Count one page once more, unless the same address has had its share of the hour."""
        if self.pace.arrive(address) is not None:
            return
        day = now.astimezone(LONDON).date()
        if any(known != day for known, _ in self.known):
            self.known = {key for key in self.known if key[0] == day}
        key = day, page[:LONGEST_PAGE]
        if key not in self.known and len(self.known) >= MOST_PAGES:
            key = day, OTHERS
        self.known.add(key)
        self.pages[key] += 1

    async def keep_counting(self) -> None:
        """Keep what was counted for ever; what a database that is away did not take waits."""
        while True:
            await asyncio.sleep(KEEP_EVERY)
            await self.keep()

    async def keep(self) -> None:
        """Add what was counted so far to the sums."""
        pages, self.pages = self.pages, Counter()
        if not pages:
            return
        try:
            await run_in_threadpool(self._add, pages)
        except SQLAlchemyError as problem:
            logger.warning("seen pages: %s", type(problem).__name__)
            self.pages.update(pages)

    def _add(self, pages: Mapping[tuple[date, str], int]) -> None:
        with self.open_unit() as session:
            add_counts(
                session,
                {Counted("seen", day, page=page): count for (day, page), count in pages.items()},
            )
