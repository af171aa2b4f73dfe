"""
How long it takes from `make train` to the new examples being live, in a house that goes on talking.

    python -m benchmarks.retraining [--url http://localhost:8000]

Adds a few examples with a word that nobody knows to data/nlu.yml, runs `make train`, and asks with
that word until the running house knows it, while another conversation asks twice a second. In the
end data/nlu.yml is as it was; the next `make train` forgets the word. Run the house with
AGENCY_LIMITS=off.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "data/nlu.yml"
UNKNOWN = "tell me the zibblewick"
TAUGHT = [UNKNOWN, "zibblewick?", "what's the zibblewick for this work", "the zibblewick please"]
KNOWN, TOPIC = "What does a SENCO earn?", "salary"
AT_MOST = 300


@dataclass
class Talk:
    """A conversation that goes on; `took` are seconds, `lost` what was not answered rightly."""

    url: str
    took: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=f"{self.url}/api/v1", timeout=30)
        begun = self.http.post("/conversations", json={}).raise_for_status().json()
        self.door = f"/conversations/{begun['conversation']}/messages"
        self.headers = {"Authorization": f"Bearer {begun['token']}"}

    def topics(self, text: str) -> list[str]:
        """Return the topics of the replies to *text*."""
        answered = self.http.post(self.door, json={"text": text}, headers=self.headers)
        answered.raise_for_status()
        replies = answered.json()["replies"]
        return [reply["answer"]["topic"] for reply in replies if reply.get("answer")]

    def go_on(self) -> None:
        while not self.over.wait(0.5):
            started = time.monotonic()
            try:
                if self.topics(KNOWN) != [TOPIC]:
                    self.lost.append("another answer")
            except httpx.HTTPError as problem:
                self.lost.append(type(problem).__name__)
            self.took.append(time.monotonic() - started)


def teach(examples: str) -> str:
    """Return *examples* with the unknown word among those of the topic."""
    taught = "".join(f"      - {each}\n" for each in TAUGHT)
    return re.sub(
        rf"(  - intent: ask/{TOPIC}\n    examples: \|\n)", rf"\g<1>{taught}", examples, count=1
    )


def main() -> None:
    """Teach, train, wait until it is live, and print the seconds of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://localhost:8000")
    url = parser.parse_args().url
    before = EXAMPLES.read_text("utf-8")
    talk, learner = Talk(url), Talk(url)
    if TOPIC in learner.topics(UNKNOWN):
        raise SystemExit("The word is known already: run `make train` first.")
    threading.Thread(target=talk.go_on, daemon=True).start()
    started, cpu = time.monotonic(), os.times()
    try:
        EXAMPLES.write_text(teach(before), "utf-8")
        subprocess.run(["make", "train"], cwd=ROOT, check=True, capture_output=True)
        trained = time.monotonic() - started
        while TOPIC not in Talk(url).topics(UNKNOWN):
            if time.monotonic() - started > AT_MOST:
                raise SystemExit("The new examples never became live.")
            time.sleep(0.3)
        live = time.monotonic() - started
    finally:
        EXAMPLES.write_text(before, "utf-8")
        talk.over.set()
    used = os.times()
    spent = used.children_user + used.children_system - cpu.children_user - cpu.children_system
    print(f"trained after {trained:.0f} s ({spent:.0f} s of CPU), live after {live:.0f} s")
    slowest = max(talk.took)
    print(f"{len(talk.took)} turns meanwhile, {len(talk.lost)} lost; the slowest {slowest:.2f} s")


if __name__ == "__main__":
    main()
