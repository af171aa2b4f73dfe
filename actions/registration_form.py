"""The questions of a registration: ask the core, speak if no, answer Rasa."""

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.being_reached import RATHER, check_address
from actions.form_questions import declined
from actions.hearing import LATER, REGISTRATION, REQUESTED, entity, intent_of, tried_before
from actions.known_answers import FROM_TALK, KNOWN, Slots, choose, doubted
from actions.qualifications_form import HAS_NOT_ANY, NOTHING_YET, FormWithQualifications
from actions.readings import looks_like_a_place
from actions.summary_form import FormWithSummary
from agency.core.known_names import words_of
from agency.core.own_words import answers_something_else
from agency.core.roles import Role, find_role
from agency.core.yes_or_no import NO, NOT_SURE, YES, find_yes_or_no, is_refusal

# One role of two that is only a second best.
SECOND_BEST = re.compile(
    r"\b(?:but|too|also|as well|or if not|otherwise|failing that)\b", re.IGNORECASE
)
ANY_ROLE = re.compile(
    r"\b(?:any|all|either|both|whichever|whatever|don'?t mind|not fussed|open to|none|no idea|"
    r"what(?:'?s| is) available)\b",
    re.IGNORECASE,
)
# The words with which the question explains each role.
AS_EXPLAINED: Mapping[Role, re.Pattern[str]] = {
    Role.SEN_SUPPORT_WORKER: re.compile(
        r"\W*(?:the )?(?:sen|send|help(?:ing)?(?: out)? in (?:the )?class(?:room)?|in class)\W*",
        re.IGNORECASE,
    ),
    Role.SEMH_SUPPORT_WORKER: re.compile(
        r"\W*(?:the )?(?:feelings?|behaviou?r|emotions?)(?: (?:and|&) "
        r"(?:feelings?|behaviou?r|emotions?))?(?: one)?\W*",
        re.IGNORECASE,
    ),
}
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
RATHER_NOT = re.compile(
    r"\b(?:rather|prefer) not\b|\bnot (?:giving|telling|saying|comfortable)\b|"
    r"\bdon'?t (?:want|like) to (?:give|say|tell|share)\b",
    re.IGNORECASE,
)
COUNTED = re.compile(r"\b(?:years?|yrs?|months?)\b", re.IGNORECASE)


class ValidateRegistrationForm(FormWithQualifications, FormWithSummary):
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
            or next((role for role, said in AS_EXPLAINED.items() if said.fullmatch(text)), None)
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
        if answers_something_else(str(value)) and not self.readings.names_work(str(value)):
            reason = "utter_own_words_not_understood"
            return self.again("current_occupation", dispatcher, reason, tracker)
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
        if is_refusal(str(value)) and words_of(str(value))[-1] not in NOTHING_YET:
            return self.skip("experience", dispatcher, tracker)
        if years is None:
            return self.again("experience", dispatcher, "utter_experience_not_understood", tracker)
        return {"experience": years}

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
        said = self.readings.read("right_to_work", str(value))
        if said is None and declined(value, tracker):
            return self.skip("right_to_work", dispatcher, tracker)
        if said is None:
            return self.again(
                "right_to_work", dispatcher, "utter_right_to_work_not_understood", tracker
            )
        return {"right_to_work": said}

    def validate_dbs(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        said = self.readings.read("dbs", str(value))
        if said is None and declined(value, tracker):
            return self.skip("dbs", dispatcher, tracker)
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


def roles_as_offered(asked_about: str) -> list[str]:
    """Return the roles in the order of their buttons: first the one that was asked about."""
    every = [str(role) for role in (Role.SEN_SUPPORT_WORKER, Role.SEMH_SUPPORT_WORKER, Role.SENCO)]
    return sorted(every, key=lambda role: role != asked_about)
