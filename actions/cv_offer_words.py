"""What is said to a CV's answers in words instead of by their buttons."""

import re
from collections.abc import Mapping
from typing import Any

from agency.core.known_names import words_of
from agency.core.yes_or_no import NO, find_yes_or_no

FEW = 4
# The same in words: what stands on our buttons, typed.
MINE_IN_WORDS = re.compile(
    r"(?:.{0,20}\b)?(?:keep|use|take|stick with|go with)\b.{0,20}"
    r"\b(?:mine|i (?:told|typed|said|gave|wrote)|my (?:own|answers?|details))\b|"
    r"\W*(?:mine\b|what i (?:told|typed|said|gave|wrote)\b)",
    re.IGNORECASE,
)
THEIRS_IN_WORDS = re.compile(
    r"(?:.{0,20}\b)?(?:take|use|keep|go with|believe)\b.{0,20}\bcv\b|"
    r"(?:.{0,20}\b)?cv(?:'s)?(?: says| one| version)?(?: is| are|'s) "
    r"(?:right|correct|newer|up to date)\b|"
    r"\W*(?:what )?(?:the|my) cv(?:'?s)?(?: says| one| version)?\W*$",
    re.IGNORECASE,
)
NOT_THEIRS = re.compile(
    r"\bnot my (?:cv|file)\b|\bwrong (?:cv|file|document|one)\b|\bsome(?:one|body) else'?s?\b",
    re.IGNORECASE,
)
ALL_OF_IT = re.compile(r"\W*(?:all|both|everything|none|nothing|neither)\b", re.IGNORECASE)
DENIES = re.compile(r"\b(?:not|never|no)\b|n't\b", re.IGNORECASE)


def leaves_it(said: str, offer: Mapping[str, Any]) -> bool:
    """
    Say whether nothing shall be taken from the CV.

    A second "no", to which of it is wrong, is no reason to ask for ever: the summary shows all.
    """
    if NOT_THEIRS.search(said):
        return True
    no = ALL_OF_IT.match(said) or (find_yes_or_no(said) == NO and len(words_of(said)) <= FEW)
    return bool(offer.get("wrong") and no)


def takes_theirs(said: str) -> bool | None:
    """Say whether *said* is for the CV's answers, or for those that were typed; None: neither."""
    said = said.replace("\u2019", "'")
    if DENIES.search(said):
        return None
    if MINE_IN_WORDS.match(said):
        return False
    return True if THEIRS_IN_WORDS.match(said) else None
