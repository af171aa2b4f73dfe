"""A message for a consultant, and a school's request for staff: a few questions each."""

import re
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.agency_form import AgencyForm
from actions.form_questions import LONGEST_ANSWER, declined
from actions.hearing import CLIENT, MESSAGE, tried_before
from actions.known_answers import Slots

LONGEST_MESSAGE = 1_000
# Who asks for a school often begins with the school's name.
A_SCHOOL = re.compile(
    r"\b(?:primary|secondary|infants?|juniors?|school|academy|college|nursery|trust|council|"
    r"federation|pru)\b",
    re.IGNORECASE,
)


class ContactForm(AgencyForm):
    """A form that takes a telephone number or an e-mail address, whichever is given."""

    def validate_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("contact", dispatcher, tracker)
        text = str(value)
        contact = self.readings.read("phone", text) or self.readings.read("email", text)
        if contact is None:
            return self.again("contact", dispatcher, "utter_contact_not_read", tracker)
        return {"contact": contact}


class ValidateMessageForm(ContactForm):
    """Rasa calls `validate_<slot>` for each slot that has just been filled."""

    def name(self) -> str:
        return f"validate_{MESSAGE}"

    def validate_question(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        return self.own_words("question", value, dispatcher, tracker, longest=LONGEST_MESSAGE)


class ValidateClientForm(ContactForm):
    """Rasa calls `validate_<slot>` for each slot that has just been filled."""

    def name(self) -> str:
        return f"validate_{CLIENT}"

    def validate_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        text = " ".join(str(value).split())
        if not A_SCHOOL.search(text.partition(",")[0]) or tried_before("name", tracker):
            return super().validate_name(value, dispatcher, tracker, domain)
        dispatcher.utter_message(response="utter_answer_noted", value=text)
        return {"school": text[:LONGEST_ANSWER], "name": None, "asked_again": "name"}

    def validate_school(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        return self.own_words("school", value, dispatcher, tracker)

    def validate_need(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        return self.own_words("need", value, dispatcher, tracker, longest=LONGEST_MESSAGE)
