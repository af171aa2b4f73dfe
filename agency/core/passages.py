"""Which part of a longer answer speaks of the very thing that was asked."""

import re
from collections import Counter
from collections.abc import Iterator

# A word that stands in more parts than this tells none of them apart.
MOST = 2
SHORTEST = 4
# Shorter words that say what a question is about, all the same.
SHORT = frozenset(
    {
        *("tax", "car", "age", "old", "ill", "eal", "fee", "ect", "npq", "nvq", "ir"),
        *("aid", "fte", "hit", "pru", "tlr"),
    }
)
# Words that say nothing apart, and together what a question is about.
_TOGETHER = re.compile(r"\b(how|start\w*|o|a(?= levels)) (long|many|before|level)s?\b")
# A long message is a story: only what ends in a question mark says what is asked.
STORY = 25

_WORD = re.compile(r"[^\W\d_]+")
_QUESTION = re.compile(r"[^.?!\n]*\?")
# A paragraph, or one labelled line of a list.
_BETWEEN = re.compile(r"\n\n|\n(?=- \*\*)")
_LABEL = re.compile(r"^(?:- )?\*\*([^*]+)\*\*", re.MULTILINE)
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_ENDINGS = (
    *("ations", "ation", "ness", "ings", "ing", "ies", "ied", "ers", "ed", "er", "es"),
    *("ly", "ys", "s", "y", "e"),
)
# Words that stand in too many questions to say what any of them is about.
_COMMON = """
    able about across actually after again agency allowed alone already also always another
    anyone anything apply area around asked assistant away bank based because become been before
    being best better between bright call chat child children come common could count course
    daily days dear different difficult does doing done down each easy education else enough
    even ever every everyone example experience feel find first from full general getting give
    given goes going good great happen hard have having hear heard hello help here high hope
    important into itself job just keen keep kids kind know lads like little long look lots love
    made make many matter maybe mean might mine more most much must myself need never next nice
    nothing often okay once only other over path people place please possible post probably
    pupil quite rather read real really right role said same school seem semh senco send sendco
    should some somebody someone something sort speak special start still stuff such support
    sure take talk teacher teaching tell than thank that their them then there these they thing
    think this those through time told took true type used usually very want week well were what
    when where which while whole will with within without wonder work worker working would write
    year young your
"""


def choose_passage(question: str, told: str, more: str) -> str | None:
    """
    Return the part of *more* whose label *question* speaks of, where *told* does not at once.

    "And the pension?" is met with the paragraph on pensions, not with everything there is. None
    where no label stands out. *told* answers at once what it opens with, or sets in bold.
    """
    asked = set(_stems(_asking(question))) - set(_stems(_said_at_once(told)))
    passages = list(_passages(more))
    labels = [set(_stems(_label_of(passage))) for passage in passages]
    words = [set(_stems(passage)) for passage in passages]
    spread = Counter(stem for each in words for stem in each & asked)
    labelled = Counter(stem for each in labels for stem in each)
    telling = {stem for stem in spread if spread[stem] <= MOST or labelled[stem] == 1}
    scores = [
        len(telling & said) + len(telling & label) if telling & label else 0
        for said, label in zip(words, labels, strict=True)
    ]
    best = max(scores, default=0)
    return passages[scores.index(best)] if best else None


def _passages(more: str) -> Iterator[str]:
    """Return paragraphs and labelled lines; a label that only opens a list comes with it."""
    opening = ""
    for piece in filter(None, map(str.strip, _BETWEEN.split(more))):
        if piece.endswith(":") or _LABEL.fullmatch(piece):
            opening = piece
        else:
            yield f"{opening}\n\n{piece}" if opening else piece
            opening = ""


def _asking(question: str) -> str:
    """Return *question*, or of a long one the sentences that ask."""
    if len(question.split()) <= STORY:
        return question
    return " ".join(_QUESTION.findall(question))


def _said_at_once(told: str) -> str:
    """Return the first paragraph of *told* and what it sets in bold, where a reader looks."""
    return " ".join([told.split("\n\n")[0], *_BOLD.findall(told)])


def _label_of(passage: str) -> str:
    """Return the label of *passage*, with that of the list it opens."""
    return " ".join(_LABEL.findall(passage))


def _stems(text: str) -> Iterator[str]:
    for word in _WORD.findall(_TOGETHER.sub(_together, text.casefold())):
        stem = _stem(word)
        if stem not in _IGNORED and (len(word) >= SHORTEST or word in SHORT):
            yield stem


def _together(words: re.Match[str]) -> str:
    """Return "how long" as one word; "starting before" as the same one as "start before"."""
    return words[1].removesuffix("ing") + words[2]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)]
    return word


_IGNORED = frozenset(_stem(word) for word in _COMMON.split())
