"""Which role a message most likely speaks of when it names none: nappies, teenagers who swear."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import ENTITIES, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.known_vectors import KnownVectors
from bot.nlu.learner import Learner
from bot.nlu.roles import role_named
from bot.nlu.sentence_vectors import sentence_model
from bot.nlu.topic_classifier import sentence_vector
from bot.nlu.topic_model import TopicModel
from bot.nlu.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

LIKELY_ROLE = "likely_role"
# What stands for a role's name in the examples, so that only the rest of the words is learned from.
ANY_ROLE = "job"
STRENGTH = 3.0
# Fewer examples than this in a role teach nothing.
FEW = 5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LikelyRoleReader(Learner, IntentClassifier):
    """
    Puts `likely_role` on a message that names no role: a role, and the chance that it is meant.

    It learns from the examples that do name one: what people who say "SENCO" say besides.
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
        self.folder = Path(config["sentences"])
        self.sentences = sentence_model(self.folder)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples of questions that name one role, with its name taken out."""
        texts, roles = [], []
        for example in training_data.intent_examples:
            doc = example.get(SPACY_DOCS[TEXT])
            if doc is None or not example.get(INTENT_RESPONSE_KEY):
                continue
            named = [entity for entity in vocabulary(doc) if entity["entity"] == "role"]
            if len({entity["value"] for entity in named}) == 1:
                texts.append(without(named, doc.text))
                roles.append(named[0]["value"])
        if len(set(roles)) > 1 and min(map(roles.count, set(roles))) >= FEW:
            vectors = KnownVectors(self.sentences, self.folder, "roles").vectors(texts)
            self.model = TopicModel.train(texts, vectors, roles, strength=STRENGTH)
        return self.learned()

    def keep(self, folder: Path) -> None:
        """Write what was learned; without a role in the examples that is nothing."""
        if self.model:
            self.model.keep(folder)

    def take_up(self, folder: Path) -> None:
        """Read what was learned, if anything was."""
        self.model = TopicModel.kept(folder) if any(folder.iterdir()) else None

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the likely role on each message that names none."""
        for message in messages:
            text = message.get(TEXT)
            if text and self.model and role_named(message.get(ENTITIES) or []) is None:
                chances = self.model.chances(text, sentence_vector(message))
                message.set(LIKELY_ROLE, self.model.ranked(chances)[0])
        return messages


def without(named: Sequence[dict[str, Any]], text: str) -> str:
    """Return *text* with each role's name replaced by one word."""
    for entity in sorted(named, key=lambda entity: -entity["start"]):
        text = text[: entity["start"]] + ANY_ROLE + text[entity["end"] :]
    return text
