"""Which role a message speaks of, and whether it does nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Entity = dict[str, Any]

# What may stand around a role's or a place's name in "and what about for a SENCO then?".
SMALL_WORDS = (
    "a about actually also an and are as but did for how i if in instead is it its jobs just "
    "like mean meant no not of oh ok okay one ones or please role roles same say sorry than "
    "that the then this to versus vs was were what work"
)
AROUND = frozenset(SMALL_WORDS.split())
# "what about a TA" asks the last question again; "what is a TA" is a question of its own.
QUESTION_OF_ITS_OWN = re.compile(r"\b(?:what|how)\b(?! (?:about|if|of)\b)")
WORD = re.compile(r"[a-z']{1,40}")
# What shows that a message is about our work after all, and occupations that lead to it or from it.
OURS = frozenset({"role", "setting", "need"})
NOT_FAR = frozenset({"teacher", "sen_teacher", "overseas_teacher", "teaching_assistant"})
WORK = re.compile(r"\s(?:work|jobs?|vacancies|vacancy|apprenticeships?|shifts)\b", re.IGNORECASE)
WORK_AS = re.compile(
    r"\b(?:work|jobs?|vacancies|apprenticeships?|training|course)\s(?:for|as|in)\s(?:(?:an?|the)\s)?$",
    re.IGNORECASE,
)
# "not the TA, the SENCO"; "from TA to SENCO".
BEFORE = 30
DENIED = re.compile(
    r"\b(?:not|rather than|instead of|isn'?t|aren'?t)\s(?:(?:an?|as|about|for|the)\s){0,2}$",
    re.IGNORECASE,
)
# "that's the assistant, I meant what the SENCO does".
MEANT = re.compile(r"\b(?:meant|mean)\s(?:(?:what|about|for|as|the|an?)\s){0,3}$", re.IGNORECASE)
# "I'm only a TA now": where somebody is, and not always where they want to be.
IS_ONE = re.compile(
    r"\b(?:i'?m|i am|i'?ve been|i work as)\s"
    r"(?:(?:only|just|currently|already|still|now|an?)\s){0,3}$",
    re.IGNORECASE,
)
AIMED = re.compile(
    r"\b(?:to|into|towards|be|become|becomes|becoming|being)\s(?:(?:an?|the)\s)?$", re.IGNORECASE
)


def names_a_role(entities: Sequence[Entity]) -> bool:
    """Tell whether a role is named, and not only pointed to."""
    return any(entity["entity"] == "role" for entity in entities)


def role_named(entities: Sequence[Entity], text: str = "") -> str | None:
    """
    Return the role that a message is about.

    Of several it is the one that somebody means or wants to become, else the first; one that is
    denied ("not the TA"), or that they are already, only where there is no other. Where none is
    named, a word that points to one will do: a PRU to SEMH work, an NPQ to the SENCO.
    """
    named = sorted(
        (entity for entity in entities if entity["entity"] == "role"), key=lambda e: e["start"]
    )
    if named:
        named = [entity for entity in named if not stands_after(DENIED, entity, text)] or named
        for sought in (MEANT, AIMED):
            if found := [entity for entity in named if stands_after(sought, entity, text)]:
                return str(found[-1]["value"])
        wanted = [entity for entity in named if not stands_after(IS_ONE, entity, text)] or named
        return str(wanted[0]["value"])
    pointing = [entity for entity in entities if entity.get("points_to")]
    return str(last(pointing)["points_to"]) if pointing else None


def aims_elsewhere(entities: Sequence[Entity], text: str) -> bool:
    """Tell whether *text* is about work that is not ours: "how to become an electrician"."""
    if any(entity["entity"] in OURS or entity.get("points_to") for entity in entities):
        return False
    return any(
        stands_after(AIMED, entity, text)
        or stands_after(WORK_AS, entity, text)
        or WORK.match(text[entity["end"] :])
        for entity in entities
        if entity["entity"] == "occupation" and entity["value"] not in NOT_FAR
    )


def stands_after(words: re.Pattern[str], entity: Entity, text: str) -> bool:
    """Tell whether *words* stand right before an entity of *text*."""
    return bool(words.search(text[max(0, entity["start"] - BEFORE) : entity["start"]]))


def last(entities: Sequence[Entity]) -> Entity:
    return max(entities, key=lambda entity: entity["start"])


def names_alone(kind: str, text: str, entities: Sequence[Entity]) -> bool:
    """Tell whether nothing is left of *text* but names of that *kind* and small words."""
    rest = list(text.lower())
    for entity in entities:
        if entity["entity"] == kind:
            rest[entity["start"] : entity["end"]] = " " * (entity["end"] - entity["start"])
    around = "".join(rest)
    if QUESTION_OF_ITS_OWN.search(around):
        return False
    return all(word in AROUND for word in WORD.findall(around))
