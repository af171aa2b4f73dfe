"""The questions of a registration: ask the core, speak if no, answer Rasa."""

import re
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.being_reached import RATHER, check_address
from actions.cv_form import CHANGES, SENDS, FormWithCv
from actions.cv_offer import OFFER, OPEN, left_open, open_offer
from actions.form_answers import Slots, declined
from actions.hearing import LATER, REGISTRATION, REQUESTED, entity, intent_of, tried_before
from actions.known_answers import FROM_TALK, KNOWN, choose, doubted
from actions.readings import looks_like_a_place
from actions.summary import FIELDS
from actions.vocabulary import words
from agency.core.roles import Role, find_role
from agency.core.yes_or_no import NO, NOT_SURE, YES, find_yes_or_no, is_refusal

LONGEST_QUALIFICATIONS = 400
MOST_WORDS_OF_A_YES = 6
ENGLISH_AND_MATHS = "GCSEs in English and maths"
# One role of two that is only a second best.
SECOND_BEST = re.compile(
    r"\b(?:but|too|also|as well|or if not|otherwise|failing that)\b", re.IGNORECASE
)
ANY_ROLE = re.compile(
    r"\b(?:any|all|either|both|whichever|whatever|don'?t mind|not fussed|open to|none|no idea|"
    r"what(?:'?s| is) available)\b",
    re.IGNORECASE,
)
NO_EMAIL = re.compile(
    r"^\W*(?:no|nope|nah|(?:i )?(?:don'?t|do not|haven'?t)|never|rather not|i'd rather)\b"
    r"(?=.*\b(?:e-?mail|address|one|use|have|check|spam|give|share|say|online|internet)\b).{0,40}$",
    re.IGNORECASE,
)
NOT_WORKING = re.compile(
    r"(?:i'?m |i am |currently |just )*(?:doing )?(?:nothing|nowt|none|not working|no job|"
    r"unemployed|out of work|not in work|jobless)"
    r"(?: (?:at the (?:mo|moment|minute)|atm|right now|just now|now|currently|yet|"
    r"really|at present))*\W*",
    re.IGNORECASE,
)
HAS_NOT_ANY = re.compile(
    r"^\W*(?:i )?(?:don'?t|do not|haven'?t|have not)(?: really)?(?: have| got| had)? any\W*"
    r"(?:yet|sorry)?\W*$",
    re.IGNORECASE,
)
NOT_YET = re.compile(
    r"\b(?:don'?t|do not|not|never|no) (?:\w+ ){0,2}(?:send|submit)\b", re.IGNORECASE
)
RATHER_NOT = re.compile(
    r"\b(?:rather|prefer) not\b|\bnot (?:giving|telling|saying|comfortable)\b|"
    r"\bdon'?t (?:want|like) to (?:give|say|tell|share)\b",
    re.IGNORECASE,
)
NOTHING_TO_CHANGE = re.compile(
    r"\b(?:nothing (?:to|else to|needs?) chang\w*|no changes?|don'?t (?:want to )?change anything|"
    r"everything(?:'?s| is) (?:fine|ok|okay|good))\b",
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
        named = list(dict.fromkeys(self.readings.vocabulary.roles.find(text)))
        offered = str(tracker.get_slot("asked_again")).removeprefix("role_")
        if len(named) > 1 and not (role := find_role(text)):
            if not SECOND_BEST.search(text):
                return doubted("role", None, named, tracker)
            return {"role": named[0]}
        role = (
            self.readings.read("role", text)
            or find_role(entity(tracker, "role"))
            or (find_role(offered) if find_yes_or_no(text) == YES else None)
            or find_role(choose(text, roles_as_offered(offered), sure=False))
        )
        if role is None:
            open_to_any = find_yes_or_no(text) == NOT_SURE or ANY_ROLE.search(text)
            reason = "utter_role_any" if open_to_any else "utter_role_not_understood"
            return self.again("role", dispatcher, reason, tracker)
        return {"role": str(role)}

    def validate_email(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if declined(value, tracker):
            return self.skip("email", dispatcher, tracker)
        text = str(value)
        address = self.readings.read("email", text)
        refused = is_refusal(text) or RATHER["email"].search(text) or NO_EMAIL.search(text)
        if address is None and refused:
            return self.skip("email", dispatcher, tracker)
        if address is None:
            return self.again("email", dispatcher, "utter_email_not_understood", tracker)
        return check_address(address, tracker)

    def validate_place(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        text = " ".join(str(value).split()).strip(" .!")
        if declined(value, tracker) or is_refusal(text) or RATHER_NOT.search(text):
            return self.skip("place", dispatcher, tracker)
        if place := self.readings.read("place", text):
            return {"place": place}
        if tried_before("place", tracker) and looks_like_a_place(text):
            return {"place": text}  # said twice, it is a place that a consultant may know
        return self.again("place", dispatcher, "utter_place_not_understood", tracker)

    def validate_current_occupation(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if NOT_WORKING.fullmatch(str(value).strip()):
            return {"current_occupation": self.in_words.not_working()}
        slots = self.own_words("current_occupation", value, dispatcher, tracker)
        if COUNTED.search(str(value)) and tracker.get_slot("experience") is None:
            years = self.readings.read("experience", str(value))
            told = {"experience": {"value": years, "from": FROM_TALK}} if years else {}
            slots |= {KNOWN: (tracker.get_slot(KNOWN) or {}) | told}
        named = self.readings.vocabulary.qualifications.find(str(value))
        if named and tracker.get_slot("qualifications") is None:
            titles = [self.readings.vocabulary.title("qualifications", each) for each in named]
            told = {"qualifications": {"value": titles, "from": FROM_TALK}}
            slots |= {KNOWN: (slots.get(KNOWN) or tracker.get_slot(KNOWN) or {}) | told}
        return slots

    def validate_experience(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        if isinstance(value, float | int):
            return {"experience": value}
        if HAS_NOT_ANY.search(str(value)):
            return {"experience": 0.0}
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
        if HAS_NOT_ANY.search(text):
            return {"qualifications": []}
        if declined(value, tracker):
            return self.skip("qualifications", dispatcher, tracker)
        if len(text) > LONGEST_QUALIFICATIONS:
            return self.again("qualifications", dispatcher, "utter_too_long_to_keep", tracker)
        named = self.readings.read("qualifications", text)
        if named is None or (is_refusal(text) and words(text)[-1] not in {*NOTHING_YET, "really"}):
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
        if NOT_YET.search(text) or NOTHING_TO_CHANGE.search(text):
            return self.again("summary", dispatcher, "utter_summary_not_sent", tracker)
        if slot in self.asks_again(tracker):
            return {"summary": None, "changing": None} | self.change_all(text, tracker)
        if value == "change" or find_yes_or_no(text) == NO or CHANGES.search(text):
            return {"summary": None, "changing": True}
        # "I can only do mornings" has a "can" in it, and sends nothing.
        if find_yes_or_no(text) == YES and len(words(text)) <= MOST_WORDS_OF_A_YES:
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


def roles_as_offered(asked_about: str) -> list[str]:
    """Return the roles in the order of their buttons: first the one that was asked about."""
    every = [str(role) for role in (Role.SEN_SUPPORT_WORKER, Role.SEMH_SUPPORT_WORKER, Role.SENCO)]
    return sorted(every, key=lambda role: role != asked_about)
