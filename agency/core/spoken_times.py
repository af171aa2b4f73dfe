"""Times of day as people say them: "after 4", "half past three", "between 10 and 12"."""

import re
from datetime import time

DAWN, NIGHT = time(0), time(23, 59)
AN_AFTERNOON_BEGINS = 7  # a bare "7" is a morning's, a bare "6" an evening's

_WORDS = {
    word: str(number)
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1
    )
}
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_WORDS |= {"eleven": "11", "twelve": "12"}
_NAMED = {"noon": "12pm", "midday": "12pm", "mid day": "12pm", "midnight": "11.59pm"}
_ONE = (
    r"(?:(?P<part{0}>half past|half|quarter past|quarter to) )?(?P<hour{0}>\d{{1,2}})"
    r"(?:[:.](?P<minute{0}>\d\d)|(?P<minutes{0}>[0-5]\d)(?=\s*[ap]m))?\s?(?P<half{0}>[ap]m)?"
    r"(?P<clock{0}>\s?o'?clock|ish)?(?![\d/:]|(?:st|nd|rd|th)\b|\s?(?:hours?|min|days?|weeks?))"
)
_BETWEEN = re.compile(
    rf"(?:\b(?:between|from) )?\b{_ONE.format(1)}\s?(?:-|–|to|and|till?|until)\s?{_ONE.format(2)}"
)
_BOUND = re.compile(
    r"\b(?P<how>not before|no earlier than|not after|no later than|not until|any ?time after|"
    r"later than|after|from|(?<!half )(?<!quarter )past|since|before|until|till?|by|up to|at|"
    r"around|about|approx|@)\s?"
    rf"(?:about |around |like )?{_ONE.format('')}"
)
_BARE = re.compile(rf"(?<![\d:.]){_ONE.format('')}")
_LATER = frozenset(
    {"not before", "no earlier than", "not until", "any time after", "anytime after"}
    | {"later than", "after", "from", "past", "since"}
)
_EARLIER = frozenset(
    {"not after", "no later than", "before", "until", "til", "till", "by", "up to"}
)


def say_in_figures(said: str) -> str:
    """Return what was said in small letters, its numbers from one to twelve in figures."""
    text = " ".join(said.casefold().replace("\u2019", "'").split())
    text = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", text)
    for name, figures in _NAMED.items():
        text = re.sub(rf"\b{name}\b", figures, text)
    text = re.sub(r"^\W*([01]\d|2[0-3])([0-5]\d)\W*$", r"\1:\2", text)
    return _IN_WORDS.sub(lambda word: _WORDS[word[0]], text)


def find_times(text: str, *, evening: bool = False) -> tuple[time, time] | None:
    """Return the earliest and the latest time of day that *text* names, or None."""
    if found := _BETWEEN.search(text):
        begins, ends = _time(found, "1", evening), _time(found, "2", evening)
        if begins and ends and begins < ends:
            return begins, ends
    begins, ends = DAWN, NIGHT
    for found in _BOUND.finditer(text):
        at, how = _time(found, "", evening), " ".join(found["how"].split())
        if at is None:
            continue
        if how in _LATER:
            begins = at
        elif how in _EARLIER:
            ends = at
        else:
            return at, at
    if (begins, ends) != (DAWN, NIGHT):
        return begins, ends
    for found in _BARE.finditer(text):
        sure = found["half"] or found["minute"] or found["clock"] or found["part"]
        if (sure or found[0].strip() == text.strip(" .!")) and (at := _time(found, "", evening)):
            return at, at
    return None


def _time(found: re.Match[str], which: str, evening: bool) -> time | None:
    hour = int(found[f"hour{which}"])
    minute = int(found[f"minute{which}"] or found[f"minutes{which}"] or 0)
    half, part = found[f"half{which}"], found[f"part{which}"] or ""
    if which == "1" and half is None and found["half2"] == "pm" and hour < 12:
        # "2-4pm" is one afternoon, "10-1pm" is not.
        half = "pm" if hour < int(found["hour2"]) % 12 else None
    if hour > 23 or minute > 59:
        return None
    if hour == 12 and half == "am":
        hour = 0
    elif hour < 12 and (half == "pm" or (half is None and _is_late(hour, evening))):
        hour += 12
    if part.startswith("half"):
        minute = 30
    elif part == "quarter past":
        minute = 15
    elif part == "quarter to":
        hour, minute = (hour - 1) % 24, 45
    return time(hour, minute)


def _is_late(hour: int, evening: bool) -> bool:
    return 0 < hour < AN_AFTERNOON_BEGINS or evening
