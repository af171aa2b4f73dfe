"""
Rasa's memory: handed to it with each turn, and handed back.

Stored by Rasa, a conversation could be forgotten, doubled or mixed up whenever a database
hiccuped, and the visitor would still have read a normal-looking reply. So Rasa stores nothing.
The gateway sends what the assistant remembers along with the turn, and keeps what it remembers
afterwards in the same transaction as the replies: both happen, or neither. A visitor's words are
not part of the memory.
"""

from __future__ import annotations

from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.turn import CURRENT, Memory

# A turn costs more CPU with each event that has to be replayed before it.
EVENTS_KEPT = 40
NOT_REMEMBERED = frozenset({"session_started_metadata", REQUESTED_SLOT})


class HandedMemory(InMemoryTrackerStore):
    """Reads the tracker from the turn in hand; for `rasa shell`, which has none, in the process."""

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the tracker as the gateway remembers it, or None for a new conversation."""
        turn = CURRENT.get()
        if turn is None:
            return await super().retrieve(sender_id)
        memory = turn.memory if turn.remembered is None else turn.remembered
        if not memory:
            return None
        tracker = self.init_tracker(sender_id)
        for event in deserialise_events(memory):
            tracker.update(event, self.domain)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Note what is to be remembered of *tracker*; the channel hands it to the gateway."""
        turn = CURRENT.get()
        if turn is None:
            await super().save(tracker)
            return
        turn.remembered = remember(tracker)
        turn.state = state_of(tracker)
        turn.understood = understood_by(tracker)


def remember(tracker: DialogueStateTracker) -> Memory:
    """Return *tracker*'s events as JSON, without words; a long past becomes its outcome."""
    events = [event for event in tracker.events if not isinstance(event, BotUttered)]
    if len(events) > EVENTS_KEPT:
        events = outcome(tracker)
    return [as_memory(event) for event in events]


def outcome(tracker: DialogueStateTracker) -> list[Event]:
    """
    Return the few events that lead straight to where *tracker* is now.

    A slot keeps the moment it was filled: for consent, that moment is part of the record.
    """
    since = moments(tracker)
    filled = [
        SlotSet(name, slot.value, timestamp=since.get(name))
        for name, slot in tracker.slots.items()
        if slot.value is not None and slot.value != slot.initial_value
    ]
    loop = [ActiveLoop(tracker.active_loop_name)] if tracker.active_loop_name else []
    start: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()]
    return [*start, *loop, *filled, ActionExecuted(ACTION_LISTEN_NAME)]


def moments(tracker: DialogueStateTracker) -> dict[str, float]:
    """Return when each slot got the value that it has."""
    values: dict[str, Any] = {}
    since: dict[str, float] = {}
    for event in tracker.events:
        if isinstance(event, SlotSet) and values.get(event.key) != event.value:
            values[event.key], since[event.key] = event.value, event.timestamp
    return since


def as_memory(event: Event) -> dict[str, Any]:
    """Return *event* as JSON; of what a visitor said, only the intent that policies look at."""
    if isinstance(event, UserUttered):
        return {
            "event": "user",
            "text": "",
            "parse_data": {"intent": {"name": event.intent_name}, "entities": [], "text": ""},
            "timestamp": event.timestamp,
        }
    data = event.as_dict()
    data.pop("metadata", None)
    return data


def state_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Return which form is open, what it asks, and the slots that are filled."""
    return {
        "form": tracker.active_loop_name,
        "asks": tracker.get_slot(REQUESTED_SLOT) if tracker.active_loop_name else None,
        "slots": {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value is not None and name not in NOT_REMEMBERED
        },
    }


def understood_by(tracker: DialogueStateTracker) -> dict[str, Any]:
    """Return how the last message was understood, without its words."""
    message = tracker.latest_message
    if message is None or not message.parse_data:
        return {}
    intent = message.parse_data.get("intent") or {}
    return {
        "intent": intent.get("name"),
        "confidence": intent.get("confidence"),
        "questions": message.parse_data.get("questions", []),
        "nearest": message.parse_data.get("nearest", []),
    }
