"""Words as they are searched for: folded, begun, one letter off; and where they were found."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

LONGEST_QUERY = 200
MOST_WORDS = 8
SHORTEST_NEAR, LONGEST_NEAR = 4, 16
AROUND = 60

_WORD = re.compile(r"[^\W_]+")
_DIALLED = re.compile(r"[\d\s+().\-\u2010-\u2015/]{4,40}")


@dataclass(frozen=True)
class Piece:
    """A stretch of a snippet; `hit` is a word that was searched for."""

    text: str
    hit: bool = False


def search_words(text: str) -> list[str]:
    """Return the words of *text* as they are compared: small letters, no accents, no signs."""
    return _WORD.findall(_fold(text))


def asked_words(query: str) -> list[str]:
    """
    Return what to look for, each as the beginning of a word.

    A telephone number is one word however it is spaced, and needs no 0 or +44.
    """
    query = query[:LONGEST_QUERY].strip()
    if _DIALLED.fullmatch(query) and len(digits := dialled(query)) >= 4:
        return [digits]
    return list(dict.fromkeys(search_words(query)))[:MOST_WORDS]


def dialled(number: str) -> str:
    """Return the digits of *number* behind its 0 or +44: "7700900123"."""
    digits = re.sub(r"\D", "", number)
    return re.sub(r"^(?:0044|44|0)0?", "", digits)


def is_begun(word: str) -> bool:
    """Say whether *word* may stand for every word it begins: a letter alone stands for itself."""
    return len(word) >= 3 or any(letter.isdigit() for letter in word)


@lru_cache(maxsize=8192)
def near_words(word: str) -> frozenset[str]:
    """
    Return *word*, and *word* with each of its letters left out.

    Two words that share one of these are a slip apart: a letter missing, added, wrong or swapped.
    """
    if not SHORTEST_NEAR <= len(word) <= LONGEST_NEAR or any(each.isdigit() for each in word):
        return frozenset()
    return frozenset({word, *(word[:n] + word[n + 1 :] for n in range(len(word)))})


def snippet(text: str, words: Sequence[str]) -> list[Piece]:
    """Return *text* around the first of *words*, in pieces; nothing where none of them stands."""
    spans = list(_spans(text, words))
    if not spans:
        return []
    start, end = max(0, spans[0][0] - AROUND), min(len(text), spans[0][1] + AROUND)
    # Whole words at both ends, where there is a space to break at.
    start = text.find(" ", start, spans[0][0]) + 1 or start if start else 0
    end = (
        text.rfind(" ", spans[0][1], end)
        if end < len(text) and " " in text[spans[0][1] : end]
        else end
    )
    pieces = [Piece("… ")] if start else []
    at = start
    for first, last in spans:
        if first < at or last > end:
            continue
        pieces += [Piece(_one_line(text[at:first])), Piece(text[first:last], hit=True)]
        at = last
    pieces.append(Piece(_one_line(text[at:end]) + (" …" if end < len(text) else "")))
    return [piece for piece in pieces if piece.text]


def _spans(text: str, words: Sequence[str]) -> Iterator[tuple[int, int]]:
    for match in _WORD.finditer(text):
        folded = _fold(match[0])
        if any(folded.startswith(word) if is_begun(word) else folded == word for word in words):
            yield match.span()


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).casefold()
