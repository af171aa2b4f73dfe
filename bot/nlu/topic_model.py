"""The classifier itself: sentence vectors and tf-idf, weighed by logistic regression."""

from __future__ import annotations

import json
import re
import warnings
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.utils.class_weight import compute_sample_weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

Ranked = list[tuple[str, float]]

# How much words and letters count beside the sentence vector; see docs/understanding.md.
WORDS, LETTERS = 1.5, 0.8
STRENGTH = 10.0
ROUNDS = 12
# Each example has a place of its own among a round number of them, whatever is taught beside it.
PLACES = 1_000
CROWDED = 0.97
# Below this a word that was seen once is kept: it may be all there is.
MANY = 1_000


def views(examples: int = 0) -> list[TfidfVectorizer]:
    """Return the two tf-idf views of a text: words and pairs; pieces of 2 to 4 letters."""
    rare = 2 if examples > MANY else 1
    return [
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=rare, dtype=np.float32),
        TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(2, 4),
            sublinear_tf=True,
            min_df=rare + 1,
            dtype=np.float32,
        ),
    ]


SCALES = (WORDS, LETTERS)
# A longer message nearly always holds a word that somebody has said.
FEW = 4
SHORTEST, LONG = 5, 8
WORD = re.compile(r"[^\W\d_]{2,}")


def seated(texts: Sequence[str]) -> list[int]:
    """
    Return which text sits at each place, -1 where nobody does.

    The solver walks through places at random, stops early, and so depends on the order. Were the
    texts in a row, one more would move all others, and dozens of answers that have nothing to do
    with it would change. Here it takes an empty place, and the others keep theirs.
    """
    size = PLACES * (int(len(texts) / CROWDED) // PLACES + 1)
    places = [-1] * size
    for number, text in enumerate(texts):
        at = int.from_bytes(sha256(text.encode()).digest()[:8], "big") % size
        while places[at] >= 0:
            at = (at + 1) % size
        places[at] = number
    return places


def balanced(labels: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Return what each place weighs: every label as much as every other, an empty place nothing."""
    weights = compute_sample_weight("balanced", labels[taken])
    every = np.zeros(len(labels))
    every[taken] = weights
    return every


def is_nearly_one_of(known: Iterable[str], word: str) -> bool:
    """Tell whether *word* is a slip of a known one: "salery"."""
    slips = 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2
    found = process.extractOne(word, list(known), scorer=OSA.distance, score_cutoff=slips)
    return found is not None


class TopicModel:
    """The trained classifier: labels ranked by probability for a text and its sentence vector."""

    def __init__(
        self,
        labels: Sequence[str],
        weights: np.ndarray,
        bias: np.ndarray,
        seen_as: Sequence[TfidfVectorizer],
    ) -> None:
        self.labels = list(labels)
        self.weights = weights
        self.bias = bias
        self.seen_as = seen_as

    @classmethod
    def train(
        cls,
        texts: Sequence[str],
        vectors: np.ndarray,
        labels: Sequence[str],
        *,
        strength: float = STRENGTH,
    ) -> TopicModel:
        """Return the classifier that fits; *vectors* has a row a text, *strength* is C."""
        seen_as = views(len(texts))
        columns = [sparse.csr_matrix(vectors)]
        for view, scale in zip(seen_as, SCALES, strict=True):
            columns.append(scale * view.fit_transform(texts))
        places = seated(texts)
        regression = LogisticRegression(
            C=strength,
            solver="saga",
            max_iter=ROUNDS,
            # Stopped early on purpose, and the same each time it is trained.
            tol=0,
            random_state=7,
        )
        with warnings.catch_warnings():
            # It says that it could go on: it was told to stop.
            warnings.simplefilter("ignore", ConvergenceWarning)
            rows = sparse.hstack(columns, format="csr")[places]
            taken = np.asarray(places) >= 0
            told = np.asarray(labels)[places]
            regression.fit(rows, told, balanced(told, taken))
        return cls(
            list(regression.classes_),
            np.ascontiguousarray(regression.coef_.T, dtype=np.float32),
            regression.intercept_.astype(np.float32),
            seen_as,
        )

    def chances(self, text: str, vector: np.ndarray) -> np.ndarray:
        """Return the probability of each label, in the order of `labels`; they sum to one."""
        size = vector.shape[0]
        score = vector @ self.weights[:size] + self.bias
        for view, scale in zip(self.seen_as, SCALES, strict=True):
            row = view.transform([text])
            score = score + scale * (row.data @ self.weights[size + row.indices])
            size += len(view.vocabulary_)
        chances = np.exp(score - score.max())
        return chances / chances.sum()

    def is_strange(self, text: str) -> bool:
        """Tell whether none of a few words is one of the examples', or nearly one."""
        words = WORD.findall(text.casefold())
        known = self.seen_as[0].vocabulary_
        if not 0 < len(words) <= FEW or any(word in known for word in words):
            return False
        return not any(is_nearly_one_of(known, word) for word in words)

    def ranked(self, chances: np.ndarray) -> Ranked:
        """Return (label, probability) pairs, most likely first."""
        return [(self.labels[place], float(chances[place])) for place in np.argsort(-chances)]

    def keep(self, folder: Path) -> None:
        """Write the classifier to *folder*; no pickle, so a file cannot run code."""
        idf = {f"idf_{number}": view.idf_ for number, view in enumerate(self.seen_as)}
        np.savez(folder / "weights.npz", weights=self.weights, bias=self.bias, **idf)
        words = {
            "labels": self.labels,
            "vocabularies": [
                {word: int(place) for word, place in view.vocabulary_.items()}
                for view in self.seen_as
            ],
        }
        (folder / "words.json").write_text(json.dumps(words), "utf-8")

    @classmethod
    def kept(cls, folder: Path) -> TopicModel:
        """Return the classifier that `keep` wrote to *folder*."""
        arrays = np.load(folder / "weights.npz", allow_pickle=False)
        words = json.loads((folder / "words.json").read_text("utf-8"))
        seen_as = views()
        for number, (view, vocabulary) in enumerate(
            zip(seen_as, words["vocabularies"], strict=True)
        ):
            view.vocabulary = vocabulary
            view.idf_ = arrays[f"idf_{number}"]
        return cls(words["labels"], arrays["weights"], arrays["bias"], seen_as)
