"""A form that ends with a summary: it is sent, or an answer in it is changed."""

import re
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.cv_form import CHANGES, SENDS, FormWithCv
from actions.cv_offer import OFFER, OPEN, left_open
from actions.hearing import LATER
from actions.known_answers import Slots
from actions.summary import FIELDS
from agency.core.known_names import words_of
from agency.core.yes_or_no import NO, YES, find_yes_or_no

MOST_WORDS_OF_A_YES = 6
NOT_YET = re.compile(
    r"\b(?:don'?t|do not|not|never|no) (?:\w+ ){0,2}(?:send|submit)\b", re.IGNORECASE
)
NOTHING_TO_CHANGE = re.compile(
    r"\b(?:nothing (?:to|else to|needs?) chang\w*|no changes?|don'?t (?:want to )?change anything|"
    r"everything(?:'?s| is) (?:fine|ok|okay|good))\b",
    re.IGNORECASE,
)


class FormWithSummary(FormWithCv):
    """Shows every answer at the end, and sends none of them unasked."""

    def answered(
        self, asked: str, said: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots | None:
        if asked == "summary":
            return self.changed_at_the_end(said, dispatcher, tracker)
        return super().answered(asked, said, dispatcher, tracker)

    def changed_at_the_end(
        self, said: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots | None:
        """Return what is put right by saying it: "my number is 07700 900123", or just a number."""
        slots = [slot for slot in FIELDS if slot != "cv"]
        changes = self.corrections.told(said, slots, tracker.slots)
        return self.change("summary", said, changes, dispatcher, tracker) if changes else None

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
        if NOT_YET.search(text) or NOTHING_TO_CHANGE.search(text):
            return self.again("summary", dispatcher, "utter_summary_not_sent", tracker)
        if slot in self.asks_again(tracker):
            return {"summary": None, "changing": None} | self.change_all(text, tracker)
        if value == "change" or find_yes_or_no(text) == NO or CHANGES.search(text):
            return {"summary": None, "changing": True}
        # "I can only do mornings" has a "can" in it, and sends nothing.
        if find_yes_or_no(text) == YES and len(words_of(text)) <= MOST_WORDS_OF_A_YES:
            return {"summary": "send", "changing": None}
        return self.again("summary", dispatcher, "utter_summary_not_understood", tracker)

    def change_all(self, text: str, tracker: Tracker) -> Slots:
        """Return every answer that *text* names, as it is to be, or empty, to be asked for."""
        named = [slot for slot in self.fields.find_all(text) if slot in self.asks_again(tracker)]
        if named == ["cv"] and LATER.search(text):
            return {"cv": "none"}
        if len(named) == 1:
            return self.change_to(named[0], text, tracker)
        return dict.fromkeys(named) | {"asked_again": named[0]}

    def asks_again(self, tracker: Tracker) -> list[str]:
        """Return the slots that may be changed: those that were filled."""
        return [slot for slot in FIELDS if tracker.get_slot(slot) is not None]
