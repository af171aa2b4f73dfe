"""The examples nearest to a message, beside the classifier: they know best what is not for us."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# Of this many the nearest count most: 0.05 of likeness less is a third of the weight.
NEAREST = 25
FADES = 0.05


class Neighbours:
    """The sentence vectors of the examples, each with its label."""

    def __init__(self, vectors: np.ndarray, labels: Sequence[str]) -> None:
        self.vectors = vectors.astype(np.float32)
        self.labels = sorted(set(labels))
        self.of_example = np.array([self.labels.index(label) for label in labels])

    def chances(self, vector: np.ndarray) -> np.ndarray:
        """Return each label's share of the nearest examples, in the order of `labels`."""
        likeness = self.vectors @ vector
        count = min(NEAREST, len(likeness))
        near = np.argpartition(-likeness, count - 1)[:count]
        weights = np.exp((likeness[near] - likeness[near].max()) / FADES)
        shares = np.bincount(self.of_example[near], weights, minlength=len(self.labels))
        return np.asarray(shares / shares.sum(), dtype=np.float32)

    def keep(self, folder: Path) -> None:
        """Write the examples' vectors to *folder*, in half precision."""
        np.savez(
            folder / "neighbours.npz",
            vectors=self.vectors.astype(np.float16),
            of_example=self.of_example,
        )
        (folder / "neighbours.json").write_text(json.dumps(self.labels), "utf-8")

    @classmethod
    def kept(cls, folder: Path) -> Neighbours:
        """Return what `keep` wrote to *folder*."""
        labels = json.loads((folder / "neighbours.json").read_text("utf-8"))
        arrays = np.load(folder / "neighbours.npz", allow_pickle=False)
        return cls(arrays["vectors"], [labels[place] for place in arrays["of_example"]])
