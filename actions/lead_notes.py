"""What a visitor says of the lead they have made: a number put right, its reference, "send"."""

import re

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.clock import Clock
from actions.handoff import facts_of
from actions.hearing import entity, form_of, intent_of
from agency.core.email import find_address
from agency.core.own_details_wishes import wants_own_details
from agency.core.phone import find_phone
from agency.services.conversations.conversations import find_conversation_by_assistant
from agency.services.keys.private_links import PrivateLinks, in_the_chat
from agency.services.leads.changes import change_lead
from agency.services.leads.leads import find_lead
from agency.storage.unit import OpenUnit

LONGEST_NOTE = 1_000
BY = "visitor"
SEND = "send"  # what the button under a summary says
HEARD_FIRST = frozenset({"disclose_concern", "express_distress"})
_ABOUT_A_CONTACT = re.compile(
    r"\b(?:wrong|incorrect|mistake|typo|new|changed?|actually|sorry|instead|correct|"
    r"my (?:e-?mail|mail|number|phone|mobile))\b",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:what|which|remind|lost|forg[eo]t\w*|tell|give|again|know|have)\b.*"
    r"\b(?:my ref(?:erence)?|ref(?:erence)? (?:number|no|code))\b",
    re.IGNORECASE | re.DOTALL,
)


class LeadNotes:
    """Writes beside a lead what its visitor adds to it, and tells its reference."""

    def __init__(self, open_unit: OpenUnit, links: PrivateLinks, clock: Clock) -> None:
        self.open_unit = open_unit
        self.links = links
        self.clock = clock

    def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
        """Say whether the message was about the lead alone, and needs no other answer."""
        reference = tracker.get_slot("lead_reference")
        if not reference or form_of(tracker) or intent_of(tracker) in HEARD_FIRST:
            return False
        text = str(tracker.latest_message.get("text") or "")[:LONGEST_NOTE]
        if find_address(text) or find_phone(text):
            if not self.keep(text, tracker):
                return False
            dispatcher.utter_message(response="utter_correction_passed_on", reference=reference)
            return intent_of(tracker) != "ask" or bool(_ABOUT_A_CONTACT.search(text))
        if wants_own_details(text):
            return self.show_details(dispatcher, tracker)
        if SEND in (entity(tracker, "value"), text.strip(" .!").casefold()):
            return self.say_again(dispatcher, tracker)
        if _REFERENCE.search(text):
            dispatcher.utter_message(response="utter_your_reference", reference=reference)
            return True
        return False

    def say_again(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
        """Answer a summary that is sent a second time: the lead is there, and with whom."""
        with self.open_unit() as session:
            conversation = find_conversation_by_assistant(session, tracker.sender_id)
            lead = find_lead(session, conversation.id) if conversation else None
            facts = facts_of(lead, self.clock()) if lead else None
        if facts is None:
            return False
        dispatcher.utter_message(response="utter_already_handed_off", **facts)
        return True

    def show_details(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
        """Show the way to everything that is kept; say whether there is a lead to show."""
        with self.open_unit() as session:
            conversation = find_conversation_by_assistant(session, tracker.sender_id)
            lead = find_lead(session, conversation.id) if conversation else None
            details = self.links.details(lead.id) if lead else None
        if details is None:
            return False
        shown = in_the_chat(details, self.links.public_url)
        dispatcher.utter_message(response="utter_own_details", details=shown)
        return True

    def keep(self, text: str, tracker: Tracker) -> bool:
        """Write *text* beside the lead of this conversation; say whether there is one."""
        with self.open_unit() as session:
            conversation = find_conversation_by_assistant(session, tracker.sender_id)
            lead = find_lead(session, conversation.id) if conversation else None
            if lead is None:
                return False
            change_lead(session, lead, by=BY, now=self.clock(), note=text)
        return True
