"""Tasks that are done again and again, each in a thread of its own."""

import logging
import threading
from collections.abc import Callable

AFTER_FAILURE = 3.0
# Between two units of one round somebody else may write: a visitor waits for two seconds at most.
BREATH = 0.02

logger = logging.getLogger("agency.worker")


class Rounds:
    """
    Runs each task again and again, in a thread of its own, until it is told to end.

    After a failure it rests for *after_failure* seconds: what is away is not hammered at.
    """

    def __init__(self, *, after_failure: float = AFTER_FAILURE) -> None:
        self.after_failure = after_failure
        self.ending = threading.Event()
        self.threads: list[threading.Thread] = []

    def every(self, seconds: float, name: str, task: Callable[[], bool]) -> None:
        """Run *task* now, again at once while it finds work, and else after *seconds*."""
        thread = threading.Thread(
            target=self.run, args=(seconds, name, task), name=name, daemon=True
        )
        self.threads.append(thread)
        thread.start()

    def run(self, seconds: float, name: str, task: Callable[[], bool]) -> None:
        wait = seconds
        while not self.ending.is_set():
            try:
                found = task()
                wait = seconds
            except Exception:
                # The database may be away for a moment; the worker must outlive that.
                logger.exception("a round failed", extra={"round": name})
                found = False
                wait = max(seconds, self.after_failure)
            self.ending.wait(BREATH if found else wait)

    def end(self) -> None:
        """Let each task finish what it is doing, and stop."""
        self.ending.set()
        for thread in self.threads:
            thread.join(timeout=30)
