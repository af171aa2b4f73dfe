"""What both forms ask: consent, a name, a phone number; and what every answer to a form may be."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.hearing import intent_of
from agency.core.names import find_name
from agency.core.phone import find_phone
from agency.core.registration import REGISTRATION, SKIPPED, may_skip, slots_of
from agency.core.yes_or_no import NO, YES, find_yes_or_no

# The value of our own skip button, and the one that is kept for it.
DECLINED = frozenset({"skip", SKIPPED})
LONGEST_ANSWER = 200

type Slots = dict[str, Any]


class AgencyForm(FormValidationAction):
    """A form whose questions and whose order are the core's."""

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        if tracker.get_slot("lead_reference"):
            return []  # it was sent already, and one conversation makes one lead
        return slots_of(self.kind, tracker.slots)

    @property
    def kind(self) -> str:
        """What the core calls this form."""
        return str(self.form_name()).removesuffix("_form")

    def skip(self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Let a visitor leave *slot* out, where the core allows it."""
        if may_skip(self.kind, slot, tracker.slots):
            return {slot: SKIPPED}
        contact = self.kind == REGISTRATION and slot in ("email", "phone")
        return again(
            slot, dispatcher, "utter_one_contact_needed" if contact else "utter_answer_needed"
        )

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
        if declined(value, tracker):
            return self.skip(slot, dispatcher, tracker)
        text = " ".join(str(value).split())
        if len(text) > longest:
            return again(slot, dispatcher, "utter_too_long_to_keep")
        return {slot: text}

    def validate_consent(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if isinstance(value, bool):
            return {"consent": value}
        said = {"affirm": YES, "deny": NO}.get(intent_of(tracker)) or find_yes_or_no(str(value))
        if said not in (YES, NO):
            return again("consent", dispatcher, "utter_consent_not_understood")
        return {"consent": said == YES}

    def validate_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("name", dispatcher, tracker)
        name = find_name(str(value))
        if name is None:
            return again("name", dispatcher, "utter_name_not_understood")
        return {"name": name}

    def validate_phone(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("phone", dispatcher, tracker)
        number = find_phone(str(value))
        if number is None:
            return again("phone", dispatcher, "utter_phone_not_understood")
        return {"phone": number}


def again(slot: str, dispatcher: CollectingDispatcher, response: str) -> Slots:
    """Say why an answer does not fit, and have the question asked again in other words."""
    dispatcher.utter_message(response=response)
    return {slot: None, "asked_again": slot}


def declined(value: Any, tracker: Tracker) -> bool:
    """Say whether the visitor would rather not answer."""
    return intent_of(tracker) == "skip" or str(value).strip().casefold() in DECLINED
