"""What is offered for an answer before it is asked for: said earlier, read, or open to doubt."""

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import Tracker

from actions.executor import Events
from agency.core.known_names import words_of
from agency.core.registration import SKIPPED
from agency.core.yes_or_no import NO, YES, find_yes_or_no

KNOWN, DOUBTED = "known", "doubted"
FROM_TALK, FROM_FORM = "talk", "form"
AS_TYPED = "as typed"
# A yes to these is an answer of its own: nothing can be offered beside it.
NOT_OFFERED = frozenset({"consent", "right_to_work", "dbs", "cv", "summary"})
# "Yes, that is right" is a yes to what was offered; a longer answer is one of its own.
MOST_WORDS = 5
KEEPS = re.compile(
    r"\W*(?:yes,? )?(?:please )?keep(?: (?:it|that|this|them|as is))?\b", re.IGNORECASE
)
_ORDER = {
    "first": 0,
    "1": 0,
    "one": 0,
    "second": 1,
    "2": 1,
    "two": 1,
    "third": 2,
    "3": 2,
    "last": -1,
}
_BESIDE = "the one number option role no please i mean meant it's its"
_BESIDE_A_NUMBER = frozenset(_BESIDE.split())

type Slots = dict[str, Any]


def known_for(slot: str, tracker: Tracker) -> dict[str, Any] | None:
    """Return what is known for *slot*, as `value` and `from`."""
    known: Mapping[str, Any] = tracker.get_slot(KNOWN) or {}
    return known.get(slot)


def doubts_about(slot: str, tracker: Tracker) -> list[Any]:
    """Return what the last answer to *slot* may have meant."""
    doubted: Mapping[str, Any] = tracker.get_slot(DOUBTED) or {}
    return list(doubted.get("choices", ())) if doubted.get("slot") == slot else []


def is_kept_as_typed(tracker: Tracker) -> bool:
    """Say whether what is doubted would be an answer as it stands."""
    return (tracker.get_slot(DOUBTED) or {}).get("typed") is not None


def doubted(slot: str, typed: Any, choices: list[Any], tracker: Tracker) -> Slots:
    """Return the slots that have a doubt asked about; what is typed twice is meant."""
    before: Mapping[str, Any] = tracker.get_slot(DOUBTED) or {}
    if typed is not None and before.get("slot") == slot and before.get("typed") == typed:
        return {slot: typed, DOUBTED: None}
    return {slot: None, DOUBTED: {"slot": slot, "typed": typed, "choices": choices}}


def offer(slot: str, value: Any, origin: str, tracker: Tracker) -> Events:
    """Return the events that offer *value* for *slot*, which is asked for anew."""
    emptied: Events = [SlotSet(slot, None)]
    if value in (None, SKIPPED) or slot in NOT_OFFERED:
        return emptied
    known = (tracker.get_slot(KNOWN) or {}) | {slot: {"value": value, "from": origin}}
    return [*emptied, SlotSet(KNOWN, known)]


def without(slot: str, tracker: Tracker) -> Slots:
    """Return the slots as they are once *slot* is settled."""
    slots: Slots = {}
    known = dict(tracker.get_slot(KNOWN) or {})
    if known.pop(slot, None):
        slots[KNOWN] = known or None
    if doubts_about(slot, tracker):
        slots[DOUBTED] = None
    return slots


def settle(slot: str, said: str, tracker: Tracker) -> Slots | None:
    """Return the slots that a yes or a no to what is offered sets; None where it is neither."""
    verdict = find_yes_or_no(said) if len(words_of(said)) <= MOST_WORDS else None
    if KEEPS.match(said):
        verdict = YES
    if doubts := doubts_about(slot, tracker):
        if said == AS_TYPED:
            typed = (tracker.get_slot(DOUBTED) or {}).get("typed")
            return without(slot, tracker) | {slot: typed}
        chosen = choose(said, doubts, sure=verdict == YES)
        if chosen is not None:
            return without(slot, tracker) | {slot: chosen}
    elif verdict == YES and (known := known_for(slot, tracker)):
        return without(slot, tracker) | {slot: known["value"]}
    if verdict == NO and (doubts or known_for(slot, tracker)):
        return without(slot, tracker) | {slot: None, "asked_again": slot}
    return None


def choose(said: str, doubts: list[Any], *, sure: bool) -> Any:
    """Return the one of *doubts* that was chosen, by its number or by naming it; or None."""
    if sure and len(doubts) == 1:
        return doubts[0]
    left = [word for word in words_of(said) if word not in _BESIDE_A_NUMBER]
    if len(left) == 1 and left[0] in _ORDER and _ORDER[left[0]] < len(doubts):
        return doubts[_ORDER[left[0]]]
    text = " ".join(left)
    same = [each for each in doubts if " ".join(words_of(str(each))) == text]
    named = same or [each for each in doubts if text and text in " ".join(words_of(str(each)))]
    return named[0] if len(named) == 1 else None


def told_already(tracker: Tracker, said: Mapping[str, Any]) -> Slots:
    """Return what the talk before the form says of its questions, to be offered for them."""
    place = said.get("place") or tracker.get_slot("place_asked")
    # "Hartley" is a village in Kent, and the name of somebody who lives in Stockport.
    if place and set(words_of(str(place))) <= set(words_of(str(said.get("name") or ""))):
        place = None
    told = {
        **said,
        "place": place,
        "current_occupation": tracker.get_slot("occupation_asked"),
    }
    known = dict(tracker.get_slot(KNOWN) or {})
    for slot, value in told.items():
        if value and slot not in known and tracker.get_slot(slot) is None:
            known[slot] = {"value": value, "from": FROM_TALK}
    return {KNOWN: known} if known else {}
