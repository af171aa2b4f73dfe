"""Things by every name people give them."""

import re
from collections.abc import Iterable, Iterator

LONGEST_TEXT = 500
LONGEST_NAME = 9

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class KnownNames[Thing]:
    """Finds things by their names; of overlapping names the longest wins."""

    def __init__(self, pairs: Iterable[tuple[str, Thing]]) -> None:
        self.things: dict[str, Thing] = {}
        for name, thing in pairs:
            for spelling in {name, name.replace("'", ""), name.replace("’", "")}:
                self.things.setdefault(" ".join(words_of(spelling)), thing)
        self.things.pop("", None)

    def find(self, text: str) -> list[Thing]:
        """Return what *text* names, in the order it is named, each thing once."""
        return list(dict.fromkeys(self.things[name] for name in self.names_in(text)))

    def names_in(self, text: str) -> list[str]:
        """Return the names that stand in *text*, as they are compared."""
        return list(self._scan(words_of(text[:LONGEST_TEXT])))

    def _scan(self, text: list[str]) -> Iterator[str]:
        start = 0
        while start < len(text):
            for length in range(min(LONGEST_NAME, len(text) - start), 0, -1):
                name = " ".join(text[start : start + length])
                if name in self.things:
                    yield name
                    start += length
                    break
            else:
                start += 1


def words_of(text: str) -> list[str]:
    """Return *text* as the words that names are compared by."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]
