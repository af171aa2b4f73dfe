"""Messages of a few words: only a place, only an occupation, or nothing at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.nlu.roles import names_alone
from bot.nlu.topic_classifier import STRANGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rasa.shared.nlu.training_data.message import Message

Entity = dict[str, Any]

FEW = 7
JOBS = re.compile(r"\bjobs?\b", re.IGNORECASE)
# Words that nobody has said before are no question, unless they sound very much like one.
SURE_OF_STRANGE_WORDS = 0.75


def only_names_a_place(text: str, entities: Sequence[Entity]) -> bool:
    """
    Tell whether *text* is like "and in Wales?": the last question, for another place.

    "Jobs in Leeds" is a question of its own, whatever was asked before.
    """
    named = any(entity["entity"] == "place" for entity in entities)
    return named and not JOBS.search(text) and names_alone("place", text, entities)


def only_names_an_occupation(text: str, entities: Sequence[Entity]) -> bool:
    """Tell whether a short *text* names an occupation: "and a bus driver?"."""
    named = any(entity["entity"] == "occupation" for entity in entities)
    return named and len(text.split()) <= FEW


def says_nothing(message: Message, text: str, ranking: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether *text* is signs and figures, or words that nobody has said: "kanarien 18"."""
    if text.isascii() and not any(character.isalpha() for character in text):
        return True
    sure = bool(ranking) and ranking[0]["confidence"] >= SURE_OF_STRANGE_WORDS
    return bool(message.get(STRANGE)) and not sure
