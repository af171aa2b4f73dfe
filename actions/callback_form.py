"""The few questions before a consultant rings."""

import re
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.form_answers import AgencyForm, Slots
from actions.hearing import CALLBACK

LONGEST_QUESTION = 1_000
ANY_TIME = "any time"
AT_ANY_TIME = re.compile(
    r"\W*(?:(?:oh|um|just|at|literally|really|i|im|i'm)\s)*(?:when ?ever|any ?time|any|either|"
    r"(?:don'?t|do not) mind|not (?:bothered|fussed|sure)|no preference|all day)"
    r"(?: (?:really|is fine|is good|suits?(?: (?:you|me))?|you (?:like|want|can)|day|works))*\W*",
    re.IGNORECASE,
)


class ValidateCallbackForm(AgencyForm):
    """Rasa calls `validate_<slot>` for each slot that has just been filled."""

    def name(self) -> str:
        return f"validate_{CALLBACK}"

    def validate_when(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        said = self.own_words("when", value, dispatcher, tracker)
        if said["when"] and AT_ANY_TIME.fullmatch(said["when"]):
            return {"when": ANY_TIME}
        return said

    def validate_question(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        return self.own_words("question", value, dispatcher, tracker, longest=LONGEST_QUESTION)
