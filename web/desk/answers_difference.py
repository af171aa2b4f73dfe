"""What changed between two versions of an answer, word by word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

type Kind = Literal["same", "gone", "new"]

WORDS = re.compile(r"\s+|[^\s]+")
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
    for what, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(old[i:j])))
            continue
        if i < j:
            pieces.append(Piece("gone", "".join(old[i:j])))
        if k < m:
            pieces.append(Piece("new", "".join(new[k:m])))
    return pieces
