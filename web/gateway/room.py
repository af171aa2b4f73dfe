"""Room on the disk, looked at before anything more is promised a place there."""

import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from web.gateway.problems import Problem

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024

# What is begun below these could end half-written: a turn has replies, a lead and letters to come.
ROOM_FOR_A_TURN = 64 * MEGABYTE
ROOM_FOR_A_CV = 128 * MEGABYTE

GOOD_FOR = 3.0
TRY_AGAIN_AFTER = 300


def free_bytes(folder: Path) -> int:
    """Return the bytes free on the volume of *folder*, which may still have to be made."""
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    return shutil.disk_usage(there).free


class Room:
    """The space left on the volume of *folder*; it is measured once every few seconds at most."""

    def __init__(
        self,
        folder: Path,
        *,
        measure: Callable[[Path], int] = free_bytes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.folder = folder
        self.measure = measure
        self.clock = clock
        self.measured: tuple[float, int] | None = None

    def require(self, least: int) -> None:
        """Refuse, in words, to keep anything more where less than *least* bytes are free."""
        if self._free() < least:
            raise Problem("no_room", retry_after=TRY_AGAIN_AFTER)

    def _free(self) -> int:
        now = self.clock()
        if self.measured is None or now - self.measured[0] >= GOOD_FOR:
            self.measured = now, self.measure(self.folder)
            if self.measured[1] < ROOM_FOR_A_CV:
                logger.error("disk nearly full: %d MB free", self.measured[1] // MEGABYTE)
        return self.measured[1]
