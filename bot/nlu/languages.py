"""Which language a message is in, where that is not English: by its script, or its small words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LONGEST = 600
# A name, a place or a dish is no language: so many different small words must be there, and
# more of them in a form, where names are asked for.
ENOUGH, CERTAIN = 2, 3
FEWEST_LETTERS, LETTERS_IN_A_FORM = 2, 10
FEW = 8
# "Do you speak Polish?" asks for the language in English.
ASKS_FOR = (
    r"\b(?:do|can|could) (?:you|u|i|we)(?: please)? (?:speak|talk|write|type|chat|ask|reply|answer|"
    r"understand|do this)(?: (?:to you|to me|it|this|me))?(?: in)? (?P<language>{titles})\b"
)


class Languages:
    """
    Knows languages by data/lexicon: script, letters, small words.

    Words that English, names or text-speak share are left out of the lists. A library that knows a
    hundred languages takes "wot pay senco" for one of them; this one only speaks when it is sure.
    """

    def __init__(self, content: dict[str, Any]) -> None:
        entries = content["entries"]
        self.english = frozenset(map(str, content["english"]))
        self.words: dict[str, frozenset[str]] = {
            entry["id"]: frozenset(fold(str(word)) for word in entry["words"])
            for entry in entries
            if entry.get("words")
        }
        titles = "|".join(re.escape(str(entry["title"])) for entry in entries)
        self.asked_for = re.compile(ASKS_FOR.format(titles=titles), re.IGNORECASE)
        self.titled = {str(entry["title"]).casefold(): str(entry["id"]) for entry in entries[::-1]}
        self.letters = [
            (entry["script"], frozenset(entry.get("letters", "")), entry["id"])
            for entry in entries
            if entry.get("script")
        ]

    def find(self, text: str, *, certain: bool = False) -> str | None:
        """Return the language of *text*; None for English, and where it may be English."""
        text = text[:LONGEST]
        asked = None if certain else self.asked_for.search(text)
        if asked and len(text.split()) <= FEW:
            return self.titled[asked["language"].casefold()]
        return self._by_script(text, certain) or self._by_words(text, certain)

    def _by_script(self, text: str, certain: bool) -> str | None:
        letters = [letter for letter in text if letter.isalpha()]
        scripts = Counter(script_of(letter) for letter in letters)
        scripts.pop("LATIN", None)
        if not scripts or sum(scripts.values()) * 2 < len(letters):
            return None
        script = scripts.most_common(1)[0][0]
        if len(letters) < (LETTERS_IN_A_FORM if certain else FEWEST_LETTERS):
            return None
        used, said = set(text), {fold(word) for word in WORD.findall(text)}
        theirs = [(needs, name) for its, needs, name in self.letters if its == script]
        # The one whose own letters or words are used, else the usual one, which needs none.
        marked = [name for needs, name in theirs if needs & used]
        marked += [name for _, name in theirs if self.words.get(name, frozenset()) & said]
        usual = [name for needs, name in theirs if not needs]
        return next(iter([*marked, *usual]), "unknown")

    def _by_words(self, text: str, certain: bool) -> str | None:
        words = [fold(word) for word in WORD.findall(text)]
        if len(words) < ENOUGH:
            return None
        said = set(words)
        best, name = max(
            ((len(said & theirs), language) for language, theirs in self.words.items()),
            default=(0, ""),
        )
        english = len(said & self.english)
        enough = CERTAIN if certain else ENOUGH
        return name if best >= enough and best > 2 * english and best * 5 >= len(said) else None


def script_of(letter: str) -> str:
    """Return the script of one letter: LATIN, CYRILLIC, CJK."""
    return unicodedata.name(letter, "UNKNOWN").split()[0]


def fold(word: str) -> str:
    """Return *word* in small letters without marks: people leave them out."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
