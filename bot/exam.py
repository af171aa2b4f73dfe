"""
Asks a trained assistant a list of questions, in its own room, without a server.

    .venv-rasa/bin/python -m bot.exam MODEL QUESTIONS.jsonl HEARD.json

Each question is parsed in a conversation of its own. What is written are the topics understood, in
the order asked; none where the assistant would have offered choices.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
UNCLEAR = "nlu_fallback"
# Said alone, these ask the last question again.
OF_THE_LAST_TOPIC = frozenset({"switch_role", "follow_up"})
TELLS_EVERY = 100

Line = dict[str, Any]


class Examinee:
    """A trained assistant that answers nobody: it only says what it understood."""

    def __init__(self, model: Path) -> None:
        warnings.filterwarnings("ignore")
        logging.disable(logging.WARNING)
        from rasa.core.agent import Agent
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.ERROR)
        self.processor = Agent.load(str(model)).processor
        config = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))
        self.topics: dict[str, str] = {
            intent: topic
            for component in config["pipeline"]
            for intent, topic in component.get("topics", {}).items()
        }

    async def hear(self, line: Line) -> list[str]:
        """Return the topics that *line* was understood to ask about."""
        from rasa.core.channels.channel import UserMessage

        last = (line.get("context") or {}).get("topic")
        message = UserMessage(line["text"][:2000], metadata={"topic": last} if last else {})
        parsed = await self.processor.parse_message(message)
        intent = parsed["intent"].get("name")
        if intent is None or intent == UNCLEAR:
            return []
        if intent in OF_THE_LAST_TOPIC:
            return [last] if last else []
        if intent != "ask":
            return [self.topics.get(intent, intent)]
        return [each["topic"] for each in parsed.get("questions") or [] if each.get("topic")]


async def hear_all(model: Path, lines: list[Line]) -> list[list[str]]:
    """Return what was understood of each of *lines*, telling how far it is."""
    examinee = Examinee(model)
    heard = []
    for number, line in enumerate(lines):
        if number % TELLS_EVERY == 0:
            print(f"asked {number} of {len(lines)}", flush=True)
        heard.append(await examinee.hear(line))
    return heard


def main() -> None:
    """Ask, and write what was understood."""
    os.chdir(ROOT)
    model, questions, target = [Path(word) for word in sys.argv[1:]]
    lines = [json.loads(row) for row in questions.read_text("utf-8").splitlines() if row]
    heard = asyncio.run(hear_all(model, lines))
    target.write_text(json.dumps(heard), "utf-8")


if __name__ == "__main__":
    main()
