"""Somebody may be in need: what is a cry for help, and what only sounds a little like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Guess = dict[str, Any]

# Somebody may be in danger. Below this chance it is another message that sounds a little like it.
CARE = frozenset({"disclose_concern", "express_distress"})
FAINT = 0.3
# A question that speaks of nobody ("what is the dress code") has to sound more like it.
FAINT_OF_NOBODY = 0.45
# One that goes on may say between the lines what it is about.
MOST_WORDS_OF_A_THING = 5
SOMEBODY = re.compile(
    r"\b(?:i|i'?m|im|i'?ve|ive|i'?d|me|my|mine|myself|we|us|our|she|he|they|her|him|his|them|their|"
    r"someone|somebody|anyone|nobody|child\w*|kids?|pupils?|boys?|girls?|lads?|students?|teachers?|"
    r"staff|dad|mum|mam|(?:step|grand)?\w*(?:father|mother|son|daughter|brother|sister)s?)\b",
    re.IGNORECASE,
)
ASKS_ABOUT = re.compile(
    r"\W*(?:and |so |ok |also )?(?:what'?s?|which|where'?s?|when'?s?|is there|are there|how much|"
    r"how many|is it|do (?:you|schools))\b",
    re.IGNORECASE,
)
STOP = "stop"
# Nearly as likely as anything that is no question, help comes first.
NEARLY = 0.05


def without_false_alarm(ranking: list[Guess], text: str = "") -> list[Guess]:
    """Return *ranking* without alarm where it is faint: "the taxi never came" is no cry."""
    if alarm_in(ranking) >= (FAINT_OF_NOBODY if is_about_nobody(text) else FAINT):
        return ranking
    return [entry for entry in ranking if entry["name"] not in CARE]


def is_about_nobody(text: str) -> bool:
    """Tell whether *text* asks about a thing, and names nobody: "is there parking"."""
    short = len(text.split()) <= MOST_WORDS_OF_A_THING
    somebody = SOMEBODY.search(text.replace("\u2019", "'"))
    return short and bool(ASKS_ABOUT.match(text)) and not somebody


def alarm_in(ranking: Sequence[Guess]) -> float:
    """Return the chance that somebody is in need."""
    return float(sum(entry["confidence"] for entry in ranking if entry["name"] in CARE))


def a_cry_first(ranking: list[Guess]) -> list[Guess]:
    """
    Return *ranking* with help before leaving, where either may be meant.

    "I can't do this any more" ends a form that is open; with none open, it may be said in despair.
    So may what sounds like a complaint, or like nothing to do with us, if only a little more so.
    """
    first, alarm = ranking[0], alarm_in(ranking)
    close = alarm >= first["confidence"] - NEARLY and not first["name"].startswith("ask/")
    if alarm < FAINT or not (close or first["name"] == STOP):
        return ranking
    return sorted(ranking, key=lambda entry: entry["name"] not in CARE)
