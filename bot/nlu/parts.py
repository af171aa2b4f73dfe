"""The parts of a message: people ask two things at once, and hide a question in a long story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

# What a typed leading slash becomes: a command that is none.
DIVISION_SLASH = "\u2215"
# More than this in one message is a story, and a story's parts are weighed, not answered.
MOST = 8
QUESTION_WORD = (
    r"(?:what|whats|what's|wot|wots|wat|wats|how|hows|how's|do|does|can|could|is|are|will|would|where"
    r"|wheres|where's|when|whens|who|whos|who's|which|should|did|am|have|has|why|any chance)"
)
SENTENCE_END = re.compile(r"(?<=[.?!])\s+|\n+")
# What is asked in a list: "1) the hours 2) the pay", "salary / hours / training".
LIST_MARK = re.compile(r"(?:(?<=\s)|^)\(?(?:[1-9]|[a-e])[).]\s{1,3}")
BETWEEN_ITEMS = re.compile(r"\s?[/+&]\s?|\n+|\?+\s?|,\s?(?:and\s)?|\sand\s")
MOST_WORDS_OF_AN_ITEM = 3
# Items that each name what people ask about are a list without a mark: "quals and experience".
MOST_WORDS_ABOUT_A_THING = 6
A_THING = re.compile(
    r"\b(?:pay|wages?|salary|salaries|money|rates?|hours|holidays?|training|courses?|quals"
    r"|qualifications?|certificates?|experience|skills|duties|tasks|responsibilities|progression"
    r"|prospects|visas?|dbs|checks?|vacanc(?:y|ies)|jobs)\b",
    re.IGNORECASE,
)
TELLS = re.compile(r"\b(?:i|im|i'm|ive|i've|my|we|have|has|got|want|looking)\b", re.IGNORECASE)
# How a question begins where nothing joins it: "do i need experience do i need a degree".
QUESTION_START = (
    r"(?:(?:what|whats|what's|wot|wat|how|hows|where|when|who|which)\s(?:is|are|do|does|did|would|wud"
    r"|will|can|could|should|much|many|long|old|kind|sort|checks|courses|the|about|time)"
    r"|(?:do|does|can|could|will|would|should|is|are|am|have|has)\s(?:i|u|you|they|it|there|that|the"
    r"|my|any|anyone)|whats|how's|hows)"
)
NEXT_QUESTION = re.compile(
    rf"[\s,;-]{{0,4}}\b(?:and|also|plus|but|n|then|or)\s{{1,3}}(?:also\s{{1,3}})?"
    rf"(?={QUESTION_WORD}\b)"
    rf"|[\s]{{0,2}}&\s{{0,2}}(?={QUESTION_WORD}\b)"
    rf"|,\s{{1,3}}(?={QUESTION_WORD}\b)|\balso\b"
    rf"|(?:,\s?(?:and|then|plus|but|so)?|\s(?:\+|/|-|–)|;|\sthen|\splus)\s"
    rf"|\band\s(?=(?:any|i|im|i'm|my|that|whether|if)\b)"
    rf"|(?<=\w)\s(?={QUESTION_START}\b)",
    re.IGNORECASE,
)
# What a question hangs on, and is not cut from: "not sure what to bring", "is it true that you do".
HANGS_ON = re.compile(
    r"\b(?:and|also|plus|but|n|then|or|so|sure|idea|know|knowing|wonder|wondering|ask|asking|tell|me|see|of|about"
    r"|on|to|for|with|at|in|from|if|that|which|who|what|how|when|where|why|the|a|an|as|like|than|say"
    r"|says|said|true|explain|understand|depends|matter|because|cos|i|u|you|we|they|he|she|it|can|could"
    r"|will|would|wud|do|does|did|should|shud|must|may|not|have|has|be|been)$",
    re.IGNORECASE,
)
# "whats the pay like" is a whole question, though "like" seldom ends one.
ASKED_WHAT_LIKE = re.compile(
    r"\b(?:what|wot|wat|how)(?:'?s|\s(?:is|are))\s(?:\w+\s){1,4}like$", re.IGNORECASE
)
ASKS = re.compile(
    rf"\?\s{{0,3}}$|(?:^\W{{0,4}}|[:;]\s)(?:(?:and|so|but|ok|if so)\s+)?{QUESTION_WORD}\b"
    r"|\b(?:whether|wonder|wondering|no idea|not sure|like to know|tell me|anyone know"
    r"|don't know)\b"
    r"|\b(?:what|wot|how|where|when|which|who)(?:'?s|\s(?:is|are|do|does|did|would|will|can|could"
    r"|should|much|many|long|else|about|rate))\b",
    re.IGNORECASE,
)
POINTS_BACK = re.compile(
    r"\b(?:it|its|it's|that|that's|this|these|those|they|them|their|there|one|ones|either)\b"
    r"|^\W{0,3}(?:why|how come|how so|really|says who|since when|how long|how much|how many|for who"
    r"|go on|tell me more|more|more info|such as|like what|for example|example)\W{0,4}$",
    re.IGNORECASE,
)
MARKS = " ,;&+/-\n"
QUESTION = re.compile(QUESTION_WORD + r"\b", re.IGNORECASE)
SHORT = 8
SHORT_QUESTION = re.compile(r"[^\W\d_]{3,20}\?")
ASKED_FOR = re.compile(
    r"\b(?:what|whats|what's|wot|wat|how|hows|how's|where|when|who|which|why)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Part:
    """A stretch of a message; start and end count characters, `listed` is an item of a list."""

    text: str
    start: int
    end: int
    listed: bool = False

    @property
    def asks(self) -> bool:
        """Whether it reads like a question, or stands in a list of what is asked."""
        return self.listed or asks(self.text)


def parts(text: str) -> list[Part]:
    """Return the sentences of *text* and the questions joined in them; one part is no part."""
    if items := numbered(text) or named(text):
        return items[:MOST]
    joined = {
        match.end(): match.start()
        for match in NEXT_QUESTION.finditer(text)
        if match.group().strip() or stands_alone(text[: match.start()], text[match.end() :])
    }
    ended = {match.end() for match in SENTENCE_END.finditer(text)}
    found: list[Part] = []
    for start, end in pairwise(sorted({0, len(text), *joined, *ended})):
        stop = joined.get(end, end)
        words = text[start:stop].strip(MARKS)
        if len(words.split()) >= 2 or SHORT_QUESTION.fullmatch(words):
            found.append(Part(words, start, stop))
    return found[:MOST] if len(found) > 1 else []


def numbered(text: str) -> list[Part]:
    """Return the items of a list with numbers or letters, and what stands before it."""
    marks = list(LIST_MARK.finditer(text))
    if len(marks) < 2:
        return []
    before = [Part(text[: marks[0].start()].strip(MARKS), 0, marks[0].start())]
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    items = [
        Part(text[mark.end() : end].strip(MARKS), mark.end(), end, listed=True)
        for mark, end in zip(marks, ends, strict=True)
    ]
    return [part for part in before + items if part.text]


def named(text: str) -> list[Part]:
    """Return the items of a message that only names what it asks about: "pay, hours, training"."""
    gaps = list(BETWEEN_ITEMS.finditer(text.rstrip(MARKS + "?")))
    starts, ends = [0, *(gap.end() for gap in gaps)], [*(gap.start() for gap in gaps), len(text)]
    items = [
        Part(text[start:end].strip(MARKS + "?"), start, end, listed=True)
        for start, end in zip(starts, ends, strict=True)
    ]
    marked = any(gap.group().strip() != "and" for gap in gaps)
    short = marked and all(1 <= len(item.text.split()) <= MOST_WORDS_OF_AN_ITEM for item in items)
    short = short or all(names_a_thing(item.text) for item in items)
    plain = not any(QUESTION.match(item.text) for item in items)
    return items if len(items) > 1 and short and plain else []


def names_a_thing(text: str) -> bool:
    """Tell whether a few words name something people ask about: "pay for a TA"."""
    few = len(text.split()) <= MOST_WORDS_ABOUT_A_THING
    return few and bool(A_THING.search(text)) and not TELLS.search(text)


def stands_alone(before: str, after: str) -> bool:
    """Tell whether what reads like a question after *before* is one, and no part of a longer."""
    if HANGS_ON.search(before) and not ASKED_WHAT_LIKE.search(before):
        return False
    asked = ASKED_FOR.match(after) or not ASKED_FOR.search(" ".join(before.split()[-4:]))
    return bool(asked)


def asks(text: str) -> bool:
    """Tell whether *text* reads like a question."""
    return bool(ASKS.search(text))


def points_back(text: str) -> bool:
    """Tell whether *text* is short and speaks of what came before: "and who pays for it"."""
    return len(text.split()) <= SHORT and bool(POINTS_BACK.search(text))
