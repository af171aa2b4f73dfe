"""The classifier itself: sentence vectors and tf-idf, weighed by logistic regression."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Ranked = list[tuple[str, float]]

# How much words and letters count beside the sentence vector; see docs/understanding.md.
WORDS, LETTERS = 1.5, 0.8
STRENGTH = 10.0
ROUNDS = 12
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
        regression = LogisticRegression(
            C=strength,
            class_weight="balanced",
            solver="saga",
            max_iter=ROUNDS,
            # Stopped early on purpose, and the same each time it is trained.
            tol=0,
            random_state=7,
        )
        with warnings.catch_warnings():
            # It says that it could go on: it was told to stop.
            warnings.simplefilter("ignore", ConvergenceWarning)
            regression.fit(sparse.hstack(columns, format="csr"), labels)
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
