"""The sentences of domain.yml that the gateway speaks itself, when the assistant cannot."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agency.cv.refusal import Reason

PLACEHOLDER = re.compile(r"\{(\w+)\}")

GREETING = "utter_greet"
UNAVAILABLE = "utter_assistant_unavailable"
WENT_WRONG = "utter_something_went_wrong"
CONTACT_RECEIVED = "utter_contact_received"
CONTACT_NOT_UNDERSTOOD = "utter_contact_not_understood"
CONTACT_NOTICE = "utter_contact_notice"
CV_KEPT = "utter_cv_kept"
ERASED = "utter_conversation_erased"
PERSON_CALLED = "utter_person_called"
NOBODY_HERE = "utter_nobody_here"
# Why a CV could not be read: one sentence for each reason.
CV_UNREAD = tuple(f"utter_cv_unread_{reason}" for reason in Reason)

SPOKEN_HERE = (
    GREETING,
    UNAVAILABLE,
    WENT_WRONG,
    CONTACT_RECEIVED,
    CONTACT_NOT_UNDERSTOOD,
    CONTACT_NOTICE,
    CV_KEPT,
    ERASED,
    PERSON_CALLED,
    NOBODY_HERE,
    *CV_UNREAD,
)


class SentenceMissing(Exception):
    """domain.yml lacks a sentence the gateway has to say, or one names a value nobody gives."""


@dataclass(frozen=True)
class Sentence:
    """One thing to say, and the buttons under it as (title, payload)."""

    text: str
    buttons: tuple[tuple[str, str], ...] = ()


class Sentences:
    """What may be said, with the agency's own facts already in it."""

    def __init__(self, responses: Mapping[str, Any], facts: Mapping[str, str]) -> None:
        self.responses = responses
        self.facts = facts

    def require(self, names: Iterable[str]) -> None:
        """Raise SentenceMissing now rather than in front of a visitor."""
        for name in names:
            if name not in self.responses:
                raise SentenceMissing(f"domain.yml has no response {name}")
            self.say(name, reference="L-0001", by="Monday 2 March, 5pm")

    def say(self, name: str, **values: str) -> Sentence:
        """Return the sentence *name*; of several variations, the first without a condition."""
        variations = self.responses[name]
        variation = next((each for each in variations if not each.get("condition")), variations[-1])
        known = {**self.facts, **values}
        buttons = tuple(
            (str(button["title"]), str(button["payload"]))
            for button in variation.get("buttons") or ()
        )
        return Sentence(fill(str(variation.get("text") or ""), known, name), buttons)


def together(*sentences: Sentence) -> Sentence:
    """Return several sentences as one, each a paragraph."""
    buttons = tuple(button for sentence in sentences for button in sentence.buttons)
    return Sentence("\n\n".join(sentence.text for sentence in sentences), buttons)


def fill(text: str, values: Mapping[str, str], name: str) -> str:
    """Put *values* in the braces of *text*, in one pass: a value is never read as a template."""

    def value_of(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise SentenceMissing(f"{name} asks for {{{found[1]}}}, which nobody gives it")
        return values[found[1]]

    return PLACEHOLDER.sub(value_of, text).strip()


def read_responses(domain: Path) -> dict[str, Any]:
    """Return the responses of the domain file, as Rasa reads them."""
    content: dict[str, Any] = yaml.load(domain.read_bytes(), Loader=yaml.CSafeLoader)
    responses: dict[str, Any] = content.get("responses") or {}
    return responses
