"""
Reads labelled questions with a trained assistant, in the assistant's own room, without a server.

    .venv-rasa/bin/python -m benchmarks.reading MODEL QUESTIONS [QUESTIONS ...]

Each question begins a conversation: it is parsed, and the next action is chosen, as `rasa run`
would. The last line printed is JSON: what was said to each question, CPU per message, and the
memory of the process at its peak.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import statistics
import sys
import time
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
Line = dict[str, Any]
Parsed = dict[str, Any]

UNCLEAR = "nlu_fallback"
OUT_OF_SCOPE = "oos"
# Said alone, these ask the last question again.
OF_THE_LAST_TOPIC = frozenset({"switch_role", "follow_up"})
DECLINED = frozenset({OUT_OF_SCOPE, None})
# Until the first messages are through, TensorFlow is still building its graphs.
WARM_UP = 20


@dataclass(frozen=True)
class Judged:
    """What one line was taken for; `sure` of its first guess, if several were weighed at all."""

    kind: str
    label: str
    said: str | None
    right: bool
    guess: str | None
    guess_right: bool
    weighed: bool
    sure: float
    second: float
    text: str


def lines_of(files: Iterable[Path]) -> list[Line]:
    """Return the questions of *files*; values typed into a form are no questions."""
    found = [
        json.loads(row) for file in files for row in file.read_text("utf-8").splitlines() if row
    ]
    return [line for line in found if line["kind"] != "form_value"]


def topics_of_intents() -> dict[str, str]:
    """Return the topic behind each intent that is not a question, as config.yml names them."""
    config = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))
    return {
        intent: topic
        for component in config["pipeline"]
        for intent, topic in component.get("topics", {}).items()
    }


def right_topics(line: Line) -> set[str]:
    return {line["topic"], *line.get("accept", []), *line.get("topics", [])}


def label_of(parsed: Parsed) -> str | None:
    """Return intent or, of a question, `ask/<topic>`, whichever component says it."""
    intent = parsed["intent"].get("name")
    if intent == UNCLEAR:
        return None
    if questions := parsed.get("questions"):
        topic = questions[0]["topic"]
        return f"{intent}/{topic}" if intent == "ask" else intent
    selected = parsed.get("response_selector", {}).get("default", {}).get("response", {})
    if intent == "ask" and selected:
        return str(selected["intent_response_key"])
    return str(intent)


def topic_of(label: str | None, topics: dict[str, str], line: Line) -> str | None:
    """Return the topic of *label*; a follow-up alone has the last one."""
    if label is None:
        return None
    intent, _, topic = label.partition("/")
    if intent in OF_THE_LAST_TOPIC:
        return (line.get("context") or {}).get("topic")
    return topic or topics.get(intent, intent)


def judge(line: Line, parsed: Parsed, topics: dict[str, str]) -> Judged:
    """Compare what was understood with the line's label: the same for every assistant."""
    said = topic_of(label_of(parsed), topics, line)
    ranking = [each for each in parsed.get("intent_ranking", []) if each["name"] != UNCLEAR]
    weighed = len(ranking) > 1
    guess = topic_of(ranking[0]["name"], topics, line) if weighed else said
    right = right_topics(line)
    declines = line["kind"] in ("out_of_scope", "abuse")
    return Judged(
        kind=line["kind"],
        label=line["topic"],
        said=said,
        right=said in right or (declines and said in DECLINED),
        guess=guess,
        guess_right=guess in right,
        weighed=weighed,
        sure=ranking[0]["confidence"] if weighed else 1.0,
        second=ranking[1]["confidence"] if weighed else 0.0,
        text=line["text"],
    )


class Assistant:
    """A trained assistant without a server: parses a message and chooses the next action."""

    def __init__(self, model: Path) -> None:
        warnings.filterwarnings("ignore")
        logging.disable(logging.WARNING)
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.ERROR)
        self.processor = Agent.load(str(model)).processor
        self.asked = 0

    async def read(self, line: Line) -> Parsed:
        """Return what *line* was understood as, in a conversation of its own."""
        from rasa.core.channels.channel import UserMessage

        self.asked += 1
        topic = (line.get("context") or {}).get("topic")
        tracker = await self.processor.log_message(
            UserMessage(
                line["text"][:2000],
                sender_id=f"{self.asked:032x}",
                metadata={"topic": topic} if topic else {},
            ),
            should_save_tracker=False,
        )
        self.processor.predict_next_with_tracker_if_should(tracker)
        parsed: Parsed = tracker.latest_message.parse_data
        return parsed


async def read_all(model: Path, files: Sequence[Path]) -> dict[str, Any]:
    """Return the judged lines of each file and what they cost."""
    began = time.perf_counter()
    assistant = Assistant(model)
    loaded = time.perf_counter() - began
    topics = topics_of_intents()
    judged: dict[str, list[dict[str, Any]]] = {}
    cpu, wall = [], []
    for file in files:
        judged[file.name] = []
        for line in lines_of([file]):
            cpu_before, wall_before = time.process_time(), time.perf_counter()
            parsed = await assistant.read(line)
            cpu.append(time.process_time() - cpu_before)
            wall.append(time.perf_counter() - wall_before)
            judged[file.name].append(asdict(judge(line, parsed, topics)))
    return {
        "judged": judged,
        "loading": loaded,
        "cpu_ms": 1000 * statistics.mean(cpu[WARM_UP:]),
        "wall_ms": 1000 * statistics.median(wall[WARM_UP:]),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main() -> None:
    """Read the files named and print the figures as JSON."""
    os.chdir(ROOT)
    model, *files = [Path(word) for word in sys.argv[1:]]
    print(json.dumps(asyncio.run(read_all(model, files))))


if __name__ == "__main__":
    main()
