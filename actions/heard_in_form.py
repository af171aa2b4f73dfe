"""What was taken for a question in a registration, and is its answer, or a question about it."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.agency_form import AgencyForm
from actions.executor import Events
from actions.hearing import (
    ABOUT,
    ABOUT_NOTHING_ELSE,
    REGISTRATION,
    asked_by,
    form_of,
    intent_of,
    nearest,
    points_at_the_form,
    tried_before,
)
from actions.readings import Readings
from actions.registration_form import ValidateRegistrationForm
from actions.summary import FIELDS
from actions.vocabulary import whole
from agency.core.known_names import words_of
from agency.core.names import find_name
from agency.core.questions import is_question

# A complaint, a worry and a goodbye are always heard as what they are.
MISHEARD = frozenset({"ask", "register", "out_of_scope", "switch_role", "greet", "thank"})
SURE = 0.5
# Above this, a vague question is about the topic that it is nearest to.
NEAR = 0.3
SHORT = 3
LONGEST = 25
NAMED, LONGEST_NAME = ("name", "school"), 5
_WANTS = re.compile(
    r"\bi(?:'m| am| was|'d)? ?(?:want|need|like|wonder\w*|would like|just want|have a question|"
    r"don'?t (?:know|understand|get|see)|thought|hope|heard)\b|\btell me\b|\bshow me\b|\bis it\b",
    re.IGNORECASE,
)
_OF_THEMSELVES = re.compile(
    r"\W*(?:(?:well|um+|erm*|so|oh|yes|yeah|no|actually|currently|mostly|mainly|at the moment)\W+)*"
    r"(?:i|i'?m|i'?ve|my|we|do|doing|work|working|was|been|just|used to|self|part[- ]time|"
    r"full[- ]time|a (?:bit|lot) of|bits? of|some|only|not working|got|have|had)\b",
    re.IGNORECASE,
)
_BY_PHONE = re.compile(
    r"\b(?:on|by|over) the (?:tele)?phone\b|\b(?:ring|call|phone) (?:me|you|someone|somebody)\b|"
    r"\b(?:speak|talk) to (?:a|some)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\W*(?:is|are|can|could|do|does|would|will|should|may|am)\b", re.IGNORECASE)
_THAT = re.compile(r"\b(?:it|this|that|these|those|them|one|here)\b", re.IGNORECASE)


class HeardInForm:
    """Hands a message that is an answer to the form it answers; the form then goes on as ever."""

    def __init__(
        self,
        form: ValidateRegistrationForm,
        others: Mapping[str, AgencyForm],
        readings: Readings,
        domain: DomainDict,
    ) -> None:
        self.form = form
        self.forms = {REGISTRATION: form, **others}
        self.readings = readings
        self.domain = domain

    def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """Return what the form makes of the message; None where it has to be answered."""
        asked, form = asked_by(tracker), form_of(tracker)
        if form not in self.forms or not asked or intent_of(tracker) not in MISHEARD:
            return None
        text = str(tracker.latest_message.get("text") or "")
        if self.is_name_again(asked, text, tracker):
            return self.answer(asked, text, dispatcher, tracker)
        if form != REGISTRATION:
            return None
        if self.is_answer(asked, text, tracker):
            return self.answer(asked, text, dispatcher, tracker)
        if points_at_the_form(tracker) and not near_topic(tracker):
            by_phone = bool(_BY_PHONE.search(text))
            about = "utter_person_instead" if by_phone else f"utter_about_{asked}"
            dispatcher.utter_message(response=about)
            return [] if tried_before(asked, tracker) else [SlotSet("asked_again", asked)]
        return None

    def answer(
        self, asked: str, text: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        heard = tracker.copy()
        heard.add_slots([SlotSet(asked, text)])
        form = self.forms[str(form_of(tracker))]
        return list(asyncio.run(form.get_validation_events(dispatcher, heard, self.domain)))

    def is_name_again(self, asked: str, text: str, tracker: Tracker) -> bool:
        """
        Say whether *text* can only be a name, once its question has been asked in vain.

        "may" sounds like a greeting and "do thi nga" like a question: nobody is asked for ever.
        """
        said = words_of(text)
        if asked not in NAMED or not tried_before(asked, tracker) or len(said) > LONGEST_NAME:
            return False
        if text.rstrip().endswith("?") or is_question(text) or _WANTS.search(text):
            return False
        if asked == "school":
            return len(said) > 1
        name = find_name(text) or find_name(text.title())
        return name is not None and words_of(name) == said

    def is_answer(self, asked: str, text: str, tracker: Tracker) -> bool:
        """Say whether *text*, heard as something else, can only be the answer to *asked*."""
        said = words_of(text)
        asks = text.rstrip().endswith("?")
        if not said or len(said) > LONGEST or is_question(text) or _WANTS.search(text):
            return False
        if asked == "summary":
            slots = [slot for slot in FIELDS if slot != "cv"]
            return not asks and bool(self.form.corrections.told(text, slots, tracker.slots))
        if asks and (len(said) > SHORT or asked not in ABOUT or _ASKS.match(text)):
            return False
        return self.fits(asked, text, said, tracker)

    def fits(self, asked: str, text: str, said: list[str], tracker: Tracker) -> bool:
        vocabulary = self.readings.vocabulary
        if asked in ABOUT:
            return bool(ABOUT[asked].search(text))
        if asked == "name":
            name = find_name(text)
            alone = name is not None and len(said) <= SHORT and words_of(name) == said
            return alone and (points_at_the_form(tracker) or confidence(tracker) < SURE)
        if asked == "role":
            return whole(vocabulary.roles, text) is not None
        if asked == "current_occupation":
            is_one = whole(vocabulary.occupations, text) is not None
            return is_one or bool(_OF_THEMSELVES.match(text))
        if asked == "qualifications":
            named = vocabulary.qualifications.find(text)
            return bool(named) and bool(_OF_THEMSELVES.match(text) or len(said) <= SHORT)
        if asked in ("experience", "right_to_work", "dbs"):
            speaks = bool(_OF_THEMSELVES.match(text)) or len(said) <= SHORT
            return speaks and self.readings.read(asked, text) is not None
        return False


def near_topic(tracker: Tracker) -> str | None:
    """Return the topic that a vague question is about, where one is near enough."""
    first: dict[str, Any] = next(iter(nearest(tracker)), {})
    topic = first.get("topic")
    # "Do I have to pay for it?" is about what was asked for.
    if _THAT.search(str(tracker.latest_message.get("text") or "")):
        return None
    near = float(first.get("confidence") or 0.0) >= NEAR
    return str(topic) if topic and near and topic not in ABOUT_NOTHING_ELSE else None


def confidence(tracker: Tracker) -> float:
    return float((tracker.latest_message.get("intent") or {}).get("confidence") or 0.0)
