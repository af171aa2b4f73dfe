"""The few questions before a consultant rings."""

import re
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.agency_form import AgencyForm
from actions.being_reached import RATHER
from actions.call_times import ANY_TIME, CallTimes
from actions.hearing import CALLBACK, tried_before
from actions.known_answers import Slots
from agency.core.registration import SKIPPED

LONGEST_QUESTION = 1_000
AT_ANY_TIME = re.compile(
    r"\W*(?:(?:oh|um|just|at|literally|really|i|im|i'm)\s)*(?:when ?ever|any ?time|any|either|"
    r"(?:don'?t|do not) mind|not (?:bothered|fussed|sure)|no preference|all day)"
    r"(?: (?:really|is fine|is good|suits?(?: (?:you|me))?|you (?:like|want|can)|day|works))*\W*",
    re.IGNORECASE,
)
# The soonest there is, and not this very day.
AS_SOON_AS = re.compile(r"\b(?:asap|a\.s\.a\.p|as soon as|soonest)\b", re.IGNORECASE)


class ValidateCallbackForm(AgencyForm):
    """Rasa calls `validate_<slot>` for each slot that has just been filled."""

    def __init__(self, times: CallTimes, *knowing: Any) -> None:
        super().__init__(*knowing)
        self.times = times

    def name(self) -> str:
        return f"validate_{CALLBACK}"

    def validate_phone(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        text = str(value)
        if RATHER["phone"].search(text) and self.readings.read("phone", text) is None:
            return self.again("phone", dispatcher, "utter_rather_in_writing", tracker)
        return super().validate_phone(value, dispatcher, tracker, domain)

    def validate_when(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        said = self.own_words("when", value, dispatcher, tracker)
        if said["when"] and AT_ANY_TIME.fullmatch(said["when"]):
            return {"when": ANY_TIME}
        if not said["when"] or said["when"] == SKIPPED or tried_before("when", tracker):
            return said
        if AS_SOON_AS.search(said["when"]):
            return said
        if not self.times.is_possible(said["when"], tracker):
            return self.again("when", dispatcher, "utter_nobody_there_then", tracker)
        return said

    def validate_question(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        return self.own_words("question", value, dispatcher, tracker, longest=LONGEST_QUESTION)
