"""Who is killed when. The moment is chosen from outside: by the clock, the database, the post."""

from __future__ import annotations

import queue
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.faults.house import KillableHouse
from tests.faults.sinks import Moments

WAIT_FOR_A_MOMENT = 45.0
LOOK = 0.0005

LEAD = "SELECT 1 FROM lead WHERE conversation_id = :talk"
REPLY = (
    "SELECT 1 FROM turn JOIN lead ON lead.conversation_id = turn.conversation_id "
    "WHERE turn.conversation_id = :talk AND turn.speaker = 'assistant' "
    "AND turn.text LIKE '%' || printf('L-%04d', lead.id) || '%'"
)
CLAIMED = (
    "SELECT 1 FROM delivery WHERE state = 'waiting' "
    "AND claimed_until > strftime('%Y-%m-%d %H:%M:%f', 'now')"
)


@dataclass(frozen=True)
class Step:
    """One process, and the moment at which it dies."""

    process: str
    moment: str


# Who dies when, over and over. The assistant dies least: it takes longest to come back.
PLAN = (
    Step("worker", "claimed"),
    Step("worker", "letter arrives"),
    Step("worker", "letter answered"),
    Step("worker", "webhook arrives"),
    Step("worker", "webhook answered"),
    Step("actions", "at work"),
    Step("actions", "at work"),
    Step("actions", "committed"),
    Step("web", "at work"),
    Step("web", "committed"),
    Step("web", "replying"),
    Step("actions", "committed"),
    Step("web", "at work"),
    Step("all but rasa", "committed"),
    Step("worker", "letter arrives"),
    Step("actions", "at work"),
    Step("web", "committed"),
    Step("rasa", "committed"),
    Step("worker", "webhook answered"),
    Step("rasa", "at work"),
)


def plan(kills: int) -> Iterator[Step]:
    """Return the steps at which processes die, each of them as often as the others."""
    return (PLAN[number % len(PLAN)] for number in range(kills))


class Killer:
    """Kills by plan, and writes down what stood in the database at that moment."""

    def __init__(self, house: KillableHouse, moments: Moments, seed: int) -> None:
        self.house, self.moments = house, moments
        self.chance = random.Random(seed)
        self.sent: queue.Queue[str] = queue.Queue()
        self.deaths: Counter[tuple[str, str]] = Counter()
        self.missed: Counter[Step] = Counter()

    def sending(self, talk: str) -> None:
        """Hear from a visitor that everything is handed over now."""
        self.sent.put(talk)

    def carry_out(self, steps: Iterator[Step], tell: Callable[[str], None]) -> None:
        for step in steps:
            while not self.take(step):
                self.missed[step] += 1
                if self.missed[step] > 20:
                    raise RuntimeError(f"the moment never came: {step}")
            count = sum(self.deaths.values())
            if count % 20 == 0:
                tell(f"{count} killed")

    def take(self, step: Step) -> bool:
        """Wait for the step's moment and kill; say whether it came and anybody was alive."""
        if step.process == "worker" and step.moment != "claimed":
            return self.kill_at_the_door(step)
        if step.process == "worker":
            return self.saw(CLAIMED, "") and self.kill(step, "a delivery is claimed")
        talk = self.next_send()
        if talk is None:
            return False
        if step.moment == "at work":
            time.sleep(self.chance.uniform(0, 0.12))
        elif not self.saw(LEAD if step.moment == "committed" else REPLY, talk):
            return False
        return self.kill(step, talk=talk)

    def kill_at_the_door(self, step: Step) -> bool:
        done = threading.Event()
        hit: list[bool] = []

        def act() -> None:
            hit.append(self.kill(step, step.moment))
            done.set()

        self.moments.want(step.moment, act)
        done.wait(WAIT_FOR_A_MOMENT)
        self.moments.forget(step.moment)
        return any(hit)

    def kill(self, step: Step, phase: str = "", *, talk: str = "") -> bool:
        names = ["web", "actions", "worker"] if step.process == "all but rasa" else [step.process]
        killed = [self.house.kill(name) for name in names]
        if not all(killed):
            return False
        self.deaths[step.process, phase or self.phase_of(talk)] += 1
        return True

    def phase_of(self, talk: str) -> str:
        if self.stands(REPLY, talk):
            return "after the reply was kept"
        if self.stands(LEAD, talk):
            return "after the commit, before the reply was kept"
        return "before the commit"

    def next_send(self) -> str | None:
        while not self.sent.empty():
            self.sent.get()
        try:
            return self.sent.get(timeout=WAIT_FOR_A_MOMENT)
        except queue.Empty:
            return None

    def stands(self, question: str, talk: str) -> bool:
        with closing(look_into(self.house.database)) as database:
            return database.execute(question, {"talk": talk}).fetchone() is not None

    def saw(self, question: str, talk: str) -> bool:
        """Look again and again until it is so; say whether it was within some seconds."""
        until = time.monotonic() + WAIT_FOR_A_MOMENT / 3
        with closing(look_into(self.house.database)) as database:
            while time.monotonic() < until:
                if database.execute(question, {"talk": talk}).fetchone():
                    return True
                time.sleep(LOOK)
        return False


def look_into(database: Path) -> sqlite3.Connection:
    """Open *database* to read alone."""
    return sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)
