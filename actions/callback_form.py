"""The few questions before a consultant rings."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.form_answers import AgencyForm, Slots
from actions.hearing import CALLBACK

LONGEST_QUESTION = 1_000


class ValidateCallbackForm(AgencyForm):
    """Rasa calls `validate_<slot>` for each slot that has just been filled."""

    def name(self) -> str:
        return f"validate_{CALLBACK}"

    def validate_when(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        return self.own_words("when", value, dispatcher, tracker)

    def validate_question(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        return self.own_words("question", value, dispatcher, tracker, longest=LONGEST_QUESTION)
