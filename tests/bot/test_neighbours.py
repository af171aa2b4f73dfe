import numpy as np
import pytest

from bot.nlu.neighbours import Neighbours

NORTH, EAST = [1.0, 0.0], [0.0, 1.0]


@pytest.fixture
def neighbours() -> Neighbours:
    return Neighbours(np.array([NORTH, NORTH, EAST]), ["pay", "pay", "hello"])


def test_the_nearest_examples_count_most(neighbours):
    chances = dict(zip(neighbours.labels, neighbours.chances(np.array([0.8, 0.6])), strict=True))

    assert chances["pay"] > 0.99
    assert sum(chances.values()) == pytest.approx(1)


def test_what_was_kept_says_the_same(neighbours, tmp_path):
    neighbours.keep(tmp_path)
    vector = np.array([0.6, 0.8])

    again = Neighbours.kept(tmp_path)

    assert again.labels == neighbours.labels
    assert again.chances(vector) == pytest.approx(neighbours.chances(vector), abs=1e-3)
