"""What was asked, in our own ids: topics and roles, and what else may have been meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.alarm import CARE, a_cry_first, is_about_nobody, without_false_alarm
from bot.nlu.likely_role import LIKELY_ROLE
from bot.nlu.parts import DIVISION_SLASH, points_back
from bot.nlu.roles import aims_elsewhere, names_a_role, names_alone, role_named
from bot.nlu.short_messages import (
    FEW,
    only_names_a_place,
    only_names_an_occupation,
    says_nothing,
)
from bot.nlu.sure_parts import ASK, BESIDE, STORY, SURE_OF_A_PART, sure_parts
from bot.nlu.topic_classifier import FOLLOW_UP, PARTS, RANKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Question = dict[str, Any]
Entity = dict[str, Any]

NEAREST = 3
# Who does not want to teach does not speak of the one job that a teacher must have.
NOT_TEACHING = re.compile(
    r"\b(?:not|don'?t|without|isn'?t|never) (?:\w+ ){0,2}teach(?:ing|er)?\b", re.IGNORECASE
)
NOBODY: Mapping[str, float] = {}
# No chance is as high as this.
CERTAIN = 1.01
ROLE_ALONE = "switch_role"
UNCLEAR = "nlu_fallback"
OTHER_ONE = re.compile(r"\bother (?:one|role|job)\b", re.IGNORECASE)
# How much the last topic counts for a message that points back to it, beside what the classifier
# says of follow-ups.
LAST_TOPIC_WEIGHS = 0.2
# Help that was offered is seldom the subject of what is said next: "do I need a car".
HELP_FOLLOWS = 0.6
# A few words that are this unclear alone ("for how long") speak of the last answer too.
UNSURE = 0.6
# Two questions with this chance each leave little for a third.
ONE_OF_TWO = 0.4
# Who names one of these has a new subject: "I'm a postman, can I do it?".
SUBJECTS = frozenset({"occupation", "qualification", "need", "term"})
HEARD_AT_ALL = 0.1
# A wish that is granted by a form. Of a registration, "is it safe" may still be asked in it.
WISH = "request_person"
IS_IT_FOR_ME = "check_suitability"
# Questions that people ask of any occupation.
MAY_BE_ELSEWHERE = frozenset({"ask/job_search", "ask/how_to_become", "ask/salary", "register"})
OUT_OF_SCOPE = "out_of_scope"
# Whoever has asked about one occupation asks about the next.
OCCUPATIONS = "transferable_occupations"
# A whole that was heard as one of these says less than two sure questions in it.
OUTWEIGHED = frozenset({"out_of_scope", "check_suitability", "affirm", "deny", "thank"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class QuestionReader(IntentClassifier, GraphComponent):
    """
    Adds `questions` and `nearest` to a message.

    `topics` in config.yml names the topic behind each intent that is not a question;
    `likely_role_for` the topics that are answered for the likely role where none was named, and
    how likely it must be.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"topics": {}, "likely_role_for": {}}

    @classmethod
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    def __init__(
        self, topics: Mapping[str, str], likely_role_for: Mapping[str, float] = NOBODY
    ) -> None:
        self.topics = topics
        self.likely_role_for = dict(likely_role_for)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls(config["topics"], config["likely_role_for"])

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message's ranking, parts and entities as questions."""
        for message in messages:
            entities = message.get(ENTITIES) or []
            ranking = message.get(RANKING) or []
            intent, questions = self.read(message, entities, ranking)
            # What was decided here is not for the fallback to doubt: it looks at the ranking.
            decided = intent["name"] != ranking_name(ranking) or intent["confidence"] == 1.0
            decided = decided or intent["name"] in CARE or self.settled(message, ranking)
            decided = decided or is_one_of_two(ranking)
            message.set(INTENT, intent, add_to_output=True)
            message.set(RANKING, [intent] if decided else ranking, add_to_output=True)
            self.fill_in_roles(questions, message)
            message.set("questions", questions, add_to_output=True)
            role = role_named(entities, message.get(TEXT) or "")
            nearest = self.questions(ranking, role)[:NEAREST]
            message.set("nearest", nearest, add_to_output=True)
        return messages

    @staticmethod
    def settled(message: Message, ranking: Sequence[Question]) -> bool:
        """Tell whether the doubt was only if the last answer is spoken of: the context told."""
        metadata = message.get("metadata") or {}
        about = metadata.get("topic") if not metadata.get("asks") else None
        return bool(about) and any(entry["name"] == FOLLOW_UP for entry in ranking[:2])

    def read(
        self, message: Message, entities: Sequence[Entity], ranking: list[Question]
    ) -> tuple[dict[str, Any], list[Question]]:
        """Return the intent of *message* and the questions in it, in the order asked."""
        text = message.get(TEXT) or ""
        metadata = message.get("metadata") or {}
        last_topic, asks = metadata.get("topic"), metadata.get("asks")
        role = role_named(entities, text)
        nothing = not asks and not entities and says_nothing(message, text, ranking)
        if text.startswith(DIVISION_SLASH) or nothing:
            return intent_of(UNCLEAR, 1.0), []
        if self.is_about_another_role(text, entities, ranking):
            return intent_of(ROLE_ALONE, 1.0), [self.question(None, role, 1.0)]
        if last_topic and only_names_a_place(text, entities):
            return intent_of(ASK, 1.0), [self.question(last_topic, None, 1.0)]

        if last_topic == OCCUPATIONS and only_names_an_occupation(text, entities):
            return intent_of(ASK, 1.0), [self.question(OCCUPATIONS, role, 1.0)]

        several = self.several(message.get(PARTS) or [], text, entities, ranking)
        if asks and last_topic and self.label(last_topic) == WISH:
            last_topic = None  # a form came of it: "Jo Example" does not say it once more
        ranking = self.in_context(ranking, text, entities, last_topic)
        ranking = without_false_alarm(ranking, text)
        if not ranking:
            return intent_of(None, 0.0), []
        ranking = ranking if asks else a_cry_first(ranking)
        if ranking[0]["name"] in MAY_BE_ELSEWHERE and aims_elsewhere(entities, text):
            return intent_of(OUT_OF_SCOPE, 1.0), [self.question("oos", None, 1.0)]
        ranking = with_their_work(ranking, text, entities)
        first = ranking[0]
        outweighed = first["name"] in OUTWEIGHED and first["confidence"] < UNSURE
        if several and (outweighed or first["name"].startswith((ASK, *BESIDE))):
            about = self.topic(first["name"]) if len(text.split()) > STORY else None
            return intent_of(ASK, 1.0), sorted(several, key=lambda each: each["topic"] != about)
        questions = self.questions(ranking, role)[:1]
        if first.get("more") and questions and role is None:
            questions[0]["more"] = True
        return intent_of(first["name"], first["confidence"]), questions

    def is_about_another_role(
        self, text: str, entities: Sequence[Entity], ranking: Sequence[Question]
    ) -> bool:
        """Tell whether the message only names a role, and so asks the last question again."""
        heard_so = bool(ranking) and ranking[0]["name"] == ROLE_ALONE
        heard_so = heard_so and ranking[0]["confidence"] >= SURE_OF_A_PART
        if names_a_role(entities) and (heard_so or names_alone("role", text, entities)):
            return True
        return heard_so and bool(OTHER_ONE.search(text))

    def in_context(
        self,
        ranking: list[Question],
        text: str,
        entities: Sequence[Entity],
        last_topic: str | None,
    ) -> list[Question]:
        """
        Return *ranking* without what only makes sense after an answer: that speaks of the last one.

        The chance that a message is a follow-up is the last topic's; before the first answer it is
        nobody's, and the message is as unclear as it is. `more` stands on the last topic where the
        message says nothing but that.
        """
        alone = [entry for entry in ranking if entry["name"] not in (ROLE_ALONE, FOLLOW_UP)]
        if not last_topic or not ranking:
            return alone
        follows = sum(entry["confidence"] for entry in ranking) - sum(
            entry["confidence"] for entry in alone
        )
        share = 0.0
        if not any(entity["entity"] in SUBJECTS for entity in entities):
            unclear = ranking[0]["confidence"] < UNSURE and len(text.split()) <= FEW
            unclear = unclear and self.label(last_topic) not in CARE
            share = LAST_TOPIC_WEIGHS if points_back(text) or unclear else 0.0
        chances = {entry["name"]: (1 - share) * entry["confidence"] for entry in alone}
        label = self.label(last_topic)
        if label in CARE:
            follows *= 0.0 if is_about_nobody(text) else HELP_FOLLOWS
        of_its_own = chances.get(label, 0.0)
        chances[label] = of_its_own + share + (1 - share) * follows
        raised: list[Question] = [{"name": n, "confidence": c} for n, c in chances.items()]
        raised.sort(key=lambda entry: -entry["confidence"])
        if raised[0]["name"] == label and of_its_own < chances[label] / 2:
            raised[0]["more"] = True
        return raised

    def fill_in_roles(self, questions: Sequence[Question], message: Message) -> None:
        """Answer for the likely role where nobody has named one, now or before."""
        role, chance = message.get(LIKELY_ROLE) or (None, 0.0)
        if not role or (message.get("metadata") or {}).get("role"):
            return
        if only_names_a_place(message.get(TEXT) or "", message.get(ENTITIES) or []):
            return  # a place speaks of no role, whatever else it was heard beside
        if role == "senco" and NOT_TEACHING.search(message.get(TEXT) or ""):
            return
        for question in questions:
            enough = chance >= self.likely_role_for.get(question["topic"], CERTAIN)
            if question["role"] is None and enough:
                question.update(role=role, likely=True)

    def several(
        self,
        parts: Sequence[dict[str, Any]],
        text: str,
        entities: Sequence[Entity],
        ranking: Sequence[Question],
    ) -> list[Question]:
        """
        Return the questions of the message's parts, in order, if there are at least two.

        How sure a part must be depends on how far *ranking*, of the whole, has heard the same.
        """
        found: dict[str, Question] = {}
        for part in sure_parts(parts, text, ranking):
            best = part["ranking"][0]
            if topic := self.topic(best["name"]):
                inside = [e for e in entities if part["start"] <= e["start"] < part["end"]]
                role = role_named(inside, text) or role_named(entities, text)
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


