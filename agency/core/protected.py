"""
Words about a person that must never count: sex, age, nationality, faith, health.

A rule sees occupations only through `neutral`, so that a dinner lady and a dinner man, a mum and
a dad, are one thing to it, and "61 years old" or "from Poland" are nothing at all.
"""

import re
from collections.abc import Iterable, Mapping

from agency.core.known_names import words_of

LONGEST_TEXT = 500

_AGE = re.compile(
    r"\b(?:aged?|i'?m|i am)\s+\d{1,3}\b(?!\s*(?:years?|yrs?)\s+(?:in|of|as|with|work))|"
    r"\b\d{1,3}[\s-]*(?:years?|yrs?|y)[\s-]*(?:old|of age)\b|\b\d{1,3}\s*yo\b|"
    r"\bborn (?:in )?(?:19|20)\d\d\b",
    re.IGNORECASE,
)


class Protected:
    """What data/lexicon/routing/words.yml says of the words that never count."""

    def __init__(self, same: Iterable[Iterable[str]], nothing: Mapping[str, Iterable[str]]) -> None:
        self.same = {word: group[0] for group in map(list, same) for word in group}
        self.nothing = frozenset(word for words in nothing.values() for word in words)

    def neutral(self, text: str) -> str:
        """Return the words of *text* without what must not count, in small letters."""
        said = words_of(self.without_age(text[:LONGEST_TEXT]))
        return " ".join(self.same.get(word, word) for word in said if word not in self.nothing)

    def without_age(self, text: str) -> str:
        """Return *text* as it was written, but for how old somebody is."""
        return _AGE.sub(" ", text)
