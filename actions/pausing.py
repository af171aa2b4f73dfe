"""A form that waits while something matters more, or until the visitor says yes to it."""

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.executor import AgencyAction, Events
from actions.hearing import REQUESTED, form_of

PAUSED = "paused_form"
OFFERED = "offered_form"


class ActionPauseForm(AgencyAction):
    """
    Put the open form aside, answers and all, and leave it to the visitor whether to go on.

    What is said next is then ordinary talk: none of it can become an answer of the form.
    """

    def name(self) -> str:
        return "action_pause_form"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        dispatcher.utter_message(response="utter_form_paused")
        return [ActiveLoop(None), SlotSet(REQUESTED, None), SlotSet(PAUSED, form_of(tracker))]


class ActionResume(AgencyAction):
    """Go on with the form that waits; without one, with the talk."""

    def name(self) -> str:
        return "action_resume"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if events := resume(tracker):
            return events
        if not form_of(tracker):
            dispatcher.utter_message(response="utter_go_on")
        return [SlotSet("unclear_before", None)]


def resume(tracker: Tracker) -> Events:
    """Return the events that open the form which waits; none where none does."""
    waiting = tracker.get_slot(OFFERED) or tracker.get_slot(PAUSED)
    if not waiting or form_of(tracker):
        return []
    return [SlotSet(PAUSED, None), SlotSet(OFFERED, None), FollowupAction(str(waiting))]
