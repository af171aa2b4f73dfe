"""What was asked, in our own ids: topics and roles, and what else may have been meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.parts import DIVISION_SLASH, points_back
from bot.nlu.roles import names_a_role, names_alone, role_named
from bot.nlu.topic_classifier import PARTS, RANKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Question = dict[str, Any]
Entity = dict[str, Any]

NEAREST = 3
ASK = "ask"
ROLE_ALONE = "switch_role"
UNCLEAR = "nlu_fallback"
OTHER_ONE = re.compile(r"\bother (?:one|role|job)\b", re.IGNORECASE)
# A part of a message is a question of its own from this confidence on.
SURE_OF_A_PART = 0.5
# "no experience, is that ok" asks about experience, without a question.
SURE_OF_A_WORD = 0.9
# In a story only what reads like a question is taken for one.
STORY = 30
# How much the last topic counts for a message that points back to it.
LAST_TOPIC_WEIGHS = 0.47
# A few words that are this unclear alone ("for how long") speak of the last answer too.
UNSURE = 0.6
FEW = 7
# Who names one of these has a new subject: "I'm a postman, can I do it?".
SUBJECTS = frozenset({"occupation", "qualification", "need", "term"})
# Labels that are answered alone or not at all, whatever stands beside them.
NEVER_BESIDE = frozenset({"ask/bot_identity"})


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
        """Read each message's ranking, parts and entities as questions."""
        for message in messages:
            entities = message.get(ENTITIES) or []
            ranking = message.get(RANKING) or []
            intent, questions = self.read(message, entities, ranking)
            # What was decided here is not for the fallback to doubt: it looks at the ranking.
            decided = intent["name"] != ranking_name(ranking) or intent["confidence"] == 1.0
            message.set(INTENT, intent, add_to_output=True)
            message.set(RANKING, [intent] if decided else ranking, add_to_output=True)
            message.set("questions", questions, add_to_output=True)
            nearest = self.questions(ranking, role_named(entities))[:NEAREST]
            message.set("nearest", nearest, add_to_output=True)
        return messages

    def read(
        self, message: Message, entities: Sequence[Entity], ranking: list[Question]
    ) -> tuple[dict[str, Any], list[Question]]:
        """Return the intent of *message* and the questions in it, in the order asked."""
        text = message.get(TEXT) or ""
        last_topic = (message.get("metadata") or {}).get("topic")
        role = role_named(entities)
        if text.startswith(DIVISION_SLASH):
            return intent_of(UNCLEAR, 1.0), []
        if self.is_about_another_role(text, entities, ranking):
            return intent_of(ROLE_ALONE, 1.0), [self.question(None, role, 1.0)]
        if last_topic and only_names_a_place(text, entities):
            return intent_of(ASK, 1.0), [self.question(last_topic, None, 1.0)]

        ranking = [entry for entry in ranking if entry["name"] != ROLE_ALONE]
        if not any(entity["entity"] in SUBJECTS for entity in entities):
            ranking = self.in_context(ranking, text, last_topic)
        if not ranking:
            return intent_of(None, 0.0), []
        if ranking[0]["name"].startswith((ASK, "register", "greet")):
            several = self.several(message.get(PARTS) or [], text, entities)
            if several:
                return intent_of(ASK, 1.0), several
        first = ranking[0]
        return intent_of(first["name"], first["confidence"]), self.questions(ranking, role)[:1]

    def is_about_another_role(
        self, text: str, entities: Sequence[Entity], ranking: Sequence[Question]
    ) -> bool:
        """Tell whether the message only names a role, and so asks the last question again."""
        if names_a_role(entities) and names_alone("role", text, entities):
            return True
        return bool(ranking) and ranking[0]["name"] == ROLE_ALONE and bool(OTHER_ONE.search(text))

    def in_context(
        self, ranking: list[Question], text: str, last_topic: str | None
    ) -> list[Question]:
        """Return *ranking* with the last topic raised, where the message points back to it."""
        if not last_topic or not ranking:
            return ranking
        unclear = ranking[0]["confidence"] < UNSURE and len(text.split()) <= FEW
        if not (points_back(text) or unclear):
            return ranking
        label = self.label(last_topic)
        raised = [
            {
                "name": entry["name"],
                "confidence": entry["confidence"] * (1 - LAST_TOPIC_WEIGHS)
                + LAST_TOPIC_WEIGHS * (entry["name"] == label),
            }
            for entry in ranking
        ]
        if label not in [entry["name"] for entry in raised]:
            raised.append({"name": label, "confidence": LAST_TOPIC_WEIGHS})
        return sorted(raised, key=lambda entry: -entry["confidence"])

    def several(
        self, parts: Sequence[dict[str, Any]], text: str, entities: Sequence[Entity]
    ) -> list[Question]:
        """Return the questions of the message's parts, in order, if there are at least two."""
        strict, story = len(parts) > 2, len(text.split()) > STORY
        found: dict[str, Question] = {}
        for part in parts:
            best = part["ranking"][0]
            topic = self.topic(best["name"])
            if not topic or not stands_beside(best):
                continue
            if not part["asks"] and (story or (strict and best["confidence"] < SURE_OF_A_WORD)):
                continue
            inside = [e for e in entities if part["start"] <= e["start"] < part["end"]]
            role = role_named(inside) or role_named(entities)
            found.setdefault(topic, self.question(topic, role, best["confidence"]))
        return list(found.values()) if len(found) > 1 else []

    def questions(self, ranking: Sequence[Question], role: str | None) -> list[Question]:
        """Return the ranking as questions about *role*, labels without a topic left out."""
        return [
            self.question(topic, role, entry["confidence"])
            for entry in ranking
            if (topic := self.topic(entry["name"]))
        ]

    @staticmethod
    def question(topic: str | None, role: str | None, confidence: float) -> Question:
        return {"topic": topic, "role": role, "confidence": confidence}

    def topic(self, label: str) -> str | None:
        """Return the topic of a label: `ask/salary` is salary, `greet` is what config.yml says."""
        _, _, topic = label.partition("/")
        return topic or self.topics.get(label)

    def label(self, topic: str) -> str:
        """Return the label of a topic."""
        intents = {name: intent for intent, name in self.topics.items()}
        return intents.get(topic, f"{ASK}/{topic}")


def stands_beside(entry: Question) -> bool:
    """Tell whether a part of a message is surely a question that others may stand beside."""
    name = entry["name"]
    beside = name == "register" or (name.startswith(f"{ASK}/") and name not in NEVER_BESIDE)
    return beside and entry["confidence"] >= SURE_OF_A_PART


def only_names_a_place(text: str, entities: Sequence[Entity]) -> bool:
    """Tell whether *text* is like "and in Wales?": the last question, for another place."""
    named = any(entity["entity"] == "place" for entity in entities)
    return named and names_alone("place", text, entities)


def ranking_name(ranking: Sequence[Question]) -> str | None:
    """Return the intent of the first label."""
    return str(ranking[0]["name"]).split("/")[0] if ranking else None


def intent_of(label: str | None, confidence: float) -> dict[str, Any]:
    return {"name": label and label.split("/")[0], "confidence": confidence}
