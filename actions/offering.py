"""Helps on when a message was not clear."""

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.choices import button, topic_button
from actions.executor import AgencyAction, Events
from actions.hearing import COURTESIES, nearest
from actions.lead_notes import LeadNotes
from actions.wording import Wording
from agency.storage.answers import AnswerBook

MOST_OFFERED = 3


class ActionOfferTopics(AgencyAction):
    """Ask which of the nearest questions was meant; the second time, offer a person as well."""

    def __init__(self, answers: AnswerBook, wording: Wording, notes: LeadNotes) -> None:
        self.answers = answers
        self.wording = wording
        self.notes = notes

    def name(self) -> str:
        return "action_offer_topics"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if self.notes.hear(dispatcher, tracker):
            return []
        again = bool(tracker.get_slot("unclear_before"))
        offered = [
            (each["topic"], each.get("role"))
            for each in nearest(tracker)
            if each["topic"] not in COURTESIES and self.answers.title(each["topic"])
        ][:MOST_OFFERED]
        buttons = [
            topic_button(self.answers.question(topic, role), topic, role) for topic, role in offered
        ]
        about = [{"topic": topic, "role": role or "none"} for topic, role in offered]
        if again or not offered:
            buttons.append(button(self.wording.title("call"), "request_person"))
            about.append({"topic": "human_handoff", "role": "none"})
        if not offered:
            said = "utter_not_understood"
        else:
            said = "utter_still_unclear" if again else "utter_did_you_mean"
        dispatcher.utter_message(
            response=said, buttons=buttons, json_message={"choices_about": about}
        )
        return [SlotSet("unclear_before", True)]
