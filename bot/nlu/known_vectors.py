"""Sentence vectors that were computed before: after an edit only the new examples cost anything."""

from __future__ import annotations

import hashlib
import os
import zipfile
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.nlu.sentence_vectors import SentenceModel


class KnownVectors:
    """The vectors that one component needed at the last training, beside the sentence model."""

    def __init__(self, model: SentenceModel, folder: Path, name: str) -> None:
        self.model = model
        self.made_by = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
        self.file = folder / f"known_{name}.npz"

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return one unit vector for each text, shape (texts, 384), and know these next time."""
        known = self.read()
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        found = {
            key: known[key] if key in known else self.model.vector(text)
            for key, text in zip(keys, texts, strict=True)
        }
        if known.keys() != found.keys():
            self.write(found)
        return np.vstack([found[key] for key in keys])

    def read(self) -> dict[bytes, np.ndarray]:
        """Return the known vectors by their text's digest; none that another model made."""
        try:
            kept = np.load(self.file, allow_pickle=False)
            if str(kept["made_by"]) != self.made_by:
                return {}
            names, vectors = kept["names"], kept["vectors"]
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return {}
        return {name.tobytes(): vector for name, vector in zip(names, vectors, strict=True)}

    def write(self, vectors: dict[bytes, np.ndarray]) -> None:
        """Keep *vectors* for the next training, all or nothing."""
        names = np.frombuffer(b"".join(vectors), dtype=np.uint8).reshape(len(vectors), -1)
        unfinished = self.file.with_suffix(f".{os.getpid()}.npz")
        table = np.vstack(list(vectors.values()))
        np.savez(unfinished, names=names, vectors=table, made_by=np.array(self.made_by))
        unfinished.replace(self.file)
