import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.known_vectors import KnownVectors
from bot.nlu.sentence_vectors import SentenceModel

SENTENCES = Path("models/sentences")


class Counted:
    """A sentence model that says how often it was asked."""

    def __init__(self) -> None:
        self.model = SentenceModel(SENTENCES)
        self.asked: list[str] = []

    def vector(self, text: str) -> np.ndarray:
        self.asked.append(text)
        return self.model.vector(text)


@pytest.fixture(scope="module")
def model() -> Counted:
    return Counted()


@pytest.fixture
def folder(tmp_path) -> Path:
    shutil.copyfile(SENTENCES / "model.onnx", tmp_path / "model.onnx")
    return tmp_path


def test_after_an_edit_only_the_new_example_is_computed(model, folder):
    first = KnownVectors(model, folder, "examples").vectors(["what is the pay", "hello"])
    model.asked.clear()

    again = KnownVectors(model, folder, "examples").vectors(["hello", "bye", "what is the pay"])

    assert model.asked == ["bye"]
    assert again[[2, 0]] == pytest.approx(first)


def test_another_model_knows_nothing(model, folder):
    KnownVectors(model, folder, "examples").vectors(["hello"])
    with (folder / "model.onnx").open("ab") as changed:
        changed.write(b"0")
    model.asked.clear()

    KnownVectors(model, folder, "examples").vectors(["hello"])

    assert model.asked == ["hello"]


def test_a_broken_file_costs_time_and_nothing_else(model, folder):
    KnownVectors(model, folder, "examples").vectors(["hello"])
    (folder / "known_examples.npz").write_bytes(b"PK not a zip")

    assert KnownVectors(model, folder, "examples").vectors(["hello"]).shape == (1, 384)
