"""Coming back to a form that was left: by a link, once it is known where to send it."""

from secrets import token_hex

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.clock import Clock
from actions.executor import Events
from actions.hearing import form_of
from actions.pausing import PAUSED
from actions.wording import plain
from agency.core.email import find_address
from agency.core.registration import given
from agency.services.conversations.conversations import find_conversation_by_assistant
from agency.services.conversations.resuming import TooManyLinks, leave_for_later
from agency.storage.unit import OpenUnit


class WaysBack:
    """Sends whoever left a form a link to it."""

    def __init__(self, open_unit: OpenUnit, clock: Clock) -> None:
        self.open_unit = open_unit
        self.clock = clock

    def tell(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Say where the answers wait, once the link is as good as sent."""
        said = find_address(str(tracker.latest_message.get("text") or ""))
        address = said or tracker.get_slot("email")
        if not (given(address) and tracker.get_slot("consent")):
            asks = "_ask_address" if tracker.get_slot("consent") else ""
            dispatcher.utter_message(response=f"utter_answers_kept{asks}")
            return []
        sent = self.send(str(address), tracker)
        response = "utter_answers_kept_with_link" if sent else "utter_answers_kept"
        dispatcher.utter_message(response=response, email=plain(address))
        return [SlotSet("email", said)] if said and not given(tracker.get_slot("email")) else []

    def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """Take an address that is typed while a form waits; None where it is something else."""
        text = str(tracker.latest_message.get("text") or "")
        if form_of(tracker) or not tracker.get_slot(PAUSED) or not find_address(text):
            return None
        return [*self.tell(dispatcher, tracker), FollowupAction("action_listen")]

    def send(self, address: str, tracker: Tracker) -> bool:
        """Have a link sent; say whether it will be."""
        try:
            with self.open_unit() as session:
                conversation = find_conversation_by_assistant(session, tracker.sender_id)
                if conversation is None:
                    return False
                leave_for_later(
                    session, conversation, address, link_id=token_hex(16), now=self.clock()
                )
        except TooManyLinks:
            return False
        return True
