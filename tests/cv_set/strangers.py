"""
CVs made by somebody who did not know the reader: files of other programs, with their truth.

Chromium's printing, Word's text boxes, content controls and tracked changes, forms, letters, grids,
ligatures, boxes drawn with dashes: each lies beside what stands in it, in `files` the older ones,
in `unseen` eighty-four that were kept from the reader until they were measured: thirty and thirty
written all at once, then twelve and twelve as people's builders and templates make them.
Of skills and years their truth says nothing; a level that is not written is null and not compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent


class Look(NamedTuple):
    """What a group of strangers' CVs gave when they were seen for the first time, in percent."""

    group: str
    letters: str  # that the names of its files begin with
    name: int
    email: int
    phone: int
    postcode: int
    title: int
    employer: int
    qualifications: int


# Before what was missing was put right. Group b was measured after a was mended, by that reader,
# m after l.
FIRST_LOOKS = (
    Look("c to x", "cdfortx", 85, 100, 98, 98, 90, 92, 80),
    Look("s", "s", 83, 100, 92, 83, 83, 92, 77),
    Look("u", "u", 100, 100, 100, 100, 88, 88, 78),
    Look("v", "v", 83, 100, 100, 100, 100, 83, 89),
    Look("a, unseen", "a", 90, 100, 100, 93, 73, 80, 61),
    Look("b, unseen", "b", 90, 100, 97, 97, 67, 67, 67),
    Look("l, unseen", "l", 100, 100, 100, 100, 100, 100, 75),
    Look("m, unseen", "m", 100, 100, 100, 92, 92, 83, 84),
)


def strangers(folder: str) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Return the name, the bytes and the truth of each."""
    for truth in sorted((HERE / folder).glob("*.json")):
        path = truth.with_suffix("")
        yield path.name, path.read_bytes(), json.loads(truth.read_text("utf-8"))
