"""Takes a talk back from a consultant who has left a visitor waiting."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from agency.services.conversations.takeovers import Notices, hand_back_quiet
from agency.storage.unit import OpenUnit

logger = logging.getLogger(__name__)

LOOK_EVERY = 5.0


@dataclass(frozen=True)
class QuietConsultants:
    """Looks every few seconds, as every worker does too; of two that find one, one acts."""

    open_unit: OpenUnit
    notices: Notices
    patience: Callable[[], timedelta]
    kept: Callable[[], None]

    async def keep_looking(self) -> None:
        """Look for ever; a database that is away is looked at again."""
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                handed_back = await run_in_threadpool(self.look, now=datetime.now(UTC))
            except SQLAlchemyError as problem:
                logger.warning("quiet consultants: %s", type(problem).__name__)
                continue
            if handed_back:
                self.kept()

    def look(self, *, now: datetime) -> int:
        """Hand back what is due; return how much there was."""
        with self.open_unit() as session:
            places = hand_back_quiet(
                session,
                self.notices,
                patience=self.patience(),
                new_id=lambda: secrets.token_hex(16),
                now=now,
            )
        return len(places)
