"""Asks for consent, with the privacy notice in its own wording."""

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.agency_facts import Notice
from actions.executor import AgencyAction, Events
from actions.hearing import CALLBACK, form_of
from actions.wording import plain


class ActionAskConsent(AgencyAction):
    """Show the notice and ask for a yes or a no."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice

    def name(self) -> str:
        return "action_ask_consent"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        at_the_end = form_of(tracker) == CALLBACK
        dispatcher.utter_message(
            response="utter_privacy_notice_at_the_end" if at_the_end else "utter_privacy_notice",
            wording=plain(self.notice.wording),
        )
        return []
