import base64
import json

import numpy as np
import pytest

from bot.vectors import vectors_for


def vector(encoded: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(encoded), "<f4")


def test_what_means_the_same_has_vectors_that_lie_close():
    texts = ["do i need a car", "is it necessary to drive", "what does a senco earn"]
    car, drive, pay = map(vector, vectors_for(json.dumps({"texts": texts}).encode())["vectors"])

    assert car.shape == (384,)
    assert np.linalg.norm(car) == pytest.approx(1, abs=1e-3)
    assert car @ drive > car @ pay + 0.2


@pytest.mark.parametrize(
    "body",
    [b"x", b"[]", b'{"texts": "a"}', b'{"texts": [5]}', b'{"texts": [""]}',
     json.dumps({"texts": ["a"] * 65}).encode(), json.dumps({"texts": ["a" * 2001]}).encode()],
)  # fmt: skip
def test_a_strange_body_is_refused(body: bytes):
    with pytest.raises((ValueError, KeyError, TypeError)):
        vectors_for(body)
