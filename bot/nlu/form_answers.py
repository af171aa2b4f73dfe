"""In a form: a message is the answer that was asked for, or a question, or a wish to stop."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.form_words import FormWords
from bot.nlu.plain_answers import CONTACTS, COURTESIES, OPEN, OUR_TIME, is_plain_answer

WORDS = "data/lexicon/form_words.yml"
VALUE = "inform"
# Never swallowed by a form, whatever it asks, if the classifier is this sure.
ALWAYS_HEARD = {"disclose_concern": 0.5, "express_distress": 0.6, "complain": 0.7}
COMMANDS = {"stop": 0.55, "skip": 0.5, "request_person": 0.6}
QUESTIONS = frozenset({"ask", "register", "switch_role"})
# A closed question is answered in a word or two: a longer message is about something else.
CLOSED = frozenset({"consent", "right_to_work", "dbs", "cv", "summary", "role"})
HELD = {"email": "email", "phone": "phone", "place": "place", "role": "role"}
# "I'll send it later" says when, not that the visitor wants to leave.
# What is read from a CV, and what would be sent, is put right by saying it.
PUTS_RIGHT = frozenset({"cv", "summary"})
CAN_WAIT = frozenset({"cv", "dbs", "availability", "start", "when"})
LATER = re.compile(
    r"\b(?:later|tomorrow|another time|next (?:time|week|month)|not yet|soon)\b", re.IGNORECASE
)
# Said of the answer as often as of the whole form.
KEEP, WHY = "keep_answers", "ask_why"
LEAVING = re.compile(r"\b(?:come back|finish|link|save|rest|pause|form|go)\b", re.IGNORECASE)
STOPPING = re.compile(r"\b(?:stop|cancel|quit|forget it|leave it|come back)\b", re.IGNORECASE)
OPENINGS = r"and|but|so|ok|okay|sorry|wait|hang on|just|quick question|before that|also"
QUESTION_WORDS = (
    r"what|whats|what's|how|hows|why|when|where|who|whos|which|is|are|am|do|does|did|can|could"
    r"|will|would|should|has|have you|may|tell me|wat|wot|wen|y do"
)
ASKING = re.compile(rf"^\W*(?:(?:{OPENINGS})\W+){{0,3}}(?:{QUESTION_WORDS})\b", re.IGNORECASE)
LONG, SHORT = 6, 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FormAnswerReader(IntentClassifier, GraphComponent):
    """Gives a message the intent `inform` when it answers what the form asks."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"words": WORDS}

    @classmethod
    def required_components(cls) -> list[type]:
        return [IntentClassifier]

    def __init__(self, words: FormWords) -> None:
        self.words = words

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls(FormWords(yaml.safe_load(Path(config["words"]).read_text("utf-8"))))

    def process(self, messages: list[Message]) -> list[Message]:
        """Look at what the gateway says is being asked, and decide."""
        for message in messages:
            asks = (message.get("metadata") or {}).get("asks")
            intent = message.get(INTENT) or {}
            best = best_guess(message)
            said = self.words.find(message.get(TEXT) or "", in_form=bool(asks))
            if said and asks in OPEN and said in (WHY, VALUE):
                said = None
            if said and not (asks in CAN_WAIT and said == KEEP and not is_leaving(message)):
                message.set(INTENT, {"name": said, "confidence": 1.0}, add_to_output=True)
            elif asks and is_answer(asks, message.get(TEXT) or "", best, entities_of(message)):
                message.set(INTENT, {"name": VALUE, "confidence": 1.0}, add_to_output=True)
            elif asks and best.get("name") != intent.get("name"):
                # Unclear by itself, but here it can only be the question it resembles most.
                message.set(INTENT, best, add_to_output=True)
        return messages


def is_leaving(message: Message) -> bool:
    """Tell whether "later" is said of the form, and not of the one answer."""
    return bool(LEAVING.search(message.get(TEXT) or ""))


def best_guess(message: Message) -> dict[str, Any]:
    """Return the classifier's first choice, even where the fallback has replaced it since."""
    intent: dict[str, Any] = message.get(INTENT) or {}
    if intent.get("name") == "nlu_fallback":
        ranking = [entry for entry in message.get("intent_ranking") or [] if entry != intent]
        labels = [entry for entry in ranking if entry["name"] != "nlu_fallback"]
        if labels:
            name = labels[0]["name"].split("/")[0]
            return {"name": name, "confidence": labels[0]["confidence"]}
    return intent


def entities_of(message: Message) -> dict[str, str]:
    """Return the kinds of entity in *message*, each with a value."""
    return {entity["entity"]: entity["value"] for entity in message.get(ENTITIES) or []}


def is_answer(asks: str, text: str, intent: dict[str, Any], entities: dict[str, str]) -> bool:
    """
    Tell whether *text* is an answer to the form's question about *asks*.

    Wrongly taken for an answer, a question is lost and a field is filled with it; wrongly taken
    for a question, an answer is asked for again. The second is the smaller harm only where it is
    rare.
    """
    name: str | None = intent.get("name")
    sure = intent.get("confidence") or 0.0
    if name in ALWAYS_HEARD:
        return sure < ALWAYS_HEARD[name]
    if asks in CAN_WAIT and LATER.search(text) and not STOPPING.search(text):
        return True
    if name != "stop" and is_plain_answer(asks, text, name, entities):
        return True
    if name in COMMANDS and sure >= COMMANDS[name]:
        return False
    short = asks == "place" and len(text.split()) <= SHORT
    if HELD.get(asks) in entities and (short or not text.rstrip().endswith("?")):
        return True
    if asks in PUTS_RIGHT and CONTACTS & entities.keys() and not text.rstrip().endswith("?"):
        return True
    asking = bool(ASKING.match(text)) or text.rstrip().endswith("?")
    if asking and name in QUESTIONS | COURTESIES:
        a_time = asks == "when" and len(text.split()) < LONG and not OUR_TIME.search(text)
        return asks in OPEN or a_time
    if asks in CLOSED and len(text.split()) >= LONG:
        return not (name in QUESTIONS and sure >= 0.6)
    return not (name in COURTESIES - {"out_of_scope"} and sure >= 0.8 and asks not in CLOSED)
