"""Which lines are headings, and what the lines below them are about."""

import re
from functools import lru_cache

from agency.cv.lexicon import by_name, cv_words, word_set

MOST_WORDS = 7
_PAID = {"employment", "jobs", "career", "employers"}
_EDGES = re.compile(r"^[\W_\d]+|[\W_]+$")
_ASIDE = re.compile(r"\s{0,2}[(\[][^()\[\]]{0,60}[)\]]\s{0,2}:?$")
_AND = re.compile(r"\s(?:and|&|,)\s|,\s|\s?[/(]\s?")
_NUMBER = re.compile(r"^\(?\d{1,2}[.)]\s{0,3}")
_LABELLED = re.compile(r"^\s{0,3}([^:\t]{1,45}?)\s{0,2}(?::|\t|\s[-–—]\s)[:\s]{0,3}(\S.*)$")
_NOT_WORDS = re.compile(r"[^\w'()/]+")


@lru_cache(maxsize=4000)
def section_of(text: str) -> str | None:
    """Return what a heading of these words announces; None when they are no heading."""
    text = _ASIDE.sub("", text) or text
    words = plain(text)
    if not words or len(words.split()) > MOST_WORDS:
        return None
    headings = by_name("headings")
    if known := headings.get(words) or _squeezed().get(words.replace(" ", "")):
        return known
    if known := _among_plain_words(words.split()):
        return known
    halves = [plain(half) for half in text.split("/")]
    if len(halves) == 2 and (known := headings.get(halves[1]) or headings.get(halves[0])):
        return known  # the same word in two languages
    return _by_keys(words.split())


def _among_plain_words(words: list[str]) -> str | None:
    """Return what a known heading announces that plain words stand about: "in brief", "so far"."""
    fillers, headings = word_set("plain_words"), by_name("headings")
    for length in range(len(words) - 1, 1, -1):
        for start in range(len(words) - length + 1):
            rest = [*words[:start], *words[start + length :]]
            known = headings.get(" ".join(words[start : start + length]))
            if known and all(word in fillers for word in rest):
                return known
    return None


def hinted_section(text: str) -> str | None:
    """Return what a heading of words nobody foresaw hints at by one of them."""
    keys = by_name("heading_keys")
    kinds = {keys[word] for word in plain(text).split() if word in keys}
    return next((kind for kind in cv_words("heading_keys") if kind in kinds), None)


def _by_keys(words: list[str]) -> str | None:
    keys = by_name("heading_keys")
    fillers = word_set("plain_words")
    if words[-1] == "volunteer":
        return None  # "Classroom Volunteer" is what somebody was
    if len(words) < 2 or not all(word in keys or word in fillers for word in words):
        return None
    kinds = {keys[word] for word in words if word in keys}
    if kinds == {"experience", "volunteering"} and _PAID & set(words):
        return "experience"  # "Employment and voluntary work"
    return next((kind for kind in cv_words("heading_keys") if kind in kinds), None)


@lru_cache(maxsize=1)
def _squeezed() -> dict[str, str]:
    return {
        name.replace(" ", ""): kind for name, kind in by_name("headings").items() if len(name) > 5
    }


@lru_cache(maxsize=4000)
def is_label(text: str) -> bool:
    """Say whether these words name what stands beside them: "Employer", "Main duties"."""
    return label_of(text) is not None


@lru_cache(maxsize=4000)
def label_of(text: str) -> str | None:
    """Return what these words are the label of."""
    words = _NUMBER.sub("", text.strip()).rstrip(":").strip().lower()
    return by_name("labels").get(words)


def labelled(text: str) -> tuple[str, str] | None:
    """Part "Position: Carer" into what the label says and its value."""
    match = _LABELLED.match(text)
    kind = label_of(match[1]) if match else None
    return (kind, match[2].strip()) if match and kind else None


@lru_cache(maxsize=4000)
def column_title(text: str) -> str | None:
    """Return what a table's column with these words above holds."""
    titles = by_name("column_titles")
    words = text.strip().rstrip(":").strip().lower()
    parts = [words, *(part.strip() for part in _AND.split(words)[:1])]
    return next((titles[part] for part in parts if part in titles), None)


def is_column_title(text: str) -> bool:
    return column_title(text) is not None


def plain(text: str) -> str:
    """Return a heading's words alone, in small letters."""
    text = text.replace("’", "'").replace("&", " and ").replace("+", " and ")
    return " ".join(
        _NOT_WORDS.sub(" ", _EDGES.sub("", text) if "(" not in text else text).lower().split()
    )
