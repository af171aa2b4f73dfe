"""
Build the spaCy pipeline from the lexicon.

    python -m bot.language.build models/language
"""

from __future__ import annotations

import sys
from pathlib import Path

import spacy
from spacy.language import Language

from bot.language.lexicon import LEXICON, patterns

RULER = "span_ruler"
# The longest name wins. (An entity_ruler does the same, but counts its patterns for each text.)
AS_ENTITIES: dict[str, object] = {
    "phrase_matcher_attr": "LOWER",
    "spans_key": None,
    "annotate_ents": True,
    "ents_filter": {"@misc": "spacy.prioritize_new_ents_filter.v1"},
}


def language(lexicon: Path = LEXICON) -> Language:
    """Return a pipeline that finds every name of the lexicon, in any case, with our id."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe(RULER, config=AS_ENTITIES)
    ruler.add_patterns(patterns(lexicon))  # type: ignore[attr-defined]
    return nlp


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    language().to_disk(target)
