"""Whether the whole way works, through the assistant and its actions: asked, not assumed."""

import asyncio
import time
from collections.abc import Callable

from web.gateway.assistant import Assistant, AssistantSilent

EVERY = 12.0
EVERY_UNTIL_READY = 2.0
GOOD_FOR = 30.0

# A question about the assistant itself: an action answers it, and it touches nobody.
QUESTION = {
    "conversation": "0" * 32,
    "text": "Are you there?",
    "asks": None,
    "page": None,
    "vacancy": None,
    "memory": None,
    "intent": "ask",
    "entities": {"topic": "bot_identity"},
}


class Probe:
    """Puts one real question to the assistant now and then, and remembers when it last answered."""

    def __init__(self, assistant: Assistant, clock: Callable[[], float] = time.monotonic) -> None:
        self.assistant = assistant
        self.clock = clock
        self.answered_at: float | None = None

    @property
    def is_ready(self) -> bool:
        return self.answered_at is not None and self.clock() - self.answered_at <= GOOD_FOR

    async def ask(self) -> None:
        try:
            await self.assistant.probe(QUESTION)
        except AssistantSilent:
            return
        self.answered_at = self.clock()

    async def keep_asking(self) -> None:
        """Ask for ever; more often while there is no answer."""
        while True:
            await self.ask()
            await asyncio.sleep(EVERY if self.is_ready else EVERY_UNTIL_READY)
