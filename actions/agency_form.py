"""What every form asks: consent, a name, a phone number."""

import asyncio
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.being_reached import RATHER
from actions.form_answers import FormWithAnswers
from actions.form_questions import declined
from actions.hearing import intent_of, tried_before
from actions.known_answers import Slots, told_already
from actions.vocabulary import whole
from agency.core.known_names import words_of
from agency.core.names import names_two
from agency.core.registration import REGISTRATION
from agency.core.roles import find_role
from agency.core.yes_or_no import NO, YES, find_yes_or_no, is_refusal


class AgencyForm(FormWithAnswers):
    """A form that asks who somebody is, and whether that may be kept."""

    async def validate_consent(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if isinstance(value, bool):
            return {"consent": value}
        said = {"affirm": YES, "deny": NO}.get(intent_of(tracker)) or find_yes_or_no(str(value))
        if said not in (YES, NO):
            return self.again("consent", dispatcher, "utter_consent_not_understood", tracker)
        slots: Slots = {"consent": said == YES}
        asked_about = tracker.get_slot("role_asked")
        if said == YES and asked_about and tracker.get_slot("role") is None:
            slots["asked_again"] = f"role_{asked_about}"
        if said == YES and self.kind == REGISTRATION:
            said_before = await asyncio.to_thread(self.record.before_form, tracker)
            slots |= told_already(tracker, self.told.find(said_before))
        return slots

    def validate_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("name", dispatcher, tracker)
        text = str(value)
        if is_refusal(text):
            return self.skip("name", dispatcher, tracker)
        if self.kind == REGISTRATION and names_two(text) and not tried_before("name", tracker):
            return self.again("name", dispatcher, "utter_name_of_two", tracker)
        name, roles = self.readings.read("name", text), self.readings.vocabulary.roles.find(text)
        if name is None and tried_before("name", tracker):
            name = self.readings.read("name", text.title())  # "do thi nga", without its capitals
        only_a_role = whole(self.readings.vocabulary.roles, text) and (
            len(words_of(text)) > 1 or text.isupper()
        )
        # A second "Cook" or "Porter" is a surname that nobody has told us of.
        is_a_job = not tried_before("name", tracker) and self.readings.is_only_a_job(name or "")
        if name and not only_a_role and not is_a_job:
            return {"name": name}
        asked = self.again("name", dispatcher, "utter_name_not_understood", tracker)
        if roles and self.kind == REGISTRATION and (role := find_role(roles[0])):
            return asked | {"role": str(role)}
        return asked

    def validate_phone(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("phone", dispatcher, tracker)
        number = self.readings.read("phone", str(value))
        if number is None and (is_refusal(str(value)) or RATHER["phone"].search(str(value))):
            return self.skip("phone", dispatcher, tracker)
        if number is None:
            return self.again("phone", dispatcher, "utter_phone_not_understood", tracker)
        return {"phone": number}
