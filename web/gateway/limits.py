"""How fast strangers may open conversations; within one, its own record is counted."""

import time
from collections import deque
from collections.abc import Callable

AN_HOUR = 3600.0

# A whole school may sit behind one address.
CONVERSATIONS_AN_HOUR = 120
MOST_ADDRESSES = 10_000


class ArrivalPace:
    """Counts arrivals for each address over the last hour, in this process's memory alone."""

    def __init__(
        self,
        *,
        limited: bool,
        most: int = CONVERSATIONS_AN_HOUR,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limited = limited
        self.most = most
        self.clock = clock
        self.arrivals: dict[str, deque[float]] = {}

    def arrive(self, address: str) -> int | None:
        """Count one more; where it is one too many, return the seconds to wait instead."""
        if not self.limited:
            return None
        now = self.clock()
        lately = self.arrivals.setdefault(address, deque())
        while lately and now - lately[0] > AN_HOUR:
            lately.popleft()
        if len(lately) >= self.most:
            return int(lately[0] + AN_HOUR - now) + 1
        lately.append(now)
        if len(self.arrivals) > MOST_ADDRESSES:
            self._forget_the_quiet(now)
        return None

    def _forget_the_quiet(self, now: float) -> None:
        self.arrivals = {
            address: lately
            for address, lately in self.arrivals.items()
            if lately and now - lately[-1] <= AN_HOUR
        }
