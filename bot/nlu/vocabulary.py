"""Entities with our ids, from the span ruler of the spaCy pipeline."""

from __future__ import annotations

import typing
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.utils.spacy_utils import SpacyModel, SpacyNLP
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language.lexicon import JOINED, POINTS_TO
from bot.nlu.misspellings import Misspellings, stands

if typing.TYPE_CHECKING:
    from collections.abc import Iterable

    from spacy.tokens import Doc, Span

IN_CONTEXT = "_in_context"
# "in Reading" is a town; "reading" is not.
BEFORE_A_PLACE = frozenset(["in", "near", "around", "from", "at", "to", "of", "outside", "towards"])
# "ta" is a teaching assistant, but "ta very much" is thanks.
AFTER_THANKS = frozenset(
    ["very", "muchly", "x", "xx", "xxx", "mate", "love", "hun", "for", "ever", "so"]
)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False, model_from="SpacyNLP"
)
class VocabularyExtractor(GraphComponent, EntityExtractorMixin):
    """Finds the lexicon's words; the value is our id, so that no action looks at spelling."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [SpacyNLP]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls()

    def __init__(self) -> None:
        self.misspellings: Misspellings | None = None

    def process(self, messages: list[Message], model: SpacyModel) -> list[Message]:
        """Add what the pipeline's documents hold to each message's entities."""
        self.misspellings = self.misspellings or Misspellings(model.model)
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            found = self.heard(doc) if doc is not None else []
            found = self.add_extractor_name(found)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def heard(self, doc: Doc) -> list[dict[str, Any]]:
        """Return the lexicon's words in *doc*, and those almost written right beside them."""
        found = vocabulary(doc)
        mended = self.misspellings.mended(doc) if self.misspellings else None
        if mended is None:
            return found
        slips = [span for span in mended.ents if stands(span, doc)]
        taken = [(entity["start"], entity["end"]) for entity in found]
        return found + [
            entity
            for entity in entities_of(slips, doc)
            if not any(entity["start"] < end and start < entity["end"] for start, end in taken)
        ]


def vocabulary(doc: Doc) -> list[dict[str, Any]]:
    """
    Return the lexicon's words in *doc* as Rasa's entities; start and end count characters.

    `points_to` is the role that a setting or qualification speaks of ("PRU", "NPQ"), or None.
    """
    return entities_of(doc.ents, doc)


def entities_of(spans: Iterable[Span], written: Doc) -> list[dict[str, Any]]:
    """Return *spans* as Rasa's entities, where they stand in *written*, token for token."""
    found = []
    for span in spans:
        first, last = written[span.start], written[span.end - 1]
        for label, identity in zip(
            span.label_.split(JOINED), span.ent_id_.split(JOINED), strict=False
        ):
            if label.endswith(IN_CONTEXT) and not means_it(span, label):
                continue
            value, _, role = identity.partition(POINTS_TO)
            found.append(
                {
                    "entity": label.replace(IN_CONTEXT, ""),
                    "value": value,
                    "start": first.idx,
                    "end": last.idx + len(last),
                    "confidence": 1.0,
                    "points_to": role or None,
                }
            )
    return found


def means_it(span: Span, label: str) -> bool:
    """Tell whether an ordinary word stands where it means what the lexicon says."""
    doc = span.doc
    if label.startswith("place"):
        return span.start > 0 and doc[span.start - 1].lower_ in BEFORE_A_PLACE
    if span.start > 0 and not doc[span.start - 1].whitespace_ and doc[span.start - 1].is_alpha:
        return False  # the end of "gotta"
    following = doc[span.end].lower_ if span.end < len(doc) else ""
    words = [token for token in doc if token.is_alpha]
    if len(words) <= len(span):
        # "TA" is the job; "ta" is thanks.
        return bool(span.text.isupper())
    return not (span.start == 0 and following in AFTER_THANKS)
