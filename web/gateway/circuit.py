"""A circuit that opens when calling is no use, so that nobody waits for nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass

FAILURES_TO_OPEN = 3
OPEN_FOR = 5.0


@dataclass
class Circuit:
    """Open for five seconds after three failures in a row; then one more failure is enough."""

    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    opened_at: float = 0.0

    @property
    def is_open(self) -> bool:
        return self.failures >= FAILURES_TO_OPEN and self.clock() - self.opened_at < OPEN_FOR

    def failed(self) -> None:
        self.failures += 1
        self.opened_at = self.clock()

    def worked(self) -> None:
        self.failures = 0
