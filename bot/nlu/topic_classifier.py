"""Which topic a message is about: sentence vectors and tf-idf, weighed by logistic regression."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

RANKING = "intent_ranking"
RANKED = 10
Ranked = list[tuple[str, float]]


def word_parts() -> list[TfidfVectorizer]:
    """Return the two tf-idf views of a text: words and pairs; pieces of 2 to 5 letters."""
    return [
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        ),
    ]


class TopicModel:
    """The trained classifier: labels ranked by probability for a text and its sentence vector."""

    def __init__(
        self,
        labels: Sequence[str],
        weights: np.ndarray,
        bias: np.ndarray,
        views: Sequence[TfidfVectorizer],
        scale: float,
    ) -> None:
        self.labels = list(labels)
        self.weights = weights
        self.bias = bias
        self.views = views
        self.scale = scale

    @classmethod
    def train(
        cls,
        texts: Sequence[str],
        vectors: np.ndarray,
        labels: Sequence[str],
        *,
        strength: float,
        scale: float,
    ) -> TopicModel:
        """Return the classifier that fits; *strength* is C, *scale* is the weight of tf-idf."""
        views = word_parts()
        parts = [sparse.csr_matrix(vectors), *(scale * view.fit_transform(texts) for view in views)]
        regression = LogisticRegression(C=strength, class_weight="balanced", max_iter=400)
        regression.fit(sparse.hstack(parts, format="csr"), labels)
        weights = np.ascontiguousarray(regression.coef_.T, dtype=np.float32)
        bias = regression.intercept_.astype(np.float32)
        return cls(list(regression.classes_), weights, bias, views, scale)

    def rank(self, text: str, vector: np.ndarray) -> Ranked:
        """Return (label, probability) pairs, most likely first."""
        size = vector.shape[0]
        score = vector @ self.weights[:size] + self.bias
        for view in self.views:
            row = view.transform([text])
            rows = self.weights[size + row.indices]
            score = score + self.scale * (row.data.astype(np.float32) @ rows)
            size += len(view.vocabulary_)
        chances = np.exp(score - score.max())
        chances /= chances.sum()
        return [(self.labels[i], float(chances[i])) for i in np.argsort(-chances)]

    def arrays(self) -> dict[str, np.ndarray]:
        """Return what numpy keeps of the classifier; no pickle, so a file cannot run code."""
        return {
            "weights": self.weights,
            "bias": self.bias,
            "scale": np.float32(self.scale),
            **{f"idf_{number}": view.idf_ for number, view in enumerate(self.views)},
        }

    def words(self) -> dict[str, Any]:
        """Return what JSON keeps of it."""
        vocabularies = [
            {word: int(place) for word, place in view.vocabulary_.items()} for view in self.views
        ]
        return {"labels": self.labels, "vocabularies": vocabularies}

    @classmethod
    def restore(cls, arrays: Any, words: dict[str, Any]) -> TopicModel:
        """Return the classifier that `arrays` and `words` describe."""
        views = word_parts()
        for number, (view, vocabulary) in enumerate(
            zip(views, words["vocabularies"], strict=False)
        ):
            view.vocabulary = vocabulary
            view.idf_ = arrays[f"idf_{number}"]
        return cls(
            words["labels"], arrays["weights"], arrays["bias"], views, float(arrays["scale"])
        )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """
    Sets intent and ranking.

    The labels of a retrieval intent (`ask/salary`) compete with the plain intents, so that one
    classifier sees all the examples; the intent is then `ask`, and the ranking keeps the whole
    label.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"strength": 20.0, "scale": 0.5}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: TopicModel | None = None,
    ) -> None:
        self.config = config
        self.model_storage = model_storage
        self.resource = resource
        self.model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> GraphComponent:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier to the examples and keep it."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        self.model = TopicModel.train(
            [message.get(TEXT) for message in examples],
            np.vstack([sentence_vector(message) for message in examples]),
            [message.get(INTENT_RESPONSE_KEY) or message.get(INTENT) for message in examples],
            strength=self.config["strength"],
            scale=self.config["scale"],
        )
        with self.model_storage.write_to(self.resource) as folder:
            np.savez(folder / "weights.npz", **self.model.arrays())
            (folder / "words.json").write_text(json.dumps(self.model.words()), "utf-8")
        return self.resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Return the classifier as it was trained."""
        with model_storage.read_from(resource) as folder:
            arrays = np.load(folder / "weights.npz", allow_pickle=False)
            words = json.loads((folder / "words.json").read_text("utf-8"))
            return cls(config, model_storage, resource, TopicModel.restore(arrays, words))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message."""
        for message in messages:
            text = message.get(TEXT)
            ranked = self.model.rank(text, sentence_vector(message)) if text and self.model else []
            label, confidence = ranked[0] if ranked else (None, 0.0)
            intent = {"name": label and label.split("/")[0], "confidence": confidence}
            ranking = [{"name": name, "confidence": chance} for name, chance in ranked[:RANKED]]
            message.set(INTENT, intent, add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
        return messages


def sentence_vector(message: Message) -> np.ndarray:
    """Return the sentence vector that the featuriser put on *message*."""
    _, sentence = message.get_dense_features(TEXT)
    return np.asarray(sentence.features[0], dtype=np.float32)
