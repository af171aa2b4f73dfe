"""One message in, its replies out: kept, heard, kept, and only then shown."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from starlette.concurrency import run_in_threadpool

from agency.services.keys.tokens import hash_token
from web.gateway.access import Bearer
from web.gateway.assistant import Assistant, AssistantSilent
from web.gateway.heard import Heard
from web.gateway.openings import Openings
from web.gateway.problems import Problem
from web.gateway.queues import QueueFull, Queues
from web.gateway.record import AlsoKeep, BeingAnswered, Overtaken, Record
from web.gateway.replies import Kept
from web.gateway.turns import Received, Said

logger = logging.getLogger(__name__)

MOST_IN_HAND = 60
TRIES = 3
LOOK_AGAIN = 0.25
PATIENCE = 10.0
# A consultant reads along, so nobody has to wait for what the assistant makes of it.
OVERHEARING = 3.0


class Exchange:
    """Takes turns with visitors. A turn that has begun is finished, whoever hangs up."""

    def __init__(
        self,
        openings: Openings,
        record: Record,
        assistant: Assistant,
        *,
        limited: bool,
        kept: Callable[[], None],
    ) -> None:
        self.openings = openings
        self.record = record
        self.assistant = assistant
        self.limited = limited
        self.kept = kept
        self.queues = Queues(limited=limited)
        self.in_hand: set[asyncio.Task[Any]] = set()

    async def start(
        self, page: str | None, vacancy: str | None = None
    ) -> tuple[str, str, list[Kept]]:
        """Return a new conversation's id, its token and the greeting."""
        conversation_id, token = secrets.token_hex(16), secrets.token_urlsafe(32)
        replies = await run_in_threadpool(
            self.openings.start,
            Bearer(conversation_id, hash_token(token)),
            page,
            vacancy,
            now=datetime.now(UTC),
        )
        return conversation_id, token, replies

    async def take(
        self,
        bearer: Bearer,
        said: Said,
        key: str | None,
        *,
        also: AlsoKeep | None = None,
        before_hearing: Callable[[], Awaitable[None]] | None = None,
    ) -> list[Kept]:
        """
        Return the replies to one message; the same key again returns the same.

        *before_hearing* is waited for once the message is kept, and before the assistant hears it.
        """

        def receive() -> Received:
            return self.record.receive(bearer, said, key, also=also, now=datetime.now(UTC))

        async def take() -> list[Kept]:
            received = await _unless_being_answered(receive)
            self.kept()
            if received.replies is not None:
                return received.replies
            if received.said_to is not None:
                replies = await self._leave_to_consultant(received, said)
                if replies is not None:
                    return replies
                received = await run_in_threadpool(self.record.remind, received)
            if before_hearing:
                await before_hearing()
            return await self._answer(received, said)

        try:
            return await self._in_turn(bearer, take)
        finally:
            self.kept()

    async def alone[T](self, bearer: Bearer, do: Callable[[], T]) -> T:
        """Do something to a conversation while no turn of it is in hand."""

        async def do_it() -> T:
            return await run_in_threadpool(do)

        return await self._in_turn(bearer, do_it)

    async def close(self) -> None:
        """Wait until every turn in hand is answered."""
        if self.in_hand:
            await asyncio.wait(self.in_hand, timeout=PATIENCE)

    async def _in_turn[T](self, bearer: Bearer, do: Callable[[], Awaitable[T]]) -> T:
        if self.limited and len(self.in_hand) >= MOST_IN_HAND:
            raise Problem("too_fast", retry_after=3)

        async def wait_and_do() -> T:
            # With the token in the key, a stranger only ever waits behind strangers.
            async with self.queues.turn_of(bearer):
                return await do()

        task = asyncio.create_task(wait_and_do())
        self.in_hand.add(task)
        task.add_done_callback(self._put_down)
        try:
            return await asyncio.shield(task)
        except QueueFull:
            raise Problem("too_fast", retry_after=2) from None

    def _put_down(self, task: asyncio.Task[Any]) -> None:
        self.in_hand.discard(task)
        if not task.cancelled():
            task.exception()  # whoever hung up will not ask what became of it

    async def _answer(self, received: Received, said: Said) -> list[Kept]:
        for _ in range(TRIES):
            began = time.monotonic()
            heard = await self._hear(received, said)
            try:
                replies = await run_in_threadpool(
                    self.record.answer, received, said, heard, now=datetime.now(UTC)
                )
            except (Overtaken, StaleDataError):
                received = await run_in_threadpool(self.record.remind, received)
                continue
            logger.info(
                "turn: conversation=%s turn=%d replies=%d took=%dms",
                received.assistant_id,
                received.turn_id,
                len(replies),
                (time.monotonic() - began) * 1000,
            )
            return replies
        raise Problem("still_answering", retry_after=2)

    async def _leave_to_consultant(self, received: Received, said: Said) -> list[Kept] | None:
        heard = None if said.intent else await self._overhear(said)
        for _ in range(TRIES):
            try:
                return await run_in_threadpool(
                    self.record.stand_by, received, said, heard, now=datetime.now(UTC)
                )
            except StaleDataError:
                continue
        raise Problem("still_answering", retry_after=2)

    async def _overhear(self, said: Said) -> Heard | None:
        """
        Let the assistant listen for need, and for nothing else.

        It hears the words in a conversation that does not exist, without memory: whatever it
        would do to this one, a form's last step say, it cannot.
        """
        nowhere = {"conversation": secrets.token_hex(16), "text": said.heard}
        try:
            async with asyncio.timeout(OVERHEARING):
                return await self.assistant.hear(
                    {**nowhere, "asks": None, "page": None, "vacancy": None, "memory": None}
                )
        except (AssistantSilent, TimeoutError):
            return None

    async def _hear(self, received: Received, said: Said) -> Heard | AssistantSilent:
        turn: dict[str, Any] = {
            "conversation": received.assistant_id,
            "text": said.heard,
            "asks": received.asks,
            "page": received.page,
            "vacancy": received.vacancy,
            "memory": received.memory,
        }
        if said.intent:
            turn |= {"intent": said.intent, "entities": dict(said.entities)}
        try:
            return await self.assistant.hear(turn)
        except AssistantSilent as problem:
            return problem


async def _unless_being_answered(receive: Callable[[], Received]) -> Received:
    """Keep the turn; one that another process is answering is waited for."""
    give_up = time.monotonic() + PATIENCE + 1
    while True:
        try:
            return await run_in_threadpool(receive)
        except (BeingAnswered, IntegrityError, StaleDataError):
            if time.monotonic() > give_up:
                raise Problem("still_answering", retry_after=2) from None
            await asyncio.sleep(LOOK_AGAIN)
