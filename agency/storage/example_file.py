"""The ways people say things, as data/nlu.yml lists them, and the desk's own beside them."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

ASK = "ask/"
LITTLE = frozenset({"a", "an", "the", "please", "pls"})
# A mark of Rasa's in a line would make an entity or a synonym of it.
MARKS = re.compile(r"[\[\]{}()]")


@dataclass(frozen=True)
class ExampleFile:
    """Every label with its examples, in the order of the file."""

    examples: Mapping[str, tuple[str, ...]]
    topic_of_intent: Mapping[str, str]
    words: Mapping[frozenset[str], tuple[str, str]] = field(repr=False, default_factory=dict)

    def label_of(self, topic: str) -> str:
        """Return the label of a topic: ask/salary, or the intent that stands for it."""
        intents = {name: intent for intent, name in self.topic_of_intent.items()}
        return intents.get(topic, f"{ASK}{topic}")

    def topic_of(self, label: str) -> str | None:
        _, _, topic = label.partition("/")
        return topic or self.topic_of_intent.get(label)

    def topics(self) -> list[str]:
        """Return every topic that has examples."""
        return [topic for label in self.examples if (topic := self.topic_of(label))]


def read_examples(data: Path, config: Path) -> ExampleFile:
    """Return the examples of nlu.yml in *data*; the same object until a file changes."""
    file = data / "nlu.yml"
    return _read(file, file.stat().st_mtime_ns, config, config.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(file: Path, _stamp: int, config: Path, _other: int) -> ExampleFile:
    listed = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)["nlu"]
    examples = {
        str(each["intent"]): tuple(_lines(each["examples"])) for each in listed if "intent" in each
    }
    pipeline = yaml.load(config.read_text("utf-8"), Loader=yaml.CSafeLoader)["pipeline"]
    topics = {
        intent: topic for each in pipeline for intent, topic in (each.get("topics") or {}).items()
    }
    words = {words_in(text): (label, text) for label, of in examples.items() for text in of}
    return ExampleFile(examples, topics, words)


def words_in(text: str) -> frozenset[str]:
    """Return the words that tell one sentence from another; all of them, if it has no others."""
    words = frozenset(re.findall(r"[\w£%]+", text.casefold()))
    return words - LITTLE or words


def as_example_file(
    examples: Iterable[tuple[str, str]], own: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> str:
    """
    Return (label, text) pairs as a file that Rasa reads beside data/nlu.yml.

    For a topic of the agency's *own* it also says what the topic is about: Rasa wants a response
    for it, and the search reads them.
    """
    by_label: dict[str, list[str]] = {}
    for label, text in examples:
        by_label.setdefault(label, []).append(text)
    lines = ["# Chosen at the desk. `agency examples export` writes this; do not edit it.", ""]
    lines += ['version: "3.1"', "", "nlu:" if by_label else "nlu: []"]
    for label, texts in sorted(by_label.items()):
        lines += [f"  - intent: {label}", "    examples: |"]
        lines += [f"      - {text}" for text in texts]
    if own:
        lines += ["", "responses:"]
    for name, said in sorted(own.items()):
        lines.append(f"  utter_{ASK}{name}:")
        # JSON is YAML on one line: nothing that an editor wrote can be read as anything else.
        lines += [f"    - text: {json.dumps(text, ensure_ascii=True)}" for text in said]
    return "\n".join(lines) + "\n"


def _lines(block: str) -> list[str]:
    return [line[2:].strip() for line in block.splitlines() if line.startswith("- ")]
