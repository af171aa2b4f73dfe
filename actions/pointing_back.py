"""Messages that point back: "tell me more", "and for a SENCO?", "in London?"."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import Tracker

from actions.hearing import CARE, COURTESIES, INTENTS, Question, entity, intent_of
from agency.core.nation_words import nation_of_words
from agency.core.passages import choose_passage
from agency.core.postcode import find_outward
from agency.storage.answers import Answer, AnswerBook

SAID_LAST = "said_last"
JOBS = "job_search"
# Said in full each time: a word in the question decides, or somebody is to be reached.
SAID_IN_FULL = frozenset({"glossary", "transferable_occupations", JOBS, "complaint", *INTENTS})


@dataclass(frozen=True)
class SaidLast:
    """The last answer: for which role and place it was asked, and whether all of it is told."""

    topic: str
    role: str | None = None
    place: str | None = None
    more: bool = False
    likely: bool = False
    # Who was sent elsewhere, of those data/answers/oos.yml has a word for.
    kind: str | None = None

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
    if topic == "glossary" and entity(tracker, "term"):
        question = replace(question, more=False)  # "and SALT?" is another word
    last = said_last(tracker)
    unnamed = question.role is None or question.likely
    if question.more and unnamed and last and last.role and last.topic == topic:
        return replace(question, role=last.role, likely=last.likely)
    if question.role is not None:
        return replace(question, topic=topic or "oos")
    remembered = tracker.get_slot("role_asked")
    known = topic not in (None, "glossary") and remembered in answers.roles(str(topic))
    return replace(question, topic=topic or "oos", role=remembered if known else None)


def topic_of_a_mere_word(tracker: Tracker) -> str | None:
    """Return what a message is about that only names a role, a place, a job or a term."""
    if intent_of(tracker) == "switch_role":
        return tracker.get_slot("topic_asked") or "definition"
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
    return named or nation_of_words(str(tracker.latest_message.get("text") or ""))


def guessed_before(question: Question, tracker: Tracker) -> bool:
    """Tell whether the visitor has just been told that we take them to speak of this role."""
    last = said_last(tracker)
    return last is not None and last.likely and last.role == question.role


def told_already(question: Question, place: str | None, tracker: Tracker) -> SaidLast | None:
    """Return the last answer if it was this one; what may save a life is told each time."""
    last = said_last(tracker)
    if last is None or last.topic in CARE:
        return None
    same = last.is_about(str(question.topic), question.role, place)
    return last if same else None


def asks_anew(question: Question, told: SaidLast | None, tracker: Tracker) -> bool:
    """Tell whether the same is asked in other words: it was not found in what was said."""
    if told is None or told.more or question.topic in SAID_IN_FULL:
        return False
    return intent_of(tracker) == "ask"


def nothing_left(question: Question, answer: Answer, told: SaidLast, tracker: Tracker) -> bool:
    """Tell whether all there is was said just now, and more of it is asked for all the same."""
    if question.more:
        return told.more or not answer.more
    again = intent_of(tracker) == "ask" and question.topic not in SAID_IN_FULL
    return again and told.more


def passage_asked(
    question: Question, answer: Answer, told: SaidLast | None, tracker: Tracker
) -> str | None:
    """Return the part of a longer answer that speaks of the very thing that was typed."""
    typed = str(tracker.latest_message.get("text") or "")
    unfit = question.topic in CARE | SAID_IN_FULL | COURTESIES or typed.startswith("/")
    if unfit or not answer.more or intent_of(tracker) != "ask":
        return None
    return choose_passage(typed, "" if told else answer.text, answer.more)


def wording_of(
    question: Question,
    answer: Answer,
    told: SaidLast | None,
    passage: str | None,
    tracker: Tracker,
) -> tuple[str, bool]:
    """
    Return the words of *answer* that fit the question, and whether all of it is then told.

    The *passage* that was asked for leads; to somebody who has just read the answer it is enough.
    """
    more = bool(answer.more and (question.more or asks_anew(question, told, tracker)))
    if passage is None:
        return (str(answer.more), True) if more else (answer.text, False)
    if more or told:
        return passage, bool(told and told.more)
    return f"{passage}\n\n{answer.text}", False
