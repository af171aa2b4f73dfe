"""Asks for consent, with the privacy notice in its own wording."""

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.agency_facts import AgencyNow
from actions.executor import AgencyAction, Events
from actions.hearing import CALLBACK, CLIENT, MESSAGE, form_of
from actions.wording import plain

# These ask for consent at the end, when it is clear what for.
ASKED_LAST = frozenset({CALLBACK, CLIENT, MESSAGE})


class ActionAskConsent(AgencyAction):
    """Show the notice and ask for a yes or a no."""

    def __init__(self, agency: AgencyNow) -> None:
        self.agency = agency

    def name(self) -> str:
        return "action_ask_consent"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        form = str(form_of(tracker))
        first = form not in ASKED_LAST
        dispatcher.utter_message(
            response="utter_privacy_notice" if first else "utter_privacy_notice_at_the_end",
            wording=plain(self.agency().notices.for_form(form).wording),
        )
        return []