def is_one_of_two(ranking: Sequence[Question]) -> bool:
    """Tell whether it can only be one of two questions: one is answered, the other offered."""
    two = ranking[:2]
    return len(two) == 2 and all(
        entry["name"].startswith(f"{ASK}/") and entry["confidence"] >= ONE_OF_TWO for entry in two
    )


def with_their_work(
    ranking: list[Question], text: str, entities: Sequence[Entity]
) -> list[Question]:
    """
    Return *ranking* with the question of their work first, where they named it.

    That is: where the message was hardly out of scope, or asks whether the work is for them.
    """
    first = ranking[0]
    named = any(entity["entity"] == "occupation" for entity in entities)
    hardly = first["name"] == OUT_OF_SCOPE and first["confidence"] < UNSURE
    if not named or not (hardly or first["name"] == IS_IT_FOR_ME):
        return ranking
    theirs = [entry for entry in ranking if entry["name"] == f"{ASK}/{OCCUPATIONS}"]
    if not theirs or theirs[0]["confidence"] < HEARD_AT_ALL or aims_elsewhere(entities, text):
        return ranking
    return theirs + [entry for entry in ranking if entry is not theirs[0]]


def ranking_name(ranking: Sequence[Question]) -> str | None:
    """Return the intent of the first label."""
    return str(ranking[0]["name"]).split("/")[0] if ranking else None


def intent_of(label: str | None, confidence: float) -> dict[str, Any]:
    return {"name": label and label.split("/")[0], "confidence": confidence}
