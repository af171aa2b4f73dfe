"""A form that waits while something matters more, or until the visitor says yes to it."""

import re

from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.executor import AgencyAction, Events
from actions.hearing import REGISTRATION, REQUESTED, form_of

PAUSED = "paused_form"
OFFERED = "offered_form"
# In its place, of a registration: it is open to whoever thinks again, and pressed on nobody.
REFUSED = "refused"
# "Ok" to "that is fine" asks for nothing; whoever says one of these has thought again.
_AFTER_ALL = re.compile(
    r"\b(?:agree|consent|accept|actually|after all|chang\w+ my mind|regist\w+|sign me up)\b",
    re.IGNORECASE,
)
# What the button says, and what people type for it: "ok, let's carry on with the form".
_GOES_ON = re.compile(
    r"\W*(?:(?:ok|okay|yes|right|so|and|well|let'?s|please|can we|can i|could we|i'?d like to|"
    r"i want to|i'?ll|we can|now|then|just|sorry)\b\W*)*"
    r"(?:carry on|go on|continue|keep going|resume|(?:go |get )?back to)\b"
    r"(?:\W+(?:with|the|my|our|it|that|this|these|those|form|questions?|registration|registering|"
    r"call|message|where (?:we|i) (?:were|was|left off|stopped)|from|please|now|then|thanks))*\W*",
    re.IGNORECASE,
)


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
    offered = None if still_offered(tracker) else tracker.get_slot(OFFERED)
    waiting = offered or tracker.get_slot(PAUSED)
    if not waiting or form_of(tracker):
        return []
    return [SlotSet(PAUSED, None), SlotSet(OFFERED, None), FollowupAction(str(waiting))]


def go_on(tracker: Tracker) -> Events:
    """Return the events that open the form which waits, for whoever says in words to go on."""
    said = str(tracker.latest_message.get("text") or "").replace("\u2019", "'")
    return resume(tracker) if tracker.get_slot(PAUSED) and _GOES_ON.fullmatch(said) else []


def agree_after_all(tracker: Tracker) -> Events:
    """Return the events that ask again for a consent which was refused, and may now be given."""
    said = str(tracker.latest_message.get("text") or "")
    if form_of(tracker) or tracker.get_slot(OFFERED) != REFUSED or not _AFTER_ALL.search(said):
        return []
    return [SlotSet(OFFERED, None), FollowupAction(REGISTRATION)]


def still_offered(tracker: Tracker) -> str | None:
    """Return what stays on offer past this turn: a registration whose notice was refused."""
    return REFUSED if tracker.get_slot(OFFERED) == REFUSED else None
