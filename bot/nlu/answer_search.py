"""A search over the answers themselves, for a message that is near no question we have heard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.learner import Learner
from bot.nlu.parts import DIVISION_SLASH
from bot.nlu.questions import UNCLEAR
from bot.nlu.roles import role_named
from bot.nlu.sentence_vectors import sentence_model
from bot.nlu.topic_classifier import RANKING

ANSWERS = "data/answers"
MOST_FOUND = 3
# What the classifier thinks breaks a tie between answers that read alike.
CHANCE_WEIGHS = 1.0
Passage = tuple[str, str]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerSearch(Learner, IntentClassifier):
    """
    Adds `found` to an unclear message: the topics whose answers are nearest to what it says.

    The answers' vectors are made at training: of the files, and of what the examples' file says
    about topics that the agency began itself. An answer that is edited later is still found by
    what it was about; the visitor reads it as it is now.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"answers": ANSWERS, "sentences": "models/sentences", "not_offered": []}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(config, model_storage, resource)
        self.sentences = sentence_model(Path(config["sentences"]))
        self.topics: list[str] = []
        self.vectors: np.ndarray | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Read the answers and keep their vectors."""
        read = list(passages(Path(self.config["answers"]), self.config["not_offered"]))
        known = {*self.config["not_offered"], *(topic for topic, _ in read)}
        read += [each for each in own_passages(training_data) if each[0] not in known]
        self.topics = [topic for topic, _ in read]
        self.vectors = self.sentences.vectors([text for _, text in read])
        return self.learned()

    def keep(self, folder: Path) -> None:
        """Write the topics and the vectors of their answers."""
        np.save(folder / "vectors.npy", self.vectors, allow_pickle=False)
        (folder / "topics.json").write_text(json.dumps(self.topics), "utf-8")

    def take_up(self, folder: Path) -> None:
        """Read both."""
        self.vectors = np.load(folder / "vectors.npy", allow_pickle=False)
        self.topics = json.loads((folder / "topics.json").read_text("utf-8"))

    def process(self, messages: list[Message]) -> list[Message]:
        """Look for answers to each message that was not understood."""
        for message in messages:
            # A typed command is unclear, but the words in it may not be.
            text = (message.get(TEXT) or "").removeprefix(DIVISION_SLASH)
            unclear = (message.get(INTENT) or {}).get("name") == UNCLEAR
            if unclear and text and self.vectors is not None:
                role = role_named(message.get(ENTITIES) or [])
                chances = chances_of(message.get(RANKING) or [])
                found = [
                    {"topic": topic, "role": role, "confidence": round(nearness, 3)}
                    for topic, nearness in self.nearest(self.sentences.vector(text), chances)
                ]
                message.set("found", found, add_to_output=True)
        return messages

    def nearest(self, vector: np.ndarray, chances: dict[str, float]) -> list[tuple[str, float]]:
        """Return the topics with the passages nearest to *vector*, and how near, best first."""
        best: dict[str, float] = {}
        for topic, nearness in zip(self.topics, (self.vectors @ vector).tolist(), strict=True):
            best[topic] = max(best.get(topic, -1.0), nearness)
        scored = {t: n + CHANCE_WEIGHS * chances.get(t, 0.0) for t, n in best.items()}
        return sorted(scored.items(), key=lambda each: -each[1])[:MOST_FOUND]


def chances_of(ranking: list[dict[str, Any]]) -> dict[str, float]:
    """Return what the classifier gives each topic that is a question."""
    return {
        entry["name"].partition("/")[2]: entry["confidence"]
        for entry in ranking
        if "/" in entry["name"]
    }


def passages(folder: Path, not_offered: list[str]) -> Iterator[Passage]:
    """Return each topic with every text that says what it is about."""
    for path in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(path.read_text("utf-8"))
        topic = content["topic"]
        if topic in not_offered:
            continue
        yield topic, content["title"]
        yield topic, content["question"]["any"]
        for answer in content["answers"]:
            for text in (answer["text"], answer.get("more") or ""):
                yield from ((topic, part) for part in paragraphs(text))


def own_passages(training_data: TrainingData) -> Iterator[Passage]:
    """Return each topic that has a response, with the texts that say what it is about."""
    for name, said in training_data.responses.items():
        topic = name.partition("/")[2]
        yield from ((topic, part) for each in said for part in paragraphs(each.get(TEXT) or ""))


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of an answer, without its marks."""
    plain = text.replace("**", "")
    return [part.strip() for part in plain.split("\n\n") if part.strip()]
