"""Helps on when a message was not clear."""

from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.choices import people, topic_button
from actions.elsewhere import INSULTED, UNCLEAR_BEFORE
from actions.executor import AgencyAction, Events
from actions.hearing import CARE, COURTESIES, found, nearest
from actions.job_in_hand import JobInHand
from actions.lead_notes import LeadNotes
from actions.pausing import OFFERED, go_on, still_offered
from actions.wording import Wording
from agency.storage.answers import AnswerBook

MOST_OFFERED = 3
# Two guesses this good, and this close to one another, are worth naming.
GOOD = 0.2
CLOSE = 0.1

type Offer = tuple[str, str | None]


class ActionOfferTopics(AgencyAction):
    """
    Ask which question was meant: of two close ones by name, or of the three nearest answers.

    The second time in a row a consultant is offered, and a message for one.
    """

    def __init__(
        self, answers: AnswerBook, wording: Wording, notes: LeadNotes, job: JobInHand
    ) -> None:
        self.answers = answers
        self.wording = wording
        self.notes = notes
        self.job = job

    def name(self) -> str:
        return "action_offer_topics"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if self.notes.hear(dispatcher, tracker):
            return []
        if waiting := go_on(tracker):
            return waiting
        once: Events = [SlotSet(OFFERED, still_offered(tracker)), SlotSet(INSULTED, None)]
        if self.job.hear(dispatcher, tracker):
            return [*once, SlotSet(UNCLEAR_BEFORE, None)]
        again = bool(tracker.get_slot(UNCLEAR_BEFORE))
        two = [] if again else self.two_close(nearest(tracker))
        offers = two or self.offers(found(tracker) or nearest(tracker))
        buttons = [topic_button(self.answers.question(*offer), *offer) for offer in offers]
        about: list[dict[str, Any] | None] = [
            {"topic": topic, "role": role or "none"} for topic, role in offers
        ]
        if not two:
            buttons += people(self.wording, again=again)
            about.append({"topic": "human_handoff", "role": "none"})
        if two:
            first, second = (self.answers.question(*offer).rstrip("?") for offer in two)
            dispatcher.utter_message(
                response="utter_did_you_mean_two",
                first=first,
                second=second,
                buttons=buttons,
                json_message={"choices_about": about},
            )
        else:
            dispatcher.utter_message(
                response=said(again=again, offered=bool(offers)),
                buttons=buttons,
                json_message={"choices_about": about},
            )
        return [*once, SlotSet(UNCLEAR_BEFORE, True)]

    def two_close(self, ranked: list[dict[str, Any]]) -> list[Offer]:
        """Return the first two questions of a ranking if either may well have been meant."""
        if len(ranked) < 2:
            return []
        first, second = (float(each.get("confidence") or 0.0) for each in ranked[:2])
        offers = self.offers(ranked[:2])
        close = second >= GOOD and first - second <= CLOSE
        return offers if close and len(offers) == 2 else []

    def offers(self, ranked: list[dict[str, Any]]) -> list[Offer]:
        """Return what there is an answer to, as topics with their role."""
        return [
            (each["topic"], each.get("role"))
            for each in ranked
            if each["topic"] not in COURTESIES | CARE and self.answers.title(each["topic"])
        ][:MOST_OFFERED]


def said(*, again: bool, offered: bool) -> str:
    """Return the sentence that goes with the choices."""
    if again:
        return "utter_still_unclear"
    return "utter_did_you_mean" if offered else "utter_not_understood"
