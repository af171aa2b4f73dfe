"""A form's questions: in the core's order, left out where the core allows it, or asked again."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.being_reached import CONTACTS
from actions.hearing import intent_of, tried_before
from actions.known_answers import Slots
from actions.readings import Readings
from agency.core.registration import REGISTRATION, SKIPPED, may_skip, slots_of
from agency.core.yes_or_no import is_refusal

# The value of our own skip button, and the one that is kept for it.
DECLINED = frozenset({"skip", SKIPPED})
LONGEST_ANSWER = 200
# Whatever else is asked for a third time comes with an example and a way out.
EASY = frozenset({"cv", "when", "question", "school", "need"})
# Kept in the visitor's own words, without those around them.
TIDIED = frozenset({"current_occupation", "availability", "start", "when"})


class FormWithQuestions(FormValidationAction):
    """A form whose questions and whose order are the core's."""

    def __init__(self, readings: Readings) -> None:
        self.readings = readings

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        if self.kind == REGISTRATION and tracker.get_slot("registered"):
            return []  # it was sent already; a call may be asked for at any time
        return slots_of(self.kind, tracker.slots)

    @property
    def kind(self) -> str:
        """What the core calls this form."""
        return str(self.form_name()).removesuffix("_form")

    def skip(self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Let a visitor leave *slot* out, where the core allows it."""
        if may_skip(self.kind, slot, tracker.slots):
            return {slot: SKIPPED}
        if self.kind != REGISTRATION:
            return self.again(slot, dispatcher, "utter_answer_needed", tracker)
        reason = "one_contact_needed" if slot in CONTACTS else f"{slot}_needed"
        return self.again(slot, dispatcher, f"utter_{reason}", tracker)

    def again(
        self, slot: str, dispatcher: CollectingDispatcher, response: str, tracker: Tracker
    ) -> Slots:
        """Say why an answer does not fit, and have the question asked again in other words."""
        dispatcher.utter_message(response=response)
        needed = slot in CONTACTS and not may_skip(self.kind, slot, tracker.slots)
        # In a call's own form, a call is no way out.
        needed |= slot == "name" and self.kind != REGISTRATION and tried_before(slot, tracker)
        if slot in EASY or not (needed or tried_before(slot, tracker)):
            return {slot: None, "asked_again": slot}
        return {slot: None, "asked_again": f"{slot}_needed" if needed else f"{slot}_twice"}

    def own_words(
        self,
        slot: str,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        *,
        longest: int = LONGEST_ANSWER,
    ) -> Slots:
        """Return an answer as it was typed, on one line."""
        if declined(value, tracker) or is_refusal(str(value)):
            return self.skip(slot, dispatcher, tracker)
        text = " ".join(str(value).split())
        if len(text) > longest:
            return self.again(slot, dispatcher, "utter_too_long_to_keep", tracker)
        kept = self.readings.read(slot, text) if slot in TIDIED else text
        if kept is None:
            return self.again(slot, dispatcher, "utter_own_words_not_understood", tracker)
        return {slot: kept}


def declined(value: Any, tracker: Tracker) -> bool:
    """Say whether the visitor would rather not answer."""
    return intent_of(tracker) == "skip" or str(value).strip().casefold() in DECLINED
