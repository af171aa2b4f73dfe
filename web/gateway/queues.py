"""One turn at a time: a visitor's second message waits until the first is answered."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

LONGEST_QUEUE = 5


class QueueFull(Exception):
    """Too many wait already."""


@dataclass
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class Queues:
    """A queue for each conversation that is talking just now, and none for the others."""

    def __init__(self, *, limited: bool) -> None:
        self.limited = limited
        self.queues: dict[Hashable, _Queue] = {}

    @asynccontextmanager
    async def turn_of(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for *key*'s turn; raise QueueFull behind five others that wait."""
        queue = self.queues.setdefault(key, _Queue())
        if self.limited and queue.waiting > LONGEST_QUEUE:
            raise QueueFull
        queue.waiting += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.waiting -= 1
            if not queue.waiting:
                self.queues.pop(key, None)
