"""A form in which a CV may answer: what was read is offered, put right by saying it, or left."""

import asyncio
import re

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.agency_form import AgencyForm
from actions.answers_in_words import AnswersInWords
from actions.being_reached import CONTACTS, check_address
from actions.cv_offer import ALL, CvOffers, open_offer
from actions.executor import Events
from actions.hearing import intent_of
from actions.known_answers import Slots
from actions.private_details import OffTheRecord, PrivateDetails
from actions.readings import Readings
from actions.summary import FIELDS, FieldNames

SENDS = re.compile(
    r"\b(?:send|submit|correct|perfect|looks? (?:right|good|fine|ok|okay|great)|"
    r"all (?:good|right|fine|done)|that'?s (?:it|right|everything|all))\b",
    re.IGNORECASE,
)
CHANGES = re.compile(
    r"\b(?:change\w{0,6}|wrong|but|not|no|don'?t|except|edit|fix|instead|should be|incorrect|"
    r"wait)\b",
    re.IGNORECASE,
)
NEW_VALUE = re.compile(r"\b(?:to|is|its|should be)\b|\bit'?s\b|[:=]", re.IGNORECASE)
WRONG = re.compile(r"\b(?:wrong|incorrect|not right|mistake)\b", re.IGNORECASE)


class FormWithCv(AgencyForm):
    """Asks first whether what was read is right, as soon as it was read and may be kept."""

    def __init__(
        self,
        readings: Readings,
        fields: FieldNames,
        in_words: AnswersInWords,
        private: PrivateDetails,
        record: OffTheRecord,
        offers: CvOffers,
    ) -> None:
        super().__init__(readings, fields, in_words, private, record)
        self.offers = offers

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Events:
        events = await super().get_validation_events(dispatcher, tracker, domain)
        just_set = {event["name"]: event["value"] for event in events}
        offered = await asyncio.to_thread(self.offers.look, tracker, just_set)
        return [*events, *(SlotSet(slot, value) for slot, value in offered.items())]

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        slots = await super().required_slots(domain_slots, dispatcher, tracker, domain)
        if open_offer(tracker) and "cv" in slots:
            # What was read may answer most of the other questions.
            slots.sort(key=lambda slot: slot not in ("consent", "cv"))
        return slots

    def answered(
        self, asked: str, said: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots | None:
        if asked == "cv" and open_offer(tracker):
            return self.answer_to_offer(said, dispatcher, tracker)
        return super().answered(asked, said, dispatcher, tracker)

    def answer_to_offer(
        self, said: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots | None:
        """Return what is settled by an answer to what was read from the CV."""

        def told(text: str) -> Slots:
            slots = [slot for slot in FIELDS if slot != "cv"]
            found: Slots = {}
            for each in self.corrections.told(text, slots, {}):
                if each.slot in CONTACTS or not WRONG.search(text):  # nobody is called Wrong
                    found |= {each.slot: self.readings.read(each.slot, str(each.said))}
            named = self.fields.find(text)
            if not found and named and named != "cv":
                found = self.change_to(named, text, tracker)
            if found.get("email"):
                found |= check_address(found["email"], tracker)
            return found

        fine = SENDS.search(said) and not CHANGES.search(said)
        slots = self.offers.answered(ALL if fine else said, tracker, told)
        if slots is not None and slots.get("email"):
            slots |= check_address(slots["email"], tracker)
        if slots is None and intent_of(tracker) != "provide_cv":
            return self.again("cv", dispatcher, "utter_cv_offer_not_understood", tracker)
        return slots

    def change_to(self, slot: str, text: str, tracker: Tracker) -> Slots:
        """Return *slot* with the new value in "change role to senco", or empty, to be asked for."""
        after = NEW_VALUE.split(text, maxsplit=1)[1:]
        changed = self.readings.read(slot, after[0]) if after and slot != "cv" else None
        if changed is None or (slot == "name" and CHANGES.search(after[0])):
            return {slot: None, "asked_again": slot}
        return check_address(changed, tracker) if slot == "email" else {slot: changed}
