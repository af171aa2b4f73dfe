"""
What one turn costs in CPU: Rasa, actions and web together, in a running house on this machine.

    python benchmarks/turn_cost.py [--url http://localhost:8000] [--turns 60] [--rounds 5]

Wall clocks lie on a busy machine, so it reads the CPU time of the processes from /proc, before and
after a round of turns, and prints the median of the rounds. Run the house with AGENCY_LIMITS=off.
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections.abc import Callable
from pathlib import Path

import httpx

TICKS = os.sysconf("SC_CLK_TCK")
DOORS = {"rasa": "rasa run", "actions": "actions.server", "web": "-m web"}
QUESTIONS = [
    "how much does a senco earn",
    "what qualifications do I need to be a teaching assistant",
    "how long does a DBS check take",
    "can I work part time in a special school",
]


def children_of(port: int) -> dict[str, int]:
    """Return the process ids of the house whose web listens on *port*."""
    running = {int(folder.name): folder for folder in Path("/proc").glob("[0-9]*")}
    webs = [
        pid
        for pid, folder in running.items()
        if f"AGENCY_PORT={port}" in text_of(folder / "environ")
        and DOORS["web"] in text_of(folder / "cmdline")
    ]
    supervisors = {parent_of(pid) for pid in webs}
    return {
        door: pid
        for pid, folder in running.items()
        for door, sign in DOORS.items()
        if sign in text_of(folder / "cmdline") and parent_of(pid) in supervisors
    }


def text_of(file: Path) -> str:
    """Return what /proc says in *file*, its zero bytes as spaces; nothing once it has ended."""
    try:
        return file.read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def parent_of(pid: int) -> int:
    stat = text_of(Path(f"/proc/{pid}/stat"))
    return int(stat.rsplit(")", 1)[1].split()[1]) if stat else 0


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process, with its threads, has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Talk:
    """A conversation that goes on for as long as it is measured."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=f"{url}/api/v1", timeout=30)
        begun = self.http.post("/conversations", json={}).raise_for_status().json()
        self.path = f"/conversations/{begun['conversation']}/messages"
        self.http.headers["Authorization"] = f"Bearer {begun['token']}"

    def say(self, text: str) -> None:
        self.http.post(self.path, json={"text": text}).raise_for_status()


def answer_turns(talk: Talk, turns: int) -> None:
    for number in range(turns):
        talk.say(QUESTIONS[number % len(QUESTIONS)])


def form_turns(talk: Talk, turns: int) -> None:
    """Give an address that the form must refuse, so that each turn validates and asks again."""
    for _ in range(turns):
        talk.say("nadia@example")


def measure(
    pids: dict[str, int], turns: int, rounds: int, work: Callable[[int], None]
) -> dict[str, float]:
    """Return milliseconds of CPU for each turn and door, the median of the rounds."""
    seen: dict[str, list[float]] = {door: [] for door in pids}
    for _ in range(rounds):
        before = {door: cpu_seconds(pid) for door, pid in pids.items()}
        work(turns)
        for door, pid in pids.items():
            seen[door].append(1000 * (cpu_seconds(pid) - before[door]) / turns)
    return {door: statistics.median(values) for door, values in seen.items()}


def main() -> None:
    """Measure answer turns and form turns, and print both with their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8000")
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    wanted = parser.parse_args()
    pids = children_of(httpx.URL(wanted.url).port or 80)
    if set(pids) != set(DOORS):
        raise SystemExit(f"found only {sorted(pids)} of the house at {wanted.url}")

    totals = {}
    for name, turn in [("answer turn", answer_turns), ("form turn", form_turns)]:

        def work(turns: int, turn: Callable[[Talk, int], None] = turn) -> None:
            talk = Talk(wanted.url)
            if turn is form_turns:
                for text in ("I want to register", "yes", "TA", "Jo Bloggs"):
                    talk.say(text)
            turn(talk, turns)

        work(5)
        spent = measure(pids, wanted.turns, wanted.rounds, work)
        totals[name] = sum(spent.values())
        parts = "   ".join(f"{door} {value:5.1f}" for door, value in spent.items())
        print(f"{name:12} {totals[name]:5.1f} ms of CPU   ({parts})")
    print(f"a form turn costs {totals['form turn'] / totals['answer turn']:.2f} of an answer turn")


if __name__ == "__main__":
    main()
