"""What is said, and what stands, brought to those who are listening: visitors and consultants."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from agency.services.conversations.conversations import (
    find_last_turn_id,
    list_turn_ids,
    list_turns_by_id,
)
from agency.services.conversations.listing import fingerprint
from agency.storage.models import Turn
from agency.storage.unit import OpenUnit

logger = logging.getLogger(__name__)

# What another process keeps is seen at the next look; of our own we are told at once.
LOOK_EVERY = 1.0
AT_MOST_EVERY = 0.02
MOST_LISTENERS = 5

# Another process's turn may get its number before ours and be committed after it.
LOOK_BACK = 100

type Ears = asyncio.Queue[Turn]
type Side = Literal["visitor", "desk"]
type Board = tuple[tuple[str, int], ...]


class News:
    """One look at the record for all listeners of this process; none while nobody listens."""

    def __init__(self, open_unit: OpenUnit) -> None:
        self.open_unit = open_unit
        self.listeners: dict[str, list[Ears]] = {}
        self.open: Counter[tuple[Side, str]] = Counter()
        self.watchers: list[asyncio.Event] = []
        self.somebody_listens = asyncio.Event()
        self.hurried = asyncio.Event()
        self.known: set[int] = set()
        self.board: Board | None = None
        self.loop: asyncio.AbstractEventLoop | None = None

    def is_full(self, conversation_id: str, side: Side) -> bool:
        """Tell whether this conversation is open in enough places of one side."""
        return self.open[side, conversation_id] >= MOST_LISTENERS

    def hurry(self) -> None:
        """Say, from any thread, that something was kept just now."""
        if self.loop:
            # At the very end the loop may be gone, and with it whoever listened.
            with suppress(RuntimeError):
                self.loop.call_soon_threadsafe(self.hurried.set)

    @asynccontextmanager
    async def listen(self, conversation_id: str, side: Side) -> AsyncIterator[Ears]:
        """Return where the conversation's turns arrive; some of them twice."""
        ears: Ears = asyncio.Queue(maxsize=2 * LOOK_BACK)
        others = self.listeners.setdefault(conversation_id, [])
        others.append(ears)
        self.open[side, conversation_id] += 1
        self.somebody_listens.set()
        try:
            yield ears
        finally:
            others.remove(ears)
            self.open[side, conversation_id] -= 1
            self.open += Counter()  # nothing is kept of those nobody listens to
            if not others:
                self.listeners.pop(conversation_id, None)
            self._rest_if_alone()

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[asyncio.Event]:
        """Return what is set whenever the list of conversations has changed."""
        changed = asyncio.Event()
        self.watchers.append(changed)
        self.somebody_listens.set()
        try:
            yield changed
        finally:
            self.watchers.remove(changed)
            self._rest_if_alone()

    async def keep_looking(self) -> None:
        """Look once a second while somebody listens, and whenever told to hurry, for ever."""
        self.loop = asyncio.get_running_loop()
        seen = 0
        while True:
            if not self.somebody_listens.is_set():
                seen = 0
            await self.somebody_listens.wait()
            self.hurried.clear()
            try:
                seen = seen or await run_in_threadpool(self._last)
                seen = await self._look(seen)
            except SQLAlchemyError as problem:
                logger.warning("news: %s", type(problem).__name__)
            await asyncio.sleep(AT_MOST_EVERY)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY - AT_MOST_EVERY):
                    await self.hurried.wait()

    def _rest_if_alone(self) -> None:
        if not self.listeners and not self.watchers:
            self.somebody_listens.clear()

    async def _look(self, seen: int) -> int:
        places = set(self.listeners)
        lately, turns, board = await run_in_threadpool(
            self._read, seen, places, watched=bool(self.watchers)
        )
        # Whoever began to listen during the look may have asked for the past before it: what it
        # left out for them is found again at the next one.
        self.known = {
            turn_id
            for turn_id, place in lately.items()
            if place in places or place not in self.listeners
        }
        for turn in turns:
            for ears in self.listeners.get(turn.conversation_id, []):
                # Whoever does not read for so long comes back and asks from where they were.
                with suppress(asyncio.QueueFull):
                    ears.put_nowait(turn)
        if board != self.board:
            self.board = board
            for changed in self.watchers:
                changed.set()
        return max(seen, *lately) if lately else seen

    def _last(self) -> int:
        with self.open_unit() as session:
            self.known = set()
            return find_last_turn_id(session)

    def _read(
        self, seen: int, places: Set[str], *, watched: bool
    ) -> tuple[dict[int, str], list[Turn], Board | None]:
        with self.open_unit() as session:
            lately = dict(list_turn_ids(session, after=max(0, seen - LOOK_BACK)))
            fresh = [
                turn_id
                for turn_id, place in lately.items()
                if turn_id not in self.known and place in places
            ]
            turns = list_turns_by_id(session, fresh) if fresh else []
            board = fingerprint(session, now=datetime.now(UTC)) if watched else None
        return lately, turns, board
