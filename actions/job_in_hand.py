"""A question about the one job whose page somebody is on: where it is, when it starts."""

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.hearing import entity, form_of, intent_of
from actions.vacancy_cards import VacancyCards
from agency.core.job_questions import WHOLE, facts_asked

# Under which of our topics a fact is counted.
TOPICS = {
    "place": "employers",
    "pay": "salary",
    "pattern": "working_patterns",
    "contract": "working_patterns",
    "starts": "working_patterns",
    "closes": "job_search",
    WHOLE: "job_search",
}
ALL_OF_IT = "job_search"
# What somebody needs, or asks us to do, is heard as what it is.
QUESTIONS = frozenset({"ask", "out_of_scope", "nlu_fallback"})


class JobInHand:
    """Answers from the vacancy itself what is asked of it alone."""

    def __init__(self, vacancies: VacancyCards) -> None:
        self.vacancies = vacancies

    def hear(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
        """Say whether the message was about the job alone, and is answered."""
        message = tracker.latest_message
        looked_at = (message.get("metadata") or {}).get("vacancy")
        if not looked_at or intent_of(tracker) not in QUESTIONS or entity(tracker, "place"):
            return False
        facts = facts_asked(str(message.get("text") or ""))
        # What it pays is told with what such work pays elsewhere.
        if not facts or facts == ("pay",):
            return False
        if facts == (WHOLE,):
            text, cards = self.vacancies.looked_at(looked_at, ALL_OF_IT)
            role = None
        else:
            found = self.vacancies.facts(looked_at, facts)
            text, role = found or ("", None)
            cards = []
        if not text:
            return False
        topic = TOPICS[facts[0]]
        told = {"topic": topic, "role": role or "none"}
        buttons = [] if form_of(tracker) else self.vacancies.ways_on(looked_at, but=topic)
        dispatcher.utter_message(
            text=text,
            buttons=buttons,
            json_message={"answer": told, **({"cards": cards} if cards else {})},
        )
        return True
