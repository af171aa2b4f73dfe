"""What is said to visitors unasked, brought to those who are listening."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from agency.services.conversations import find_last_turn_id, list_news
from agency.storage.unit import OpenUnit
from web.gateway.replies import Kept

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0
MOST_LISTENERS = 5

# Another process's turn may get its number before ours and be committed after it.
LOOK_BACK = 100

type Ears = asyncio.Queue[tuple[int, Kept]]


class News:
    """One look at the record for all listeners of this process; none while nobody listens."""

    def __init__(self, open_unit: OpenUnit) -> None:
        self.open_unit = open_unit
        self.listeners: dict[str, list[Ears]] = {}
        self.somebody_listens = asyncio.Event()

    def is_full(self, conversation_id: str) -> bool:
        """Tell whether this conversation is open in enough places."""
        return len(self.listeners.get(conversation_id, [])) >= MOST_LISTENERS

    @asynccontextmanager
    async def listen(self, conversation_id: str) -> AsyncIterator[Ears]:
        """Return where the conversation's news arrives, as (turn, reply); some of it twice."""
        ears: Ears = asyncio.Queue(maxsize=2 * LOOK_BACK)
        others = self.listeners.setdefault(conversation_id, [])
        others.append(ears)
        self.somebody_listens.set()
        try:
            yield ears
        finally:
            others.remove(ears)
            if not others:
                self.listeners.pop(conversation_id, None)
            if not self.listeners:
                self.somebody_listens.clear()

    async def keep_looking(self) -> None:
        """Look once a second while somebody listens, for ever."""
        seen = 0
        while True:
            if not self.somebody_listens.is_set():
                seen = 0
            await self.somebody_listens.wait()
            try:
                seen = seen or await run_in_threadpool(self._last)
                seen = await self._look(seen)
            except SQLAlchemyError as problem:
                logger.warning("news: %s", type(problem).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self, seen: int) -> int:
        news = await run_in_threadpool(self._news, max(0, seen - LOOK_BACK))
        for turn_id, conversation_id, reply in news:
            for ears in self.listeners.get(conversation_id, []):
                # Whoever does not read for so long comes back and asks from where they were.
                with suppress(asyncio.QueueFull):
                    ears.put_nowait((turn_id, reply))
            seen = max(seen, turn_id)
        return seen

    def _last(self) -> int:
        with self.open_unit() as session:
            return find_last_turn_id(session)

    def _news(self, after: int) -> list[tuple[int, str, Kept]]:
        with self.open_unit() as session:
            return list_news(session, after=after)
