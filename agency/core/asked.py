"""What a visitor got for what they asked, as far as the record of the turn tells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from agency.core.care import IN_NEED

OUT_OF_SCOPE = "oos"
UNCLEAR = "nlu_fallback"
# Everything else is small talk, a form, or somebody's own case: none of it is a question to group.
QUESTIONS = frozenset({"ask", UNCLEAR, "out_of_scope", "check_suitability"})
HELP_FIRST = frozenset({"safeguarding_disclosure", "wellbeing_distress"})
# Words that may have been said in need are copied nowhere, even where nothing was understood.
MAY_BE_IN_NEED = 0.1
# Below this an answer was wrong about as often as it was right.
SURE = 0.4
CERTAIN = 1.0
MOST_GUESSES = 4


class Got(StrEnum):
    """What a visitor got for a question."""

    ANSWERED = "answered"
    UNSURE = "unsure"
    UNCLEAR = "unclear"
    OUT_OF_SCOPE = "out_of_scope"
    UNHELPFUL = "unhelpful"


NOT_GOT = (Got.UNCLEAR, Got.OUT_OF_SCOPE, Got.UNHELPFUL, Got.UNSURE)

type Told = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """A question: what was got, and the topics it may have been about, the likeliest first."""

    got: Got
    topic: str | None
    role: str | None
    confidence: float | None
    guesses: tuple[dict[str, Any], ...]


def read_asked(understood: Told | None, replies: Iterable[Told]) -> Asked | None:
    """Return what was asked in a turn, or None where it was no question that may be copied."""
    heard = understood or {}
    intent = heard.get("intent")
    if intent not in QUESTIONS or intent in IN_NEED or _may_be_in_need(heard):
        return None
    every = list(replies)
    answers = [reply["answer"] for reply in every if reply.get("answer")]
    offered = [c for reply in every for c in reply.get("choices") or () if c.get("topic")]
    first = (heard.get("questions") or [{}])[0]
    confidence = first.get("confidence")
    ours = [answer for answer in answers if answer.get("topic") != OUT_OF_SCOPE]
    if ours:
        sure = confidence is None or confidence >= SURE
        got = Got.ANSWERED if sure else Got.UNSURE
    elif answers:
        got = Got.OUT_OF_SCOPE
    elif intent == UNCLEAR or offered:
        got = Got.UNCLEAR
    else:
        return None
    said = (ours or answers or [{}])[0]
    return Asked(
        got=got,
        topic=said.get("topic"),
        role=said.get("role"),
        confidence=confidence,
        guesses=tuple(_guesses(heard, offered)),
    )


def _may_be_in_need(heard: Told) -> bool:
    near = [*(heard.get("questions") or ()), *(heard.get("nearest") or ())]
    return any(
        each.get("topic") in HELP_FIRST and (each.get("confidence") or 0) >= MAY_BE_IN_NEED
        for each in near
    )


def _guesses(heard: Told, offered: list[Told]) -> Iterable[dict[str, Any]]:
    near = [each for each in heard.get("nearest") or () if each.get("topic")]
    chances = {each["topic"]: round(float(each.get("confidence") or 0), 3) for each in near}
    for each in offered:
        chances.setdefault(each["topic"], 0.0)
    ranked = sorted(chances.items(), key=lambda pair: -pair[1])[:MOST_GUESSES]
    return ({"topic": topic, "confidence": chance} for topic, chance in ranked)
