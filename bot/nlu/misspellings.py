"""The lexicon's words as fast thumbs write them: "behavoir mentor", "teaching asistant"."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA
from spacy.tokens import Doc

from bot.language.build import RULER
from bot.language.lexicon import JOINED

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span

# Names of these kinds are looked for. A town is not: "Hall" is no misspelt "Hull".
KINDS = frozenset({"role", "occupation", "qualification", "setting"})
# Shorter words are like too many others.
SHORTEST = 5
LONG = 8
# A name of one word is as likely another word, unless it is long: "career" is no misspelt "carer".
LONG_ALONE = 9
OFTEN = 4
# A story is not searched to its end.
MOST_WORDS = 80


class Misspellings:
    """Finds names of the lexicon that are written almost right."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        used: Counter[str] = Counter()
        for pattern in nlp.get_pipe(RULER).patterns:  # type: ignore[attr-defined]
            if KINDS & set(pattern["label"].split(JOINED)):
                used.update(str(pattern["pattern"]).split())
        # The lexicon lists slips too: a word that is in few names is no model for others.
        self.words = {word for word, names in used.items() if names >= OFTEN}
        self.alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(self.words):
            if len(word) >= SHORTEST and word.isalpha():
                self.alike[word[0], len(word)].append(word)

    def mended(self, doc: Doc) -> Doc | None:
        """Return *doc* with almost right words put right, token by token, or None."""
        words = [token.text for token in doc]
        for place, word in enumerate(words[:MOST_WORDS]):
            words[place] = self.meant(word.lower()) or word
        if all(word == token.text for word, token in zip(words, doc, strict=True)):
            return None
        spaces = [bool(token.whitespace_) for token in doc]
        return self.nlp.get_pipe(RULER)(Doc(self.nlp.vocab, words=words, spaces=spaces))

    def meant(self, word: str) -> str | None:
        """Return the one word of the lexicon that *word* is a slip of, or None."""
        if len(word) < SHORTEST or not word.isalpha() or word in self.words:
            return None
        slips = 1 if len(word) < LONG else 2
        found = [
            (distance, like)
            for length in range(len(word) - slips, len(word) + slips + 1)
            for like in self.alike.get((word[0], length), ())
            if (distance := OSA.distance(word, like, score_cutoff=slips)) <= slips
        ]
        return min(found)[1] if found else None


def stands(span: Span, written: Doc) -> bool:
    """Tell whether a name found in a mended text is enough like what was written to be meant."""
    changed = [token for token in span if token.text != written[token.i].text]
    if not changed or not KINDS & set(span.label_.split(JOINED)):
        return False
    return len(span) > 1 or len(span.text) >= LONG_ALONE
