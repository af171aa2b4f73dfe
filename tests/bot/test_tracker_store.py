import asyncio

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import EVENTS_KEPT, HandedMemory, remember, state_of
from bot.turn import CURRENT, Turn

DOMAIN = Domain.from_file("domain.yml")
SOMEBODY = "0" * 31 + "1"


@pytest.fixture
def store() -> HandedMemory:
    return HandedMemory(DOMAIN, host=None)


@pytest.fixture
def turn():
    token = CURRENT.set(Turn())
    yield CURRENT.get()
    CURRENT.reset(token)


def a_form_under_way() -> DialogueStateTracker:
    tracker = DialogueStateTracker(SOMEBODY, DOMAIN.slots)
    for event in [
        ActionExecuted("action_listen"),
        UserUttered("I'm Jo, jo@example.org", {"name": "register", "confidence": 0.9}, []),
        ActionExecuted("registration_form"),
        ActiveLoop("registration_form"),
        SlotSet("consent", True),
        SlotSet("email", "jo@example.org"),
        SlotSet("requested_slot", "phone"),
        BotUttered("What is your phone number, Jo?"),
        ActionExecuted("action_listen"),
    ]:
        tracker.update(event, DOMAIN)
    return tracker


def test_a_conversation_goes_on_where_the_gateway_kept_it(store, turn):
    asyncio.run(store.save(a_form_under_way()))
    turn.memory, turn.remembered = turn.remembered, None

    tracker = asyncio.run(store.retrieve(SOMEBODY))

    assert tracker.active_loop_name == "registration_form"
    assert tracker.get_slot("email") == "jo@example.org"
    assert state_of(tracker)["asks"] == "phone"


def test_what_is_remembered_holds_nobodys_words():
    assert "I'm Jo" not in str(remember(a_form_under_way()))
    assert "What is your phone number" not in str(remember(a_form_under_way()))


def test_a_long_conversation_is_remembered_by_its_outcome(store, turn):
    tracker = a_form_under_way()
    for _ in range(EVENTS_KEPT):
        tracker.update(ActionExecuted("action_listen"), DOMAIN)

    turn.memory = remember(tracker)

    assert len(turn.memory) < EVENTS_KEPT
    again = asyncio.run(store.retrieve(SOMEBODY))
    assert state_of(again) == state_of(tracker)


def test_a_long_conversation_still_knows_when_consent_was_given():
    tracker = DialogueStateTracker(SOMEBODY, DOMAIN.slots)
    for event in [
        ActiveLoop("registration_form"),
        SlotSet("consent", True, timestamp=100.0),
        SlotSet("consent", None, timestamp=200.0),
        SlotSet("consent", True, timestamp=300.0),
        SlotSet("consent", True, timestamp=400.0),
        *(ActionExecuted("action_listen") for _ in range(EVENTS_KEPT)),
    ]:
        tracker.update(event, DOMAIN)

    kept = [each for each in remember(tracker) if each.get("name") == "consent"]

    assert [(each["value"], each["timestamp"]) for each in kept] == [(True, 300.0)]


def test_a_new_conversation_is_new_whatever_was_said_elsewhere(store, turn):
    asyncio.run(store.save(a_form_under_way()))
    CURRENT.set(Turn())

    assert asyncio.run(store.retrieve(SOMEBODY)) is None


def test_nothing_of_the_gateways_turns_stays_in_the_process(store, turn):
    asyncio.run(store.save(a_form_under_way()))

    assert list(asyncio.run(store.keys())) == []
