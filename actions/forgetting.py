"""Lets go of what a form was told."""

from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.executor import AgencyAction, Events
from actions.hearing import REQUESTED
from actions.summary import FIELDS
from agency.services.conversations import find_conversation_by_assistant
from agency.services.cvs import erase_cvs
from agency.storage.files import CvStore
from agency.storage.unit import OpenUnit

FORM_SLOTS = (*FIELDS, "consent", "summary", "when", "question", "email_suggested", "changing")


class Forgetting:
    """Forgets the answers of a form, and erases the CVs that came with it."""

    def __init__(self, open_unit: OpenUnit, cvs: CvStore) -> None:
        self.open_unit = open_unit
        self.cvs = cvs

    def forget(self, tracker: Tracker) -> Events:
        """Erase this conversation's CVs and return the events that empty every form slot."""
        if tracker.get_slot("cv") == "uploaded":
            with self.open_unit() as session:
                conversation = find_conversation_by_assistant(session, tracker.sender_id)
                if conversation:
                    erase_cvs(session, self.cvs, conversation)
        return empty_slots()


class ActionStopForm(AgencyAction):
    """Close the form that is open; nothing of it is kept."""

    def __init__(self, forgetting: Forgetting) -> None:
        self.forgetting = forgetting

    def name(self) -> str:
        return "action_stop_form"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        events = self.forgetting.forget(tracker)
        dispatcher.utter_message(response="utter_form_stopped")
        return [ActiveLoop(None), SlotSet(REQUESTED, None), *events]


def empty_slots() -> Events:
    """Return the events that empty every slot a form fills."""
    return [SlotSet(slot, None) for slot in (*FORM_SLOTS, "asked_again")]
