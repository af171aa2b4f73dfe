"""
E-mail addresses, phone numbers and postcodes as entities.

They look like it; the house's core says which of them are valid.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

# Unbounded, the first of these took two minutes for one long word, and stopped everybody's chat.
PATTERNS = {
    "email": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    "phone": re.compile(r"(?<![\w+])(?:\+44|0044|0)(?:[ ().-]{0,2}\d){8,11}(?!\d)"),
    "postcode": re.compile(
        r"\b(?=[A-Z ]{0,4}[0-9])"  # "got one" is not G0T 0NE
        r"([A-PR-UWYZ][A-HK-Y]?[0-9O][0-9A-Z]?) ?([0-9O][ABD-HJLNP-UW-Z]{2})\b",
        re.IGNORECASE,
    ),
}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class ContactDetailsExtractor(GraphComponent, EntityExtractorMixin):
    """Finds what looks like contact details; whether they are valid is for the house to say."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add contact details to each message's entities."""
        for message in messages:
            found = self.add_extractor_name(list(contact_details(message.get(TEXT) or "")))
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def contact_details(text: str) -> Iterator[dict[str, Any]]:
    """Yield what looks like an e-mail address, phone number or postcode in *text*."""
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            yield {
                "entity": kind,
                "value": match.group(),
                "start": match.start(),
                "end": match.end(),
                "confidence": 1.0,
            }
