"""A form that asks for qualifications: which they are, how long is none, and QTS of a SENCO."""

import re
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.cv_form import FormWithCv
from actions.form_questions import declined
from actions.known_answers import KNOWN, Slots
from agency.core.experience import says_only_how_long
from agency.core.known_names import words_of
from agency.core.registration import SKIPPED
from agency.core.roles import Role
from agency.core.yes_or_no import NO, NOT_SURE, YES, find_yes_or_no, is_refusal

LONGEST_QUALIFICATIONS = 400
ENGLISH_AND_MATHS = "GCSEs in English and maths"
HAS_NOT_ANY = re.compile(
    r"^\W*(?:i )?(?:don'?t|do not|haven'?t|have not)(?: really)?(?: have| got| had)? any\W*"
    r"(?:yet|sorry)?\W*$",
    re.IGNORECASE,
)
# A yes to a question for names: which ones?
VAGUE = re.compile(
    r"\W*(?:(?:yes|yeah|yep|yup|ye|i do|i have|i've got|got|have|both|all|loads|lots|plenty|some|"
    r"a few|several|many|them|those|of|it|please|i think|so|not sure|unsure|dunno|don'?t know|i|"
    r"what|counts?|they|are|called|done|that|have)\b\W*)+",
    re.IGNORECASE,
)
BOTH = re.compile(
    r"\W*(?:(?:yes|yeah|yep|i have|i've got|got|have|both|of|them|them both)\b\W*)*both\b.*",
    re.IGNORECASE,
)
# Said of experience and of training, these are an answer: none yet.
NOTHING_YET = frozenset({"no", "none", "nothing", "nil", "any", "yet"})
# The qualifications that make a qualified teacher, as data/lexicon calls them.
QTS = "qts"
TEACHER = frozenset({QTS, "pgce", "bed", "overseas_teaching"})
NO_TEACHER = re.compile(r"\b(?:qts|qtls|teacher|teaching)\b", re.IGNORECASE)
ABOUT_QTS, SO_FAR = "qualifications_qts", "qualifications_so_far"


class FormWithQualifications(FormWithCv):
    """Asks which qualifications they are, and a SENCO once about QTS."""

    def answered(
        self, asked: str, said: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots | None:
        if asked == "qualifications" and tracker.get_slot("asked_again") == ABOUT_QTS:
            return self.about_teacher_status(said, tracker)
        return super().answered(asked, said, dispatcher, tracker)

    def validate_qualifications(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if isinstance(value, list):
            return {"qualifications": value}
        text = " ".join(str(value).split())
        if HAS_NOT_ANY.search(text):
            return {"qualifications": []}
        if declined(value, tracker):
            return self.skip("qualifications", dispatcher, tracker)
        if len(text) > LONGEST_QUALIFICATIONS:
            return self.again("qualifications", dispatcher, "utter_too_long_to_keep", tracker)
        if says_only_how_long(text):
            return self.how_long_instead(text, dispatcher, tracker)
        named = self.readings.read("qualifications", text)
        if named is None or (
            is_refusal(text) and words_of(text)[-1] not in {*NOTHING_YET, "really"}
        ):
            return self.skip("qualifications", dispatcher, tracker)
        if not self.readings.vocabulary.qualifications.find(text) and VAGUE.fullmatch(text):
            if BOTH.fullmatch(text) and tracker.get_slot("role") != Role.SENCO:
                return {"qualifications": [ENGLISH_AND_MATHS]}
            unsure = find_yes_or_no(text) == NOT_SURE
            which = "utter_qualifications_unsure" if unsure else "utter_qualifications_which"
            return self.again("qualifications", dispatcher, which, tracker)
        if named and tracker.get_slot("role") == Role.SENCO:
            return self.with_teacher_status(named, text, tracker)
        return {"qualifications": named}

    def how_long_instead(
        self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots:
        """Take "8 years" for the experience, where that is open, and ask for qualifications."""
        slots: Slots = {}
        years = self.readings.read("experience", text)
        if years is not None and tracker.get_slot("experience") in (None, SKIPPED):
            slots = {"experience": years}
            shown = self.in_words.say("experience", years)
            dispatcher.utter_message(response="utter_answer_noted", value=shown)
        asked = self.again("qualifications", dispatcher, "utter_qualifications_unsure", tracker)
        return asked | slots

    def with_teacher_status(self, named: list[str], text: str, tracker: Tracker) -> Slots:
        """Ask a SENCO once about QTS, where nothing that was named tells."""
        told = TEACHER.intersection(self.readings.vocabulary.qualifications.find(text))
        if told or NO_TEACHER.search(text) or tracker.get_slot("asked_again") == ABOUT_QTS:
            return {"qualifications": named}
        known = (tracker.get_slot(KNOWN) or {}) | {SO_FAR: named}
        return {"qualifications": None, KNOWN: known, "asked_again": ABOUT_QTS}

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
