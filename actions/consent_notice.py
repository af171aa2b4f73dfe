"""Asks for consent, with the privacy notice in its own wording."""

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.agency_facts import Notice
from actions.executor import AgencyAction, Events
from actions.wording import plain


class ActionAskConsent(AgencyAction):
    """Show the notice and ask for a yes or a no."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice

    def name(self) -> str:
        return "action_ask_consent"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        dispatcher.utter_message(
            response="utter_privacy_notice", wording=plain(self.notice.wording)
        )
        return []
