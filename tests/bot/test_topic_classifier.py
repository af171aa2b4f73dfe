from pathlib import Path

import numpy as np
import pytest

from bot.nlu.sentence_vectors import SentenceModel
from bot.nlu.topic_model import TopicModel

PAY = ["how much does a senco earn", "what is the salary", "what would I be paid", "hourly rate?"]
CHECKS = ["do I need a DBS", "how long does a DBS take", "who pays for the check", "enhanced dbs?"]
HELLO = ["hello", "hi there", "good morning", "hiya"]


@pytest.fixture(scope="module")
def sentences() -> SentenceModel:
    return SentenceModel(Path("models/sentences"))


@pytest.fixture(scope="module")
def model(sentences) -> TopicModel:
    texts = PAY + CHECKS + HELLO
    labels = ["ask/salary"] * len(PAY) + ["ask/dbs"] * len(CHECKS) + ["greet"] * len(HELLO)
    return TopicModel.train(texts, sentences.vectors(texts), labels)


def best(model: TopicModel, text: str, vector: np.ndarray) -> tuple[str, float]:
    return model.ranked(model.chances(text, vector))[0]


def test_the_sentence_model_knows_what_belongs_together(sentences):
    senco, coordinator, weather = sentences.vectors(
        [
            "How much does a SENCO earn?",
            "what's the salary of a special needs coordinator",
            "what is the weather",
        ]
    )

    assert np.linalg.norm(senco) == pytest.approx(1, abs=1e-4)
    assert senco @ coordinator == pytest.approx(0.43, abs=0.02)
    assert senco @ weather < 0.05


def test_an_unseen_question_finds_its_topic(model, sentences):
    text = "how much would I earn an hour"

    label, chance = best(model, text, sentences.vector(text))

    assert label == "ask/salary"
    assert chance > 0.5


def test_the_chances_of_all_labels_make_one(model, sentences):
    assert model.chances("hello", sentences.vector("hello")).sum() == pytest.approx(1, abs=1e-5)


def test_a_kept_classifier_ranks_as_it_did(model, sentences, tmp_path):
    model.keep(tmp_path)
    again = TopicModel.kept(tmp_path)

    text = "is a dbs dear"
    vector = sentences.vector(text)

    assert again.chances(text, vector) == pytest.approx(model.chances(text, vector), abs=1e-5)


def test_words_that_nobody_has_said_are_strange_and_slips_are_not(model):
    assert model.is_strange("kanarien 18")
    assert not model.is_strange("salery")
    assert not model.is_strange("kanarien salary")
    assert not model.is_strange("42")
