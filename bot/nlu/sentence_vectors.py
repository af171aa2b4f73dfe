"""MiniLM sentence vectors as dense features: 384 numbers for what a message means."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tokenizers import Tokenizer as WordPieces

from bot.nlu.known_vectors import KnownVectors

# Longer messages are cut: 128 pieces are about a hundred words.
LONGEST = 128


class SentenceModel:
    """all-MiniLM-L6-v2 in 8 bits, on one thread."""

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self.pieces = WordPieces.from_file(str(folder / "tokenizer.json"))
        self.pieces.enable_truncation(LONGEST)
        self.pieces.no_padding()

    def vector(self, text: str) -> np.ndarray:
        """Return the unit vector of *text*, shape (384,), float32."""
        encoded = self.pieces.encode(text)
        inputs = {
            "input_ids": np.array([encoded.ids], dtype=np.int64),
            "attention_mask": np.array([encoded.attention_mask], dtype=np.int64),
        }
        return self.session.run(None, inputs)[0][0]

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return one unit vector for each text, shape (texts, 384)."""
        return np.vstack([self.vector(text) for text in texts])


@cache
def sentence_model(folder: Path) -> SentenceModel:
    """Return the model in *folder*, read once a process."""
    return SentenceModel(folder)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectorFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the sentence vector to each message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config(), "model": "models/sentences"}

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self.folder = Path(config["model"])
        self.model = sentence_model(self.folder)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls(config, execution_context.node_name)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Any folder will do here; one without the model fails as the component is made."""

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vector to each training example."""
        examples = [each for each in training_data.training_examples if each.get(TEXT)]
        known = KnownVectors(self.model, self.folder, "examples")
        vectors = known.vectors([example.get(TEXT) for example in examples])
        for example, vector in zip(examples, vectors, strict=True):
            self.add(vector, example)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vector to each message that has text."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                self.add(self.model.vector(text), message)
        return messages

    def add(self, vector: np.ndarray, message: Message) -> None:
        message.add_features(
            Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
        )
