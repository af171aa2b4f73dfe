"""Which parts of a message are questions of their own, heard beside the whole of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Part = dict[str, Any]

ASK = "ask"
# A part of a message is a question of its own from this confidence on.
SURE_OF_A_PART = 0.5
# Beside one that is that sure, another may be a little less so.
SURE_BESIDE = 0.45
# The whole message is a witness: of what is heard in it too, a part need not be as sure; what is
# not heard in it at all, a part must be surer of.
HEARD_IN_THE_WHOLE, SURE_WITH_THE_WHOLE = 0.05, 0.3
UNHEARD_IN_THE_WHOLE, SURE_AGAINST_THE_WHOLE = 0.02, 0.65
# "no experience, is that ok" asks about experience, without a question.
SURE_OF_A_WORD = 0.9
SURE_OF_A_PERSON = 0.7
# In a story only what reads like a question is taken for one.
STORY = 30
# Intents that may stand beside a question, besides questions.
BESIDE = ("register", "request_person", "complain", "greet")
NEVER_A_QUESTION = frozenset({"greet"})
# "are you there" and "this is a joke" are heard in many a message that asks something else.
SAID_IN_PASSING = {
    "ask/bot_identity": SURE_OF_A_WORD,
    "complain": SURE_OF_A_WORD,
    "request_person": SURE_OF_A_PERSON,
}


def sure_parts(parts: Sequence[Part], text: str, ranking: Sequence[dict[str, Any]]) -> list[Part]:
    """Return those of *parts* that are questions for sure, in order; *ranking* is the whole's."""
    whole = {entry["name"]: entry["confidence"] for entry in ranking}
    story = len(text.split()) > STORY
    strict = len(parts) > 2 or any(part["asks"] for part in parts)
    someone_asks = not story and any(stands_beside(part["ranking"][0]) for part in parts)
    found = []
    for part in parts:
        best = part["ranking"][0]
        needed = SURE_BESIDE if someone_asks and part["asks"] else SURE_OF_A_PART
        heard = whole.get(best["name"], 0.0)
        if heard < UNHEARD_IN_THE_WHOLE:
            needed = SURE_AGAINST_THE_WHOLE
        elif heard >= HEARD_IN_THE_WHOLE and part["asks"] and not story:
            needed = SURE_WITH_THE_WHOLE
        if not stands_beside(best, needed):
            continue
        if part["asks"] or not (story or (strict and best["confidence"] < SURE_OF_A_WORD)):
            found.append(part)
    return found


def stands_beside(entry: dict[str, Any], needed: float = SURE_OF_A_PART) -> bool:
    """Tell whether a part of a message is surely a question that others may stand beside."""
    name = entry["name"]
    beside = name.startswith((f"{ASK}/", *BESIDE)) and name not in NEVER_A_QUESTION
    return beside and entry["confidence"] >= SAID_IN_PASSING.get(name, needed)
