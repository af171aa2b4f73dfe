"""How fast somebody may guess at passwords."""

from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

REMEMBERED = 10_000


@dataclass
class Pace:
    """
    Slows guessing down, and shuts nobody out.

    `free` failures within `within` cost nothing; a try that is still being checked
    counts as one, so a burst is no way round. After them tries go through one by
    one, `gap` apart, and whoever would wait longer than `longest` is sent away. A
    right password is let in at its turn: nobody can be locked out by another's
    wrong ones.

    Kept in this process's memory; a restart forgets it.
    """

    free: int
    within: timedelta
    gap: timedelta = timedelta(seconds=3)
    longest: timedelta = timedelta(seconds=15)
    failures: dict[str, deque[datetime]] = field(default_factory=dict)
    taken_until: dict[str, datetime] = field(default_factory=dict)
    being_checked: Counter[str] = field(default_factory=Counter)

    def wait(self, key: str, *, now: datetime) -> timedelta | None:
        """Return how long this try must wait, or `None` if the queue is too long."""
        recent = self.failures.get(key, deque())
        while recent and now - recent[0] > self.within:
            recent.popleft()
        if len(recent) + self.being_checked[key] < self.free:
            return timedelta(0)

        turn = max(now, self.taken_until.get(key, now)) + self.gap
        if turn - now > self.longest:
            return None
        self.taken_until[key] = turn
        return turn - now

    def failed(self, key: str, *, now: datetime) -> None:
        """Remember a wrong password."""
        if len(self.failures) >= REMEMBERED:
            self._forget_the_quiet(now)
        self.failures.setdefault(key, deque(maxlen=self.free)).append(now)

    def _forget_the_quiet(self, now: datetime) -> None:
        quiet = [
            key
            for key, times in self.failures.items()
            if not times or now - times[-1] > self.within
        ]
        # None is quiet: somebody makes keys up, so the oldest go.
        for key in quiet or list(self.failures)[: REMEMBERED // 10]:
            del self.failures[key]
            self.taken_until.pop(key, None)


@dataclass(frozen=True)
class Try:
    """Somebody tries a password: from where, for whom, and in which known browser."""

    address: str
    email: str
    browser: str | None = None


class Paces:
    """How fast passwords may be tried from one address, for one account, in one known browser."""

    def __init__(self) -> None:
        self.address = Pace(free=5, within=timedelta(minutes=5))
        self.account = Pace(free=10, within=timedelta(minutes=15))
        self.browser = Pace(free=5, within=timedelta(minutes=5))

    def wait(self, tried: Try, *, now: datetime) -> timedelta | None:
        """Return how long this try must wait, for all that it counts against."""
        waits = [pace.wait(key, now=now) for pace, key in self._counts(tried)]
        return None if None in waits else max(wait for wait in waits if wait is not None)

    def failed(self, tried: Try, *, now: datetime) -> None:
        """Remember a wrong password wherever it counts."""
        for pace, key in self._counts(tried):
            pace.failed(key, now=now)

    @contextmanager
    def checking(self, tried: Try) -> Iterator[None]:
        """Let a try count as a failure for as long as nobody knows better."""
        counts = self._counts(tried)
        for pace, key in counts:
            pace.being_checked[key] += 1
        try:
            yield
        finally:
            for pace, key in counts:
                pace.being_checked[key] -= 1
                if not pace.being_checked[key]:
                    del pace.being_checked[key]

    def _counts(self, tried: Try) -> list[tuple[Pace, str]]:
        # A browser in which this person signed in before counts by itself:
        # somebody else's wrong guesses never make its owner wait.
        if tried.browser:
            return [(self.browser, tried.browser)]
        return [(self.address, tried.address), (self.account, tried.email.strip().lower())]
