"""The check "is it for me?": a few choices, and what fits. Nothing of it is kept."""

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.choices import button, topic_button
from actions.executor import AgencyAction, Events
from actions.hearing import SELF_CHECK, asked_by, entity, intent_of, questions_in
from actions.vocabulary import Vocabulary
from actions.wording import Wording
from agency.core.registration import SELF_CHECK as KIND
from agency.core.registration import slots_of
from agency.core.roles import Role, find_role
from agency.core.self_check import ROLE, questions_for, weigh
from agency.core.yes_or_no import NO, NOT_SURE, YES, find_yes_or_no
from agency.storage.answers import AnswerBook

type Slots = dict[str, Any]

CHECKS = tuple(dict.fromkeys(slot for role in Role for slot in questions_for(role)))
ASKED_NEXT = ("how_to_become", "next_steps")


class ActionBeginSelfCheck(AgencyAction):
    """Say what the check is, and begin it for the role in hand."""

    def name(self) -> str:
        return "action_begin_self_check"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        asked = (each for each in questions_in(tracker) if not each.likely)
        named = next((each.role for each in asked if each.role), None)
        role = find_role(named or entity(tracker, "role") or tracker.get_slot("role_asked"))
        dispatcher.utter_message(response="utter_check_begins")
        empty: Events = [SlotSet(slot, None) for slot in CHECKS]
        return [*empty, SlotSet("unclear_before", None), SlotSet(ROLE, role and str(role))]


class ValidateSelfCheckForm(FormValidationAction):
    """Rasa calls `validate_<slot>` for each slot that has just been filled."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def name(self) -> str:
        return f"validate_{SELF_CHECK}"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        return slots_of(KIND, tracker.slots)

    def validate_check_role(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        named = self.vocabulary.roles.find(str(value))
        role = find_role(value) or (find_role(named[-1]) if named else None)
        if role is None:
            dispatcher.utter_message(response="utter_role_not_understood")
        return {ROLE: role and str(role)}

    def take_yes_or_no(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """Take a yes, a no or a doubt; to pass over a question is a doubt too."""
        slot, text = str(asked_by(tracker)), str(value)
        said = NOT_SURE if intent_of(tracker) == "skip" else find_yes_or_no(text)
        if said is None and self.vocabulary.qualifications.find(text):
            said = YES
        if said is None and text in (YES, NO, NOT_SURE):
            said = text
        if said is None:
            dispatcher.utter_message(response="utter_check_not_understood")
        return {slot: said}

    validate_check_qts = validate_check_teaching = take_yes_or_no
    validate_check_npq = validate_check_leading = take_yes_or_no
    validate_check_people = validate_check_calm = take_yes_or_no
    validate_check_study = validate_check_dbs = take_yes_or_no


class ActionSayFit(AgencyAction):
    """Say what fits, what is missing and a first step; then forget it all."""

    def __init__(self, answers: AnswerBook, vocabulary: Vocabulary, wording: Wording) -> None:
        self.answers = answers
        self.vocabulary = vocabulary
        self.wording = wording

    def name(self) -> str:
        return "action_say_fit"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        role = find_role(tracker.get_slot(ROLE))
        fit = weigh(role, {slot: tracker.get_slot(slot) for slot in CHECKS})
        entry = self.vocabulary.entry("roles", str(role)) or {}
        parts = [self.wording.say("utter_fit_begins", role=entry.get("a_title", role))]
        if fit.fits:
            parts.append(self.listed("utter_fit_fits", "fit", fit.fits))
        if fit.missing:
            parts.append(self.listed("utter_fit_missing", "missing", fit.missing))
        else:
            parts.append(self.wording.say("utter_fit_nothing_missing"))
        step = f"utter_step_{fit.first_step}" if fit.first_step else "utter_step_none"
        parts.append(self.wording.say(step))
        buttons = [button(self.wording.title("register"), "register", role=role)]
        buttons += [
            topic_button(self.answers.question(topic, role), topic, role) for topic in ASKED_NEXT
        ]
        dispatcher.utter_message(text="\n\n".join(parts), buttons=buttons)
        forgotten: Events = [SlotSet(slot, None) for slot in CHECKS]
        return [*forgotten, SlotSet("role_asked", role and str(role))]

    def listed(self, heading: str, kind: str, slots: tuple[str, ...]) -> str:
        lines = [f"- {self.wording.say(f'utter_{kind}_{slot}')}" for slot in slots]
        return "\n".join([self.wording.say(heading), "", *lines])
