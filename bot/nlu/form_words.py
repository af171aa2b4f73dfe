"""What people say to a form rather than in it: why, back, start again, later."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.nlu.parts import DIVISION_SLASH

WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# A star stands for a few words, not for a story.
MOST_MORE = 9
LONGEST = 200
STAR = "*"


@dataclass(frozen=True)
class Phrase:
    """A few words, with at most one gap in them."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    open: bool

    def is_in(self, said: list[str]) -> bool:
        """Say whether *said* is this phrase, with something in its gap if it has one."""
        fixed = len(self.before) + len(self.after)
        if not self.open:
            return tuple(said) == self.before
        return (
            fixed < len(said) <= fixed + MOST_MORE
            and tuple(said[: len(self.before)]) == self.before
            and (not self.after or tuple(said[-len(self.after) :]) == self.after)
        )


class FormWords:
    """The phrases of data/lexicon/form_words.yml."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.around = sorted((words(str(each)) for each in content["around"]), key=len)[::-1]
        entries = [
            (entry, str(entry["id"]), phrase(str(each)))
            for entry in content["entries"]
            for each in entry["phrases"]
        ]
        self.inside = [(i, each) for entry, i, each in entries if not entry.get("only_outside")]
        self.outside = [
            (i, each)
            for entry, i, each in entries
            if entry.get("anywhere") or entry.get("only_outside")
        ]

    def find(self, text: str, *, in_form: bool) -> str | None:
        """Return the intent that *text* is a phrase of; the courtesies around it do not count."""
        if len(text) > LONGEST or text.lstrip().startswith(DIVISION_SLASH):
            return None  # a typed command is only text, whatever it says
        said = words(text)
        while said:
            for intent, each in self.inside if in_form else self.outside:
                if each.is_in(said):
                    return intent
            said = self.without_a_courtesy(said)
        return None

    def without_a_courtesy(self, said: list[str]) -> list[str]:
        """Return *said* without a courtesy at its beginning or its end; empty if it has none."""
        for around in self.around:
            if said[: len(around)] == around:
                return said[len(around) :]
        for around in self.around:
            if said[-len(around) :] == around:
                return said[: -len(around)]
        return []


def phrase(text: str) -> Phrase:
    before, star, after = text.partition(STAR)
    return Phrase(tuple(words(before)), tuple(words(after)), bool(star))


def words(text: str) -> list[str]:
    return WORD.findall(text.replace("\u2019", "'").casefold())
