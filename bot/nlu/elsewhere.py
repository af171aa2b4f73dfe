"""Who needs somebody else, and whom: parents, schools, the under-18s, other tongues."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.languages import Languages
from bot.nlu.learner import Learner
from bot.nlu.plain_answers import OPEN
from bot.nlu.questions import UNCLEAR
from bot.nlu.sentence_vectors import sentence_model
from bot.nlu.topic_classifier import sentence_vector
from bot.nlu.topic_model import TopicModel

KINDS = "data/lexicon/out_of_scope.yml"
LANGUAGES = "data/lexicon/languages.yml"
OUT_OF_SCOPE = "out_of_scope"
OTHER = "other"
# Below this the general answer is the honest one.
SURE = 0.45
# Help comes first, whatever else is in the message.
CARE = frozenset({"disclose_concern", "express_distress"})
# Beside one of these an insult is only temper: the rest of the message is what matters.
MEANT = frozenset({"ask", "register", "request_person", "provide_cv", "stop", "skip", *CARE})
# Heard as one of these, a message that gives itself away by a sign is for somebody else after all.
OURS = frozenset({"ask", "register", "request_person", "provide_cv", UNCLEAR})
MOST_WORDS_OF_AN_INSULT = 14
MOST_WORDS_OF_A_NAME = 4
# A complaint that says what happened is a complaint, in whatever words.
MOST_BESIDE_A_COMPLAINT = 6
# "I'm 16" is an age; "I'm 16 weeks in" and "I'm 16 stone" are not.
UNITS = (
    r"(?:years? (?:in|of|at|as|on|with)|yrs? (?:in|of|as)|weeks?|months?|days?|hours?|minutes?"
    r"|mins?|stone|st\b|lbs?|kg|miles?|k\b|%|per cent|th\b|/)"
)
NOT_A_PUPIL = r"(?! (?:class|as a|doing (?:supply|ta)))"
TOO_YOUNG = re.compile(
    r"\b(?:i'?m|i am|im)(?: only| just| still| nearly| almost)* (?:aged? )?(?:1[0-7]|thirteen|"
    r"fourteen|fifteen|sixteen|seventeen)\b(?![.,:]?\d)"
    rf"(?!\W{{0,3}}{UNITS})"
    rf"|\b(?:i'?m|i am|im) (?:still )?in (?:year|yr|y) ?(?:9|10|11|12|13)\b{NOT_A_PUPIL}"
    r"|\bmy (?:son|daughter|lad|girl|boy|niece|nephew|sister|brother|grandson|granddaughter)"
    r"(?:'s|\sis)?,? (?:is )?(?:only |just |nearly )?1[3-7]\b"
    r".{0,60}\b(?:job|work experience|placement)\b"
    r"|\bas a (?:1[0-7]|fifteen|sixteen|seventeen)[ -](?:year|yr)[ -]?old,? "
    r"(?:can|could|may|am|do) i\b",
    re.IGNORECASE,
)
UNDER_AGE, UNDER_18 = "under_age", "under_18"
# Work experience and placements are for schools to arrange, whatever else is asked about them.
AS_A_PUPIL = re.compile(
    r"\b(?:work experience|placement|saturday job|shadow|(?:year|yr) ?(?:9|10|11|12|13)|sixth form"
    r"|my (?:son|daughter|lad|girl|boy|niece|nephew))\b",
    re.IGNORECASE,
)
# These would lead to details being asked for.
OPENS_A_FORM = frozenset({"register", "request_person", "check_suitability", "inform", UNCLEAR})
# All of these ask "may I?" at that age, and the age is the answer.
MAY_I = frozenset(
    {
        *("right_to_work", "experience_needed", "how_to_become", "job_search", "next_steps"),
        *("legal_requirement", "agency_terms", "register_cv", "working_patterns"),
    }
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ElsewhereReader(Learner, IntentClassifier):
    """
    Adds `elsewhere` to a message that is not for us: its kind, and its language.

    A small classifier, and not words alone, tells the kinds apart: "no school for my daughter"
    and "we need somebody for our school" share their words. Insults and ages go by words.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"kinds": KINDS, "languages": LANGUAGES, "sentences": "models/sentences"}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        super().__init__(config, model_storage, resource)
        self.model: TopicModel | None = None
        kinds = read(config["kinds"])
        self.insults = any_of(kinds.get("insults", []))
        self.signs = {kind: any_of(said) for kind, said in kinds.get("signs", {}).items()}
        self.languages = Languages(read(config["languages"]))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the kinds to their examples and keep them."""
        kinds = read(self.config["kinds"])["kinds"]
        texts = [(str(text), kind["id"]) for kind in kinds for text in kind["examples"]]
        sentences = sentence_model(Path(self.config["sentences"]))
        vectors = sentences.vectors([text for text, _ in texts])
        self.model = TopicModel.train([t for t, _ in texts], vectors, [k for _, k in texts])
        return self.learned()

    def keep(self, folder: Path) -> None:
        """Write what tells the kinds apart."""
        assert self.model
        self.model.keep(folder)

    def take_up(self, folder: Path) -> None:
        """Read what tells the kinds apart."""
        self.model = TopicModel.kept(folder)

    def process(self, messages: list[Message]) -> list[Message]:
        """Look at each message that may be for somebody else."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            intent = str((message.get(INTENT) or {}).get("name"))
            asks = (message.get("metadata") or {}).get("asks")
            found = self.look(message, text, intent, asks)
            if found is None:
                continue
            into = UNDER_AGE if found["kind"] == UNDER_18 and asks else OUT_OF_SCOPE
            if found.get("beside") is None:
                message.set(INTENT, {"name": into, "confidence": 1.0}, add_to_output=True)
                oos = {"topic": "oos", "role": None, "confidence": 1.0}
                message.set("questions", [oos], add_to_output=True)
            message.set("elsewhere", found, add_to_output=True)
        return messages

    def look(
        self, message: Message, text: str, intent: str, asks: str | None
    ) -> dict[str, Any] | None:
        """Return the kind of *message*; `beside` where it was a question for us as well."""
        if intent in CARE:
            return None
        # A name may be in any script; only a sentence tells a language.
        is_name = asks == "name" and len(text.split()) <= MOST_WORDS_OF_A_NAME
        language = None if is_name else self.languages.find(text, certain=bool(asks))
        if language:
            return {"kind": "language", "language": language}
        if asks not in OPEN and self.is_an_insult(text, intent):
            return {"kind": "abuse"}
        if TOO_YOUNG.search(text.replace("\u2019", "'")):
            beside = intent not in OPENS_A_FORM | {OUT_OF_SCOPE} and not asks
            beside = beside and not AS_A_PUPIL.search(text) and not asks_whether_they_may(message)
            return {"kind": UNDER_18, "beside": intent if beside else None}
        if not asks and intent in OURS and (kind := self.kind_by_its_signs(text)):
            return {"kind": kind}
        if intent != OUT_OF_SCOPE or self.model is None:
            return None
        kind, chance = self.model.ranked(self.model.chances(text, sentence_vector(message)))[0]
        return {"kind": None if kind == OTHER or chance < SURE else kind}

    def kind_by_its_signs(self, text: str) -> str | None:
        """Return the kind of who says so: "headteacher here, can you send cvs"."""
        found = (kind for kind, signs in self.signs.items() if signs and signs.search(text))
        return next(found, None)

    def is_an_insult(self, text: str, intent: str) -> bool:
        most = MOST_BESIDE_A_COMPLAINT if intent == "complain" else MOST_WORDS_OF_AN_INSULT
        if not self.insults or intent in MEANT or len(text.split()) > most:
            return False
        return bool(self.insults.search(text.replace("\u2019", "'")))


def asks_whether_they_may(message: Message) -> bool:
    """Tell whether all that is asked is whether the work is open to them."""
    asked = message.get("questions") or []
    return all(each.get("topic") in MAY_I for each in asked)


def read(path: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(Path(path).read_text("utf-8"))
    return content


def any_of(phrases: list[str]) -> re.Pattern[str] | None:
    """Return what finds one of *phrases* as whole words."""
    if not phrases:
        return None
    either = "|".join(re.escape(str(each)) for each in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
