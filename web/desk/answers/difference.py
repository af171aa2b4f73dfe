"""What changed between two versions of an answer, word by word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from typing import Any, Literal

type Kind = Literal["same", "gone", "new"]

# A word takes the space after it along: two spaces are no likeness.
WORDS = re.compile(r"\S+\s*")
SHORTEST_LIKENESS = 3
FIELDS = ("text", "more", "source", "address", "checked", "review_by")


@dataclass(frozen=True)
class Piece:
    """Words that stayed, went or came."""

    kind: Kind
    words: str


def differences(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> dict[str, list[Piece]]:
    """Return, for each field that differs, its pieces in reading order."""
    old, new = fields_of(before), fields_of(after)
    return {name: compare(old[name], new[name]) for name in FIELDS if old[name] != new[name]}


def fields_of(content: Mapping[str, Any] | None) -> dict[str, str]:
    """Return an answer's content as the words an editor sees in the form."""
    content = content or {}
    source = content.get("source") or {}
    given = dict(content) | {"source": source.get("title"), "address": source.get("url")}
    return {name: str(given.get(name) or "") for name in FIELDS}


def compare(before: str, after: str) -> list[Piece]:
    """Return what became of *before*. Long texts are compared whole: they are an answer's."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    pieces: list[Piece] = []
    i = k = 0  # where the change that is being gathered began
    for same in _likenesses(old, new):
        gone, came = "".join(old[i : same.a]), "".join(new[k : same.b])
        stays = "".join(new[same.b : same.b + same.size])
        pieces += [Piece("gone", gone), Piece("new", came), Piece("same", stays)]
        i, k = same.a + same.size, same.b + same.size
    return [piece for piece in pieces if piece.words]


def _likenesses(old: list[str], new: list[str]) -> list[Match]:
    """Return what stayed; a word or two between changes would only tear them apart."""
    found = SequenceMatcher(a=old, b=new, autojunk=False).get_matching_blocks()
    last = (len(old), len(new))
    return [
        same
        for same in found
        if same.size >= SHORTEST_LIKENESS
        or (same.a, same.b) == (0, 0)
        or (same.a + same.size, same.b + same.size) == last
    ]
