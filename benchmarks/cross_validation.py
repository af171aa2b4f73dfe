"""
Asks about each example a classifier that was trained without it, nor with anything like it.

Near-copies stay in one fold together: by the words they use, and by the nearness of their vectors.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.nlu.neighbours import Neighbours
from bot.nlu.sentence_vectors import SentenceModel
from bot.nlu.topic_classifier import Reading
from bot.nlu.topic_model import TopicModel

FOLDS = 5
# Two examples this near (cosine) say the same in nearly the same words.
NEAR = 0.93
ROWS = 1_000
WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Examples:
    """The examples of data/, with a sentence vector each."""

    texts: list[str]
    labels: list[str]
    vectors: np.ndarray


@dataclass(frozen=True)
class Answers:
    """The chances of each label for each example, from a classifier that had not seen it."""

    labels: list[str]
    chances: np.ndarray
    correct: np.ndarray

    @property
    def said(self) -> np.ndarray:
        return self.chances.argmax(axis=1)

    @property
    def sure(self) -> np.ndarray:
        return self.chances.max(axis=1)

    @property
    def right(self) -> np.ndarray:
        return self.said == self.correct


def examples_of(root: Path, sentences: SentenceModel) -> Examples:
    """Return what `rasa train` would give the classifier."""
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT

    files = TrainingDataImporter.load_from_config(
        str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data")]
    )
    found = [each for each in files.get_nlu_data().intent_examples if each.get(TEXT)]
    texts = [each.get(TEXT) for each in found]
    labels = [each.get(INTENT_RESPONSE_KEY) or each.get(INTENT) for each in found]
    return Examples(texts, labels, sentences.vectors(texts))


def families(texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """Return a number for each text; near-copies, and copies of those, have the same."""
    heads = list(range(len(texts)))

    def head(one: int) -> int:
        while heads[one] != one:
            heads[one] = heads[heads[one]]
            one = heads[one]
        return one

    written: dict[str, int] = {}
    for number, text in enumerate(texts):
        first = written.setdefault(" ".join(sorted(set(WORD.findall(text.lower())))), number)
        heads[head(number)] = head(first)
    for start in range(0, len(texts), ROWS):
        nearness = vectors[start : start + ROWS] @ vectors.T
        for row, column in zip(*np.nonzero(nearness >= NEAR), strict=True):
            heads[head(start + int(row))] = head(int(column))
    return np.array([head(number) for number in range(len(texts))])


def folds_of(family: np.ndarray) -> np.ndarray:
    """Return a fold for each example: whole families, dealt out at random, the same each time."""
    heads, sizes = np.unique(family, return_counts=True)
    order = np.random.default_rng(7).permutation(len(heads))
    filled, fold_of_head = np.zeros(FOLDS), {}
    for place in sorted(order, key=lambda place: -sizes[place]):
        fold = int(filled.argmin())
        fold_of_head[heads[place]] = fold
        filled[fold] += sizes[place]
    return np.array([fold_of_head[one] for one in family])


def validate(examples: Examples, family: np.ndarray, sentences: SentenceModel) -> Answers:
    """Return every example's chances from the four folds that it is not in."""
    labels = sorted(set(examples.labels))
    column = {label: number for number, label in enumerate(labels)}
    fold = folds_of(family)
    chances = np.zeros((len(examples.texts), len(labels)))
    for number in range(FOLDS):
        kept = np.flatnonzero(fold != number)
        model = TopicModel.train(
            [examples.texts[one] for one in kept],
            examples.vectors[kept],
            [examples.labels[one] for one in kept],
        )
        neighbours = Neighbours(examples.vectors[kept], [examples.labels[one] for one in kept])
        for one in np.flatnonzero(fold == number):
            text, vector = examples.texts[one], examples.vectors[one]
            reading = Reading(model, neighbours, sentences, text, vector)
            for label, chance in reading.ranking:
                chances[one, column[label]] = chance
        print(f"fold {number + 1} of {FOLDS}", flush=True)
    return Answers(labels, chances, np.array([column[label] for label in examples.labels]))
