"""Somebody who has a live page open: that they are there, and whether they may stay."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from starlette.concurrency import run_in_threadpool

from agency.services.conversations.presence import note_presence
from agency.storage.unit import OpenUnit

LOOK_EVERY = 30.0


@dataclass
class Presence:
    """Noted twice a minute; it ends with the sign-in, so that a signed-out page hears no more."""

    open_unit: OpenUnit
    sign_in_id: int
    now: Callable[[], datetime]
    looked: float = field(default=-LOOK_EVERY)

    async def goes_on(self) -> bool:
        """Say whether the page may still be told anything."""
        if time.monotonic() - self.looked < LOOK_EVERY:
            return True
        self.looked = time.monotonic()
        return await run_in_threadpool(self._note)

    def _note(self) -> bool:
        with self.open_unit() as session:
            return note_presence(session, self.sign_in_id, now=self.now())
