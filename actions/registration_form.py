"""The questions of a registration: ask the core, speak if no, answer Rasa."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.form_answers import AgencyForm, Slots, again, declined
from actions.hearing import REGISTRATION, REQUESTED, entity, intent_of
from actions.summary import FIELDS, FieldNames
from actions.vocabulary import Vocabulary, words
from agency.core.checks import DBS, RIGHT_TO_WORK, find_dbs, find_right_to_work
from agency.core.email import find_address, suggest_domain
from agency.core.experience import find_years
from agency.core.postcode import find_outward, find_postcode
from agency.core.roles import find_role
from agency.core.yes_or_no import NO, YES, find_yes_or_no

LONGEST_QUALIFICATIONS = 400
MISTYPED = "email_mistyped"


class ValidateRegistrationForm(AgencyForm):
    """Rasa calls `validate_<slot>` for each slot that has just been filled."""

    def __init__(self, vocabulary: Vocabulary, fields: FieldNames) -> None:
        self.vocabulary = vocabulary
        self.fields = fields

    def name(self) -> str:
        return f"validate_{REGISTRATION}"

    def validate_role(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("role", dispatcher, tracker)
        role = find_role(value) or find_role(entity(tracker, "role"))
        if role is None:
            named = self.vocabulary.roles.find(str(value))
            role = find_role(named[-1]) if named else None
        if role is None:
            return again("role", dispatcher, "utter_role_not_understood")
        return {"role": str(role)}

    def validate_email(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("email", dispatcher, tracker)
        suggested = tracker.get_slot("email_suggested")
        if suggested and find_yes_or_no(str(value)) == YES:
            return {"email": suggested, "email_suggested": None}
        address = find_address(str(value))
        if address is None:
            return again("email", dispatcher, "utter_email_not_understood")
        better = suggest_domain(address)
        if better is None or better == suggested:  # typed twice, so it is meant
            return {"email": address, "email_suggested": None}
        return {"email": None, "email_suggested": better, "asked_again": MISTYPED}

    def validate_place(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        text = str(value)
        if declined(value, tracker):
            return self.skip("place", dispatcher, tracker)
        if postcode := find_postcode(text):
            return {"place": postcode}
        if place := self.vocabulary.find_place(text):
            return {"place": place.name}
        if outward := find_outward(text):
            return {"place": outward}
        if tracker.get_slot("asked_again") == "place":
            # Said twice, it is a place that we do not know and a consultant may.
            return self.own_words("place", value, dispatcher, tracker)
        return again("place", dispatcher, "utter_place_not_understood")

    def validate_current_occupation(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        return self.own_words("current_occupation", value, dispatcher, tracker)

    def validate_experience(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if isinstance(value, float | int):
            return {"experience": value}
        if declined(value, tracker):
            return self.skip("experience", dispatcher, tracker)
        years = find_years(str(value))
        if years is None:
            return again("experience", dispatcher, "utter_experience_not_understood")
        return {"experience": years}

    def validate_qualifications(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if isinstance(value, list):
            return {"qualifications": value}
        text = " ".join(str(value).split())
        if declined(value, tracker):
            return self.skip("qualifications", dispatcher, tracker)
        if len(text) > LONGEST_QUALIFICATIONS:
            return again("qualifications", dispatcher, "utter_too_long_to_keep")
        found = self.vocabulary.qualifications.find(text)
        refused = find_yes_or_no(text) == NO
        if refused and not found:
            return {"qualifications": []}
        if refused or not found:
            return {"qualifications": [text]}  # "no QTS yet" must not become QTS
        return {"qualifications": [self.vocabulary.title("qualifications", each) for each in found]}

    def validate_availability(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        return self.own_words("availability", value, dispatcher, tracker)

    def validate_start(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        return self.own_words("start", value, dispatcher, tracker)

    def validate_right_to_work(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("right_to_work", dispatcher, tracker)
        said = value if value in RIGHT_TO_WORK else find_right_to_work(str(value))
        if said is None:
            return again("right_to_work", dispatcher, "utter_right_to_work_not_understood")
        return {"right_to_work": said}

    def validate_dbs(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("dbs", dispatcher, tracker)
        said = value if value in DBS else find_dbs(str(value))
        if said is None:
            return again("dbs", dispatcher, "utter_dbs_not_understood")
        return {"dbs": said}

    def validate_cv(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if value == "uploaded":
            if intent_of(tracker) == "provide_cv" and tracker.get_slot(REQUESTED):
                dispatcher.utter_message(response="utter_cv_received_in_form")
            return {"cv": value}
        said = find_yes_or_no(str(value))
        if said == NO or value == "none" or declined(value, tracker):
            return {"cv": "none"}
        if tracker.get_slot("asked_again") == "cv" and said != YES:
            return {"cv": "none"}
        return again("cv", dispatcher, "utter_cv_not_understood")

    def validate_summary(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        text = str(value)
        slot = self.fields.find(text)
        if slot in self.asks_again(tracker):
            return {slot: None, "summary": None, "changing": None, "asked_again": slot}
        if value == "change" or find_yes_or_no(text) == NO:
            return {"summary": None, "changing": True}
        if words(text)[:1] == ["send"] or find_yes_or_no(text) == YES:
            return {"summary": "send", "changing": None}
        return again("summary", dispatcher, "utter_summary_not_understood")

    def asks_again(self, tracker: Tracker) -> list[str]:
        """Return the slots that may be changed: those that were filled."""
        return [slot for slot in FIELDS if tracker.get_slot(slot) is not None]
