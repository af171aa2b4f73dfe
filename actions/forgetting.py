"""Lets go of what a form was told."""

import re
from collections.abc import Iterable

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.clock import Clock
from actions.cv_offer import OFFER
from actions.executor import AgencyAction, Events
from actions.hearing import (
    CALLBACK,
    LATER,
    REGISTRATION,
    REQUESTED,
    SELF_CHECK,
    asked_by,
    form_of,
    intent_of,
)
from actions.pausing import OFFERED, PAUSED, go_on
from actions.self_check import CHECKS
from actions.summary import FIELDS
from agency.core.registration import given
from agency.core.yes_or_no import NOT_SURE
from agency.services.conversations.conversations import find_conversation_by_assistant
from agency.services.cvs.cvs import erase_cvs
from agency.services.privacy.left_forms import take_back_left_lead
from agency.storage.files import CvStore
from agency.storage.unit import OpenUnit

# "I'll send it later" is an answer to these, and no reason to forget the others.
PUT_OFF = {"cv": "none", "dbs": NOT_SURE, "right_to_work": NOT_SURE}
# Said with one of these, it is clear what shall become of the answers.
FORGETS = re.compile(
    r"\b(?:delete|erase|withdraw|cancel (?:\w+ )*(?:registration|everything|all|form|details)|"
    r"bin it|forget (?:it all|my|them|everything|all)|"
    r"don'?t (?:keep|want you to have))\b",
    re.IGNORECASE,
)
STOPS = re.compile(r"\b(?:stop|cancel|quit|forget|leave|end|exit|delete)\b", re.IGNORECASE)

FORM_SLOTS = (
    *FIELDS,
    "consent",
    "summary",
    "when",
    "question",
    "contact",
    "school",
    "need",
    "changing",
    "known",
    "doubted",
    OFFER,
    PAUSED,
    OFFERED,
)


class Forgetting:
    """Forgets the answers of a form, and erases the CVs that came with it."""

    def __init__(self, open_unit: OpenUnit, cvs: CvStore, clock: Clock) -> None:
        self.open_unit = open_unit
        self.cvs = cvs
        self.clock = clock

    def forget(self, tracker: Tracker) -> Events:
        """Erase this conversation's CVs and return the events that empty every form slot."""
        if tracker.get_slot("cv") == "uploaded":
            with self.open_unit() as session:
                conversation = find_conversation_by_assistant(session, tracker.sender_id)
                if conversation:
                    erase_cvs(session, self.cvs, conversation)
        return empty_slots()

    def take_back(self, tracker: Tracker) -> bool:
        """Erase the lead of a registration that was left; say whether there was one."""
        with self.open_unit() as session:
            conversation = find_conversation_by_assistant(session, tracker.sender_id)
            return conversation is not None and take_back_left_lead(
                session, self.cvs, conversation, now=self.clock()
            )


class ActionStopForm(AgencyAction):
    """Close the form that is open, or that waits; nothing of it is kept."""

    def __init__(self, forgetting: Forgetting) -> None:
        self.forgetting = forgetting

    def name(self) -> str:
        return "action_stop_form"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        form, asked = form_of(tracker), asked_by(tracker)
        if form is None and not tracker.get_slot(PAUSED):
            dispatcher.utter_message(response="utter_nothing_to_stop")
            return []
        if form is None and (waiting := go_on(tracker)):
            return waiting  # what says to go on is never heard as "stop"
        text = str(tracker.latest_message.get("text") or "")
        if asked in PUT_OFF and LATER.search(text) and not STOPS.search(text):
            return [SlotSet(asked, PUT_OFF[asked]), FollowupAction(str(form))]
        if form == SELF_CHECK:
            dispatcher.utter_message(response="utter_check_stopped")
            checks: Events = [SlotSet(slot, None) for slot in CHECKS]
            return [ActiveLoop(None), SlotSet(REQUESTED, None), *checks]
        too_young = intent_of(tracker) == "under_age"
        waits = form == CALLBACK and tracker.get_slot(PAUSED) == REGISTRATION
        undecided = (form == REGISTRATION or waits) and not too_young and not FORGETS.search(text)
        if undecided and is_worth_keeping(tracker):
            dispatcher.utter_message(response="utter_stopped_keep_or_delete")
            paused = SlotSet(PAUSED, REGISTRATION)  # also where a call for it was stopped
            return [ActiveLoop(None), SlotSet(REQUESTED, None), paused]
        events = self.forgetting.forget(tracker)
        stopped = "utter_form_stopped_under_age" if too_young else "utter_form_stopped"
        if self.forgetting.take_back(tracker):
            stopped = "utter_left_deleted"
        dispatcher.utter_message(response=stopped)
        return [ActiveLoop(None), SlotSet(REQUESTED, None), *events]


def is_worth_keeping(tracker: Tracker) -> bool:
    """Say whether the form holds an answer that somebody had to type."""
    typed = (tracker.get_slot(slot) for slot in FIELDS if slot not in ("role", "cv"))
    return any(given(value) for value in typed)


def empty_slots(slots: Iterable[str] = (*FORM_SLOTS, "asked_again")) -> Events:
    """Return the events that empty *slots*: every slot a form fills, where none are named."""
    return [SlotSet(slot, None) for slot in slots]
