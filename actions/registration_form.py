"""The questions of a registration: ask the core, speak if no, answer Rasa."""

import re
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.cv_form import CHANGES, SENDS, FormWithCv
from actions.cv_offer import OFFER, OPEN, left_open, open_offer
from actions.form_answers import Slots, check_address, declined
from actions.hearing import LATER, REGISTRATION, REQUESTED, entity, intent_of, tried_before
from actions.known_answers import FROM_TALK, KNOWN
from actions.readings import looks_like_a_place
from actions.summary import FIELDS
from actions.vocabulary import words
from agency.core.roles import Role, find_role
from agency.core.yes_or_no import NO, YES, find_yes_or_no, is_refusal

LONGEST_QUALIFICATIONS = 400
# Said of experience and of training, these are an answer: none yet.
NOTHING_YET = frozenset({"no", "none", "nothing", "nil", "any", "yet"})
# The qualifications that make a qualified teacher, as data/lexicon calls them.
QTS = "qts"
TEACHER = frozenset({QTS, "pgce", "bed", "overseas_teaching"})
NO_TEACHER = re.compile(r"\b(?:qts|qtls|teacher|teaching)\b", re.IGNORECASE)
ABOUT_QTS, SO_FAR = "qualifications_qts", "qualifications_so_far"
COUNTED = re.compile(r"\b(?:years?|yrs?|months?)\b", re.IGNORECASE)


