"""What somebody filled in and cannot be kept so, each with the sentence that says why."""

from collections.abc import Callable, Mapping
from typing import Any

LONGEST_LINE, LONGEST_TEXT = 200, 4000


class Unfit(ValueError):
    """Some of what was filled in cannot be kept; `problems` has a sentence for each field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {told}" for name, told in problems.items()))
        self.problems = dict(problems)


class Reader:
    """
    Takes values out of what was filled in, and collects what is wrong with them.

    After the last value `done` raises, so that somebody reads of all slips at once.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given
        self.problems: dict[str, str] = {}

    def wrong(self, field: str, sentence: str) -> None:
        """Note that *field* cannot be kept; the first sentence about it counts."""
        self.problems.setdefault(field, sentence)

    def line(self, field: str, *, needed: str = "", longest: int = LONGEST_LINE) -> str:
        """Return one line of text; *needed* is the sentence for an empty one."""
        text = self.text(field, needed=needed, longest=longest)
        if "\n" in text:
            self.wrong(field, "Write it on one line.")
        return text

    def text(self, field: str, *, needed: str = "", longest: int = LONGEST_TEXT) -> str:
        """Return text of some lines, tidied at its ends."""
        given = self.given.get(field)
        text = "" if given is None else str(given).replace("\r\n", "\n").strip()
        if needed and not text:
            self.wrong(field, needed)
        if len(text) > longest:
            self.wrong(field, f"Shorten it to {longest} letters: it has {len(text)}.")
        # NUL ends a text in some databases; the others of its kind hide what is written.
        if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
            self.wrong(field, "It holds a letter that cannot be shown. Type it again.")
        return text

    def number(self, field: str, *, least: int, most: int) -> int | None:
        """Return a whole number, or nothing where nothing was filled in."""
        given = self.given.get(field)
        if given is None or given == "":
            return None
        try:
            number = int(str(given))
        except ValueError:
            number = least - 1
        if isinstance(given, bool) or not least <= number <= most:
            self.wrong(field, f"Write a whole number from {least} to {most}.")
            return None
        return number

    def items(self, field: str) -> list[Any]:
        """Return a list; one text is read as its lines or what stands between its commas."""
        given = self.given.get(field) or []
        if isinstance(given, str):
            given = [part.strip() for part in given.replace("\n", ",").split(",")]
        if not isinstance(given, list | tuple):
            self.wrong(field, "Write a list.")
            return []
        return [each for each in given if each not in (None, "")]

    def done[Kept](self, make: Callable[[], Kept]) -> Kept:
        """Return what *make* makes, unless something was wrong."""
        if self.problems:
            raise Unfit(self.problems)
        return make()
