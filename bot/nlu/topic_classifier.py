"""Which topic a message is about, and each of its parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.learner import Learner
from bot.nlu.neighbours import Neighbours
from bot.nlu.parts import Part, parts, points_back
from bot.nlu.sentence_vectors import SentenceModel, sentence_model
from bot.nlu.topic_model import Ranked, TopicModel

RANKING = "intent_ranking"
PARTS = "parts"
STRANGE = "strange"
RANKED = 10
RANKED_PARTS = 3
# From here on a message is a story, in which the questions weigh more than the rest.
STORY = 25
QUESTIONS_WEIGH = 0.3
# The regression is less sure of a story than it is right; see docs/understanding.md.
STORY_IS_CLEARER = 0.5
# How much the nearest examples count beside the regression; see docs/understanding.md.
NEIGHBOURS_WEIGH = 0.4
# The label of what only makes sense after an answer: "and if mine has lapsed?".
FOLLOW_UP = "follow_up"
FOLLOWS = 0.3
# A part that points back is read together with the one before, unless it is this clear alone.
CLEAR = 0.5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(Learner, IntentClassifier):
    """
    Sets intent and ranking, and ranks the parts of a message that has several.

    The labels of a retrieval intent (`ask/salary`) compete with the plain intents, so that one
    classifier sees all the examples; the intent is then `ask`, and the ranking keeps the whole
    label.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"sentences": "models/sentences"}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(config, model_storage, resource)
        self.model: TopicModel | None = None
        self.neighbours: Neighbours | None = None
        self.sentences = sentence_model(Path(config["sentences"]))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier to the examples and keep it."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        vectors = np.vstack([sentence_vector(message) for message in examples])
        labels = [message.get(INTENT_RESPONSE_KEY) or message.get(INTENT) for message in examples]
        self.model = TopicModel.train([message.get(TEXT) for message in examples], vectors, labels)
        self.neighbours = Neighbours(vectors, labels)
        return self.learned()

    def keep(self, folder: Path) -> None:
        """Write the classifier, and the examples that it asks beside it."""
        assert self.model
        assert self.neighbours
        self.model.keep(folder)
        self.neighbours.keep(folder)

    def take_up(self, folder: Path) -> None:
        """Read both."""
        self.model, self.neighbours = TopicModel.kept(folder), Neighbours.kept(folder)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent, the ranking and the parts of each message."""
        for message in messages:
            text = message.get(TEXT)
            if not text or self.model is None or self.neighbours is None:
                continue
            vector = sentence_vector(message)
            read = Reading(self.model, self.neighbours, self.sentences, text, vector)
            label, confidence = read.ranking[0]
            intent = {"name": label.split("/")[0], "confidence": confidence}
            message.set(INTENT, intent, add_to_output=True)
            message.set(RANKING, as_ranking(read.ranking[:RANKED]), add_to_output=True)
            message.set(PARTS, read.parts())
            message.set(STRANGE, self.model.is_strange(text))
        return messages


class Reading:
    """One text as the classifier reads it: as a whole and in its parts."""

    def __init__(
        self,
        model: TopicModel,
        neighbours: Neighbours,
        sentences: SentenceModel,
        text: str,
        vector: np.ndarray,
    ) -> None:
        self.model = model
        self.sentences = sentences
        self.found = parts(text)
        self.chances: list[np.ndarray] = []
        for number in range(len(self.found)):
            before = self.chances[-1] if self.chances else np.zeros(len(model.labels))
            self.chances.append(self.chances_of(number, before))
        chances = self.whole(model.chances(text, vector), len(text.split()))
        near = neighbours.chances(vector)
        self.ranking = model.ranked((1 - NEIGHBOURS_WEIGH) * chances + NEIGHBOURS_WEIGH * near)

    def chances_of(self, number: int, before: np.ndarray) -> np.ndarray:
        """Return the chances of a part; as far as it only follows on, those with the one before."""
        part = self.found[number].text
        alone = self.model.chances(part, self.sentences.vector(part))
        if number == 0 or not self.follows(part, alone):
            return alone
        joined = f"{self.found[number - 1].text} {part}"
        together = self.model.chances(joined, self.sentences.vector(joined))
        if together.argmax() != before.argmax():
            return together
        # It adds nothing to the part before: what it says itself may be another question.
        if FOLLOW_UP in self.model.labels:
            alone[self.model.labels.index(FOLLOW_UP)] = 0.0
        return alone / alone.sum()

    def follows(self, part: str, alone: np.ndarray) -> bool:
        """Tell whether *part* cannot be understood without the one before it."""
        if FOLLOW_UP in self.model.labels and alone[self.model.labels.index(FOLLOW_UP)] > FOLLOWS:
            return True
        return bool(alone.max() < CLEAR) and points_back(part)

    def whole(self, chances: np.ndarray, words: int) -> np.ndarray:
        questions = [c for part, c in zip(self.found, self.chances, strict=True) if part.asks]
        if words <= STORY:
            return chances
        if questions:
            asked = np.mean(questions, axis=0)
            chances = (1 - QUESTIONS_WEIGH) * chances + QUESTIONS_WEIGH * asked
        clearer = chances ** (1 / STORY_IS_CLEARER)
        return clearer / clearer.sum()

    def parts(self) -> list[dict[str, Any]]:
        """Return each part with its place in the text and the best of its own ranking."""
        return [
            as_part(part, self.model.ranked(chances)[:RANKED_PARTS])
            for part, chances in zip(self.found, self.chances, strict=True)
        ]


def as_part(part: Part, ranked: Ranked) -> dict[str, Any]:
    return {
        "start": part.start,
        "end": part.end,
        "asks": part.asks,
        "ranking": as_ranking(ranked),
    }


def as_ranking(ranked: Ranked) -> list[dict[str, Any]]:
    return [{"name": label, "confidence": chance} for label, chance in ranked]


def sentence_vector(message: Message) -> np.ndarray:
    """Return the sentence vector that the featuriser put on *message*."""
    _, sentence = message.get_dense_features(TEXT)
    return np.asarray(sentence.features[0], dtype=np.float32)
