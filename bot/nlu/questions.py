"""What was asked, in our own ids: topic and role, and what else may have been meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.topic_classifier import RANKING

NEAREST = 3
ROLE_ALONE = "switch_role"
# What may stand around a role's name in "and what about for a SENCO then?".
SMALL_WORDS = (
    "a about actually also an and are as but did for how i if in instead is it its jobs just "
    "like mean meant no not of oh ok okay one ones or please role roles same say sorry than "
    "that the then this to versus vs was were what work"
)
AROUND_A_ROLE = frozenset(SMALL_WORDS.split())
# "what about a TA" asks the last question again; "what is a TA" is a question of its own.
QUESTION_OF_ITS_OWN = re.compile(r"\b(?:what|how)\b(?! (?:about|if|of)\b)")
OTHER_ONE = re.compile(r"\bother (?:one|role|job)\b", re.IGNORECASE)
WORD = re.compile(r"[a-z']{1,40}")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionReader(IntentClassifier, GraphComponent):
    """
    Adds `questions` and `nearest` to a message.

    `topics` in config.yml names the topic behind each intent that is not a question.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"topics": {}}

    @classmethod
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    def __init__(self, topics: Mapping[str, str]) -> None:
        self.topics = topics

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls(config["topics"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message's intent, ranking and entities as questions."""
        for message in messages:
            text, entities = message.get(TEXT) or "", message.get(ENTITIES) or []
            role = role_named(entities)
            intent = message.get(INTENT) or {}
            named = any(entity["entity"] == "role" for entity in entities)
            questions = self.questions(message.get(RANKING) or [], role)
            if named and only_names_a_role(text, entities):
                intent = {"name": ROLE_ALONE, "confidence": 1.0}
            elif intent.get("name") == ROLE_ALONE and not (named or OTHER_ONE.search(text)):
                intent = self.next_best(message.get(RANKING) or [])
            if intent.get("name") == ROLE_ALONE:
                questions = [{"topic": None, "role": role, "confidence": intent["confidence"]}]
            message.set(INTENT, intent, add_to_output=True)
            message.set("questions", questions[:1], add_to_output=True)
            message.set("nearest", questions[:NEAREST], add_to_output=True)
        return messages

    def next_best(self, ranking: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the best label that is about a topic: no role was named to switch to."""
        return next(
            {**entry, "name": entry["name"].split("/")[0]}
            for entry in ranking
            if self.topic(entry["name"])
        )

    def questions(self, ranking: list[dict[str, Any]], role: str | None) -> list[dict[str, Any]]:
        """Return the ranking as questions about *role*, labels without a topic left out."""
        return [
            {"topic": topic, "role": role, "confidence": entry["confidence"]}
            for entry in ranking
            if (topic := self.topic(entry["name"]))
        ]

    def topic(self, label: str) -> str | None:
        """Return the topic of a label: `ask/salary` is salary, `greet` is what config.yml says."""
        _, _, topic = label.partition("/")
        return topic or self.topics.get(label)


def role_named(entities: list[dict[str, Any]]) -> str | None:
    """
    Return the role that a message is about: of several, the last one named.

    Where none is named, a word that points to one will do: a PRU to SEMH work, an NPQ to the SENCO.
    """
    named = [entity for entity in entities if entity["entity"] == "role"]
    if named:
        return last(named)["value"]
    pointing = [entity for entity in entities if entity.get("points_to")]
    return last(pointing)["points_to"] if pointing else None


def last(entities: list[dict[str, Any]]) -> dict[str, Any]:
    return max(entities, key=lambda entity: entity["start"])


def only_names_a_role(text: str, entities: list[dict[str, Any]]) -> bool:
    """Tell whether nothing is left of *text* but a role's name and small words around it."""
    rest = list(text.lower())
    for entity in entities:
        if entity["entity"] == "role":
            rest[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    around = "".join(rest)
    if QUESTION_OF_ITS_OWN.search(around):
        return False
    return all(word in AROUND_A_ROLE for word in WORD.findall(around))
