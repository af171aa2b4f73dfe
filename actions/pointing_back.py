"""Messages that point back: "tell me more", "and for a SENCO?", "in London?"."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import Tracker

from actions.hearing import Question, entity, intent_of
from agency.core.postcode import find_outward
from agency.storage.answers import AnswerBook

SAID_LAST = "said_last"
JOBS = "job_search"


@dataclass(frozen=True)
class SaidLast:
    """The last answer: for which role and place it was asked, and whether all of it is told."""

    topic: str
    role: str | None = None
    place: str | None = None
    more: bool = False
    likely: bool = False

    def event(self) -> dict[str, Any]:
        """Return the event that remembers it."""
        kept: dict[str, Any] = SlotSet(SAID_LAST, asdict(self))
        return kept

    def is_about(self, topic: str, role: str | None, place: str | None) -> bool:
        return (self.topic, self.role, self.place) == (topic, role, place)


def said_last(tracker: Tracker) -> SaidLast | None:
    """Return the answer that the visitor has just read, or None before the first."""
    kept = tracker.get_slot(SAID_LAST)
    return SaidLast(**kept) if isinstance(kept, dict) else None


def carry_on(question: Question, tracker: Tracker, answers: AnswerBook) -> Question:
    """Return *question* with what an earlier turn said: "and for a SENCO?" keeps the topic."""
    topic = question.topic
    if intent_of(tracker) in ("switch_role", "inform") or not topic:
        topic = topic_of_a_mere_word(tracker) or topic
    if question.role is not None:
        return replace(question, topic=topic or "oos")
    last = said_last(tracker)
    if question.more and last and last.role and last.topic == topic:
        return replace(question, role=last.role, likely=last.likely)
    remembered = tracker.get_slot("role_asked")
    known = topic not in (None, "glossary") and remembered in answers.roles(str(topic))
    return replace(question, topic=topic or "oos", role=remembered if known else None)


def topic_of_a_mere_word(tracker: Tracker) -> str | None:
    """Return what a message is about that only names a role, a place, a job or a term."""
    if intent_of(tracker) == "switch_role":
        only_a_term = entity(tracker, "term") and not entity(tracker, "role")
        return tracker.get_slot("topic_asked") or ("glossary" if only_a_term else "definition")
    if entity(tracker, "place") or entity(tracker, "postcode"):
        return "job_search"
    if entity(tracker, "occupation"):
        return "transferable_occupations"
    if entity(tracker, "term"):
        return "glossary"
    return None


def place_asked(question: Question, tracker: Tracker) -> str | None:
    """Return the place of a message; more of an answer, or another role, is for the last one."""
    last = said_last(tracker)
    named = entity(tracker, "place") or entity(tracker, "postcode")
    points_back = question.more or intent_of(tracker) == "switch_role"
    if named is None and question.topic == JOBS:
        named = find_outward(str(tracker.latest_message.get("text") or ""))
    if named is None and points_back and last and last.topic == question.topic:
        return last.place
    return named
