"""What may be said to a form at any step: why, back, start again, later, ring me instead."""

from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.coming_back import WaysBack
from actions.executor import AgencyAction, Events
from actions.forgetting import Forgetting
from actions.hearing import REGISTRATION, REQUESTED, SELF_CHECK, asked_by, form_of
from actions.known_answers import FROM_FORM, offer
from actions.pausing import PAUSED
from actions.self_check import CHECKS
from agency.core.registration import slot_before


class ActionSayWhy(AgencyAction):
    """Say why the form asks what it asks; it is asked again in other words."""

    def name(self) -> str:
        return "action_say_why"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        asked = str(asked_by(tracker))
        why = "check" if form_of(tracker) == SELF_CHECK else asked
        dispatcher.utter_message(response=f"utter_why_{why}")
        return [] if tried_already(asked, tracker) else [SlotSet("asked_again", asked)]


class ActionGoBack(AgencyAction):
    """Ask the question before again, with its answer to keep or to change."""

    def name(self) -> str:
        return "action_go_back"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        asked, form = str(asked_by(tracker)), str(form_of(tracker)).removesuffix("_form")
        if tracker.get_slot("changing"):
            return [SlotSet("changing", None)]
        before = slot_before(form, asked, tracker.slots)
        if before is None:
            dispatcher.utter_message(response="utter_nothing_before")
            return [SlotSet("asked_again", asked)]
        dispatcher.utter_message(response="utter_one_back")
        beginnings: Events = [SlotSet("asked_again", None), SlotSet("doubted", None)]
        return [*offer(before, tracker.get_slot(before), FROM_FORM, tracker), *beginnings]


class ActionStartAgain(AgencyAction):
    """Forget what the form was told, but for the consent, and begin with its first question."""

    def __init__(self, forgetting: Forgetting) -> None:
        self.forgetting = forgetting

    def name(self) -> str:
        return "action_start_again"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        dispatcher.utter_message(response="utter_started_again")
        if form_of(tracker) == SELF_CHECK:
            return [SlotSet(slot, None) for slot in CHECKS]
        agreed = tracker.get_slot("consent")
        return [*self.forgetting.forget(tracker), SlotSet("consent", agreed)]


class ActionKeepAnswers(AgencyAction):
    """Put the form aside and keep its answers; who gave an address is sent a link to them."""

    def __init__(self, ways_back: WaysBack) -> None:
        self.ways_back = ways_back

    def name(self) -> str:
        return "action_keep_answers"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        form = form_of(tracker)
        if not (form or tracker.get_slot(PAUSED)):
            dispatcher.utter_message(response="utter_nothing_to_keep")
            return []
        told = self.ways_back.tell(dispatcher, tracker)
        if form is None:
            return told
        return [ActiveLoop(None), SlotSet(REQUESTED, None), SlotSet(PAUSED, form), *told]


class ActionLeaveForCall(AgencyAction):
    """
    Put a registration aside for a call; once that is arranged, it can go on.

    A call has a notice of its own, so consent is asked for anew.
    """

    def name(self) -> str:
        return "action_leave_for_call"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        anew: Events = [SlotSet(slot, None) for slot in ("consent", "asked_again", "doubted")]
        skipped: Events = [SlotSet("phone", None)] if not has_phone(tracker) else []
        waits = SlotSet(PAUSED, REGISTRATION)
        return [ActiveLoop(None), SlotSet(REQUESTED, None), waits, *anew, *skipped]


def has_phone(tracker: Tracker) -> bool:
    return str(tracker.get_slot("phone") or "").startswith("+")


def tried_already(asked: str, tracker: Tracker) -> bool:
    return str(tracker.get_slot("asked_again") or "").startswith(asked)