class ValidateRegistrationForm(FormWithCv):
    """Rasa calls `validate_<slot>` for each slot that has just been filled."""

    def name(self) -> str:
        return f"validate_{REGISTRATION}"

    def validate_role(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("role", dispatcher, tracker)
        text = str(value)
        offered = str(tracker.get_slot("asked_again")).removeprefix("role_")
        role = (
            self.readings.read("role", text)
            or find_role(entity(tracker, "role"))
            or (find_role(offered) if find_yes_or_no(text) == YES else None)
        )
        if role is None:
            return self.again("role", dispatcher, "utter_role_not_understood", tracker)
        return {"role": str(role)}

    def validate_email(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("email", dispatcher, tracker)
        address = self.readings.read("email", str(value))
        if address is None and find_yes_or_no(str(value)) == NO:
            return self.skip("email", dispatcher, tracker)
        if address is None:
            return self.again("email", dispatcher, "utter_email_not_understood", tracker)
        return check_address(address, tracker)

    def validate_place(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        text = " ".join(str(value).split()).strip(" .!")
        if declined(value, tracker) or is_refusal(text):
            return self.skip("place", dispatcher, tracker)
        if place := self.readings.read("place", text):
            return {"place": place}
        if tried_before("place", tracker) and looks_like_a_place(text):
            return {"place": text}  # said twice, it is a place that a consultant may know
        return self.again("place", dispatcher, "utter_place_not_understood", tracker)

    def validate_current_occupation(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        slots = self.own_words("current_occupation", value, dispatcher, tracker)
        if COUNTED.search(str(value)) and tracker.get_slot("experience") is None:
            years = self.readings.read("experience", str(value))
            known = {"experience": {"value": years, "from": FROM_TALK}} if years else {}
            slots |= {KNOWN: (tracker.get_slot(KNOWN) or {}) | known}
        return slots

    def validate_experience(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if isinstance(value, float | int):
            return {"experience": value}
        if declined(value, tracker):
            return self.skip("experience", dispatcher, tracker)
        years = self.readings.read("experience", str(value))
        if is_refusal(str(value)) and words(str(value))[-1] not in NOTHING_YET:
            return self.skip("experience", dispatcher, tracker)
        if years is None:
            return self.again("experience", dispatcher, "utter_experience_not_understood", tracker)
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
            return self.again("qualifications", dispatcher, "utter_too_long_to_keep", tracker)
        if is_refusal(text) and words(text)[-1] not in NOTHING_YET:
            return self.skip("qualifications", dispatcher, tracker)
        named = self.readings.read("qualifications", text)
        if named and tracker.get_slot("role") == Role.SENCO:
            return self.with_teacher_status(named, text, tracker)
        return {"qualifications": named}

    def with_teacher_status(self, named: list[str], text: str, tracker: Tracker) -> Slots:
        """Ask a SENCO once about QTS, where nothing that was named tells."""
        told = TEACHER.intersection(self.readings.vocabulary.qualifications.find(text))
        if told or NO_TEACHER.search(text) or tracker.get_slot("asked_again") == ABOUT_QTS:
            return {"qualifications": named}
        known = (tracker.get_slot(KNOWN) or {}) | {SO_FAR: named}
        return {"qualifications": None, KNOWN: known, "asked_again": ABOUT_QTS}

    def answered(
        self, asked: str, said: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots | None:
        if asked == "cv" and open_offer(tracker):
            return self.answer_to_offer(said, dispatcher, tracker)
        if asked == "summary":
            return self.changed_at_the_end(said, dispatcher, tracker)
        if asked == "qualifications" and tracker.get_slot("asked_again") == ABOUT_QTS:
            return self.about_teacher_status(said, tracker)
        return super().answered(asked, said, dispatcher, tracker)

    def about_teacher_status(self, said: str, tracker: Tracker) -> Slots | None:
        """Add the answer about QTS to what was named before."""
        known = dict(tracker.get_slot(KNOWN) or {})
        so_far: list[str] = list(known.pop(SO_FAR, ()))
        verdict = find_yes_or_no(said)
        if declined(said, tracker):
            more = []
        elif verdict in (YES, NO):
            title = self.readings.vocabulary.title("qualifications", QTS)
            more = [title if verdict == YES else self.in_words.no(title)]
        else:
            more = self.readings.read("qualifications", said) or []
        return {"qualifications": list(dict.fromkeys([*more, *so_far])), KNOWN: known or None}

    def changed_at_the_end(
        self, said: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots | None:
        """Return what is put right by saying it: "my number is 07700 900123", or just a number."""
        slots = [slot for slot in FIELDS if slot != "cv"]
        changes = self.corrections.told(said, slots, tracker.slots)
        return self.change("summary", said, changes, dispatcher, tracker) if changes else None

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
        said = self.readings.read("right_to_work", str(value))
        if said is None:
            return self.again(
                "right_to_work", dispatcher, "utter_right_to_work_not_understood", tracker
            )
        return {"right_to_work": said}

    def validate_dbs(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("dbs", dispatcher, tracker)
        said = self.readings.read("dbs", str(value))
        if said is None:
            return self.again("dbs", dispatcher, "utter_dbs_not_understood", tracker)
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
        if LATER.search(str(value)) or (tried_before("cv", tracker) and said != YES):
            return {"cv": "none"}
        return self.again("cv", dispatcher, "utter_cv_not_understood", tracker)

    def validate_summary(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        text = str(value)
        if text == OPEN and (waiting := left_open(tracker)):
            offer = (tracker.get_slot(OFFER) or {}) | {"open": []}
            return dict.fromkeys(waiting) | {"summary": None, "changing": None, OFFER: offer}
        slot = self.fields.find(text)
        if not CHANGES.search(text) and SENDS.search(text):
            return {"summary": "send", "changing": None}
        if slot in self.asks_again(tracker):
            return {"summary": None, "changing": None} | self.change_to(slot, text, tracker)
        if value == "change" or find_yes_or_no(text) == NO or CHANGES.search(text):
            return {"summary": None, "changing": True}
        if find_yes_or_no(text) == YES:
            return {"summary": "send", "changing": None}
        return self.again("summary", dispatcher, "utter_summary_not_understood", tracker)

    def asks_again(self, tracker: Tracker) -> list[str]:
        """Return the slots that may be changed: those that were filled."""
        return [slot for slot in FIELDS if tracker.get_slot(slot) is not None]
