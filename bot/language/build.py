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


def language(lexicon: Path = LEXICON) -> Language:
    """Return a pipeline that finds every name of the lexicon, in any case, with our id."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns(patterns(lexicon))  # type: ignore[attr-defined]
    return nlp


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    language().to_disk(target)
