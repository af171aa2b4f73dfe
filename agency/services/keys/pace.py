"""How fast somebody may guess at a secret, over all processes and restarts."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from agency.storage.models import Guess

KEPT = timedelta(minutes=30)
NOT_AT_ALL = timedelta(0)


@dataclass(frozen=True)
class Pace:
    """
    Slows guessing down, and shuts nobody out.

    `free` wrong tries within `within` cost nothing; one that is still being checked counts
    as wrong, so a burst is no way round. After them tries go through one by one, `gap` apart,
    and whoever would wait longer than `longest` is sent away. What is right is let in at its
    turn: nobody can be locked out by another's guesses.
    """

    name: str
    free: int
    within: timedelta
    gap: timedelta = timedelta(seconds=3)
    longest: timedelta = timedelta(seconds=15)

    def against(self, key: str) -> str:
        """Return what a try counts against, as it is kept."""
        return hashlib.sha256(f"{self.name} {key}".encode()).hexdigest()


ADDRESS = Pace("address", free=5, within=timedelta(minutes=5))
ACCOUNT = Pace("account", free=10, within=timedelta(minutes=15))
BROWSER = Pace("browser", free=5, within=timedelta(minutes=5))
# Six digits are few: a guesser who has the password is slowed to three codes a minute.
CODE = Pace("code", free=5, within=timedelta(minutes=15), gap=timedelta(seconds=20),
            longest=timedelta(seconds=40))  # fmt: skip
LETTER = Pace("letter", free=5, within=timedelta(minutes=15), gap=timedelta(hours=1),
              longest=timedelta(0))  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """One try that may go on, after a wait."""

    wait: timedelta
    guesses: Sequence[int]


def take_turn(
    session: Session, counts: Sequence[tuple[Pace, str]], *, patient: bool = True, now: datetime
) -> Turn | None:
    """
    Return when this try may be checked, or nothing if too many are waiting.

    It counts as wrong from here on, wherever it counts, until `was_right` takes it back.
    Whoever is not *patient* has it checked at once or not at all.
    """
    if session.get_bind().dialect.name == "postgresql":
        for pace, key in sorted(counts, key=lambda each: each[0].against(each[1])):
            number = int(pace.against(key)[:15], 16)
            session.execute(text("SELECT pg_advisory_xact_lock(:it)"), {"it": number})
    turns = [(pace, key, _turn_of(session, pace, key, now)) for pace, key in counts]
    if any(turn - now > (pace.longest if patient else NOT_AT_ALL) for pace, _, turn in turns):
        return None
    session.execute(delete(Guess).where(Guess.at < now - KEPT))
    guesses = [Guess(against=pace.against(key), at=turn) for pace, key, turn in turns]
    session.add_all(guesses)
    session.flush()  # gives them their ids
    return Turn(max(turn for _, _, turn in turns) - now, [each.id for each in guesses])


def was_right(session: Session, turn: Turn | None) -> None:
    """Take back a try that was no guess."""
    if turn:
        session.execute(delete(Guess).where(Guess.id.in_(turn.guesses)))


def _turn_of(session: Session, pace: Pace, key: str, now: datetime) -> datetime:
    tries = (Guess.against == pace.against(key)) & (Guess.at > now - pace.within)
    count, last = session.execute(select(func.count(), func.max(Guess.at)).where(tries)).one()
    return now if count < pace.free else max(now, last) + pace.gap
