"""Sentence vectors for the house, from the model that hears the visitors."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np

from bot.nlu.sentence_vectors import sentence_model

MOST_TEXTS = 64
LONGEST_TEXT = 2_000
SENTENCES = Path("models/sentences")


def vectors_for(body: bytes) -> dict[str, Any]:
    """
    Return a vector for each of the texts in *body*, as base64 of float32.

    Raises ValueError where it is no list of texts, or too long a one.
    """
    texts = json.loads(body)["texts"]
    if not isinstance(texts, list) or len(texts) > MOST_TEXTS:
        raise ValueError("texts")
    if not all(isinstance(text, str) and 0 < len(text) <= LONGEST_TEXT for text in texts):
        raise ValueError("text")
    model = sentence_model(SENTENCES)
    vectors = [np.asarray(model.vector(text), dtype="<f4") for text in texts]
    return {"vectors": [base64.b64encode(each.tobytes()).decode() for each in vectors]}
