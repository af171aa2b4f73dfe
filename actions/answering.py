"""Answers every question of a message, from data/answers."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from rasa_sdk.events import ActionExecuted, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.agency_facts import AgencyFacts
from actions.choices import Button, button, topic_button
from actions.clock import Clock
from actions.elsewhere import INSULTED, TOPIC, UNCLEAR_BEFORE, Elsewhere
from actions.executor import AgencyAction, Events
from actions.hearing import (
    COURTESIES,
    REGISTRATION,
    Question,
    asked_by,
    entity,
    form_of,
    intent_of,
    questions_in,
    tried_before,
)
from actions.lead_notes import LeadNotes
from actions.occupations import compose_occupation
from actions.pausing import OFFERED, resume
from actions.pointing_back import SaidLast, carry_on, place_asked, said_last
from actions.vacancy_cards import VacancyCards
from actions.vocabulary import Vocabulary
from actions.wording import Wording
from agency.storage.answers import Answer, AnswerBook

LEAVES = "say_goodbye"
OPENS_A_FORM = frozenset({"register", "request_person"})
# Under these answers "is it for me?" is the next thing to ask.
SELF_CHECKED = frozenset({"transferable_occupations", "definition"})
MOST_CHOICES = 5
NEIGHBOURS = 2
# What holds for the next turn alone.
ONE_TURN = (UNCLEAR_BEFORE, OFFERED)


@dataclass
class Said:
    """One answer on its way to the visitor."""

    text: str
    role: str = "none"
    answer: Answer | None = None
    buttons: list[Button] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)
    events: Events = field(default_factory=list)
    stays: bool = False


class ActionAnswer(AgencyAction):
    """Say what we know about each topic that was asked about, for the role it was asked for."""

    def __init__(
        self,
        answers: AnswerBook,
        vocabulary: Vocabulary,
        wording: Wording,
        agency: AgencyFacts,
        elsewhere: Elsewhere,
        vacancies: VacancyCards,
        notes: LeadNotes,
        clock: Clock,
    ) -> None:
        self.answers = answers
        self.vocabulary = vocabulary
        self.wording = wording
        self.agency = agency
        self.elsewhere = elsewhere
        self.vacancies = vacancies
        self.notes = notes
        self.clock = clock

    def name(self) -> str:
        return "action_answer"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        intent, form = intent_of(tracker), form_of(tracker)
        events: Events = [SlotSet(slot, None) for slot in (*ONE_TURN, INSULTED)]
        if intent == "affirm" and (resumed := resume(tracker)):
            return resumed
        if self.notes.hear(dispatcher, tracker):
            return events
        if intent == "register" and form is None and tracker.get_slot("registered"):
            return events  # the form has nothing to ask any more, and the handoff says why
        in_the_way = form or intent in OPENS_A_FORM  # choices would hide the form's own
        for asked in questions_in(tracker):
            question = carry_on(asked, tracker, self.answers)
            said = self.say(question, tracker)
            dispatcher.utter_message(
                text=said.text,
                buttons=said.buttons if said.stays or not in_the_way else [],
                json_message=self.describe(question, said),
            )
            events += [*self.remember(question, said), *said.events]
            if intent == "register" and asked.role and not asked.likely and form is None:
                events.append(SlotSet("role", asked.role))
        if intent == "request_person" and form == REGISTRATION:
            dispatcher.utter_message(response="utter_person_instead")
        if form:
            slot = str(asked_by(tracker))
            if not tried_before(slot, tracker):
                events.append(SlotSet("asked_again", slot))
        if form and intent == LEAVES:
            # The form has had its turn and asked nothing: it goes on with what comes next.
            events.append(ActionExecuted(form))
        return events

    def say(self, question: Question, tracker: Tracker) -> Said:
        """Return the answer to *question*, with the questions people ask next."""
        topic, role = str(question.topic), question.role or "none"
        elsewhere = topic == TOPIC and not question.more
        if elsewhere and (word := self.elsewhere.word_for(tracker)):
            answer = self.answers.find(topic)
            said = Said(self.agency.fill(word.text), answer=answer, buttons=word.buttons)
            said.events, said.stays = word.events, word.stays
            return said
        place = place_asked(question, tracker)
        answer = self.answers.find(topic, role, self.vocabulary.nation_of(place))
        if answer is None:
            call = button(self.wording.title("call"), "request_person")
            return Said(self.wording.say("utter_no_answer_yet"), role, buttons=[call])

        last = said_last(tracker)
        told = last if last and last.is_about(topic, question.role, place) else None
        if question.more and told and (told.more or not answer.more):
            return self.all_said(question, answer, told)
        more = question.more and bool(answer.more)
        text = str(answer.more) if more else answer.text
        if intent_of(tracker) in OPENS_A_FORM:
            text = text.split("\n\n")[0]
        said = Said(self.agency.fill(text.strip()), role, answer, self.choices(question, answer))
        if elsewhere:
            said.events = [SlotSet(UNCLEAR_BEFORE, True)]
        elif topic not in COURTESIES:
            remembered = SaidLast(topic, question.role, place, more, question.likely)
            said.events = [remembered.event()]
        self.add_particulars(said, question, tracker)
        if note := self.elsewhere.note_for(tracker):
            said.text += f"\n\n{note.strip()}"
        if self.is_old(answer):
            said.text += "\n\n" + self.wording.say(
                "utter_answer_may_have_changed", checked=say_day(answer.checked)
            )
        return said

    def add_particulars(self, said: Said, question: Question, tracker: Tracker) -> None:
        """Add what depends on the word that was asked about: a term, a job, a place."""
        topic, role = question.topic, question.role or "none"
        if topic == "glossary" and (term := entity(tracker, "term")):
            said.text = self.answers.term(term) or said.text
        elif topic == "transferable_occupations" and (job := entity(tracker, "occupation")):
            entry = self.vocabulary.entry("occupations", job)
            if entry:
                said.events.append(SlotSet("occupation_asked", str(entry.get("title", job))))
            template = self.answers.extra(topic, "occupation_template")  # noqa: S610
            if entry and template:
                said.text = compose_occupation(template, entry, self.vocabulary)
                if role == "senco" and role not in entry.get("fits", ()):
                    note = self.answers.extra(topic, "occupation_senco_note")  # noqa: S610
                    said.text += f"\n\n{note or ''}"
        elif topic == "job_search":
            place = place_asked(question, tracker)
            said.text, said.cards = self.vacancies.add_to(said.text, role, place)
            if place:
                known = self.vocabulary.find_place(place)
                said.events.append(SlotSet("place_asked", known.name if known else place))

    def all_said(self, question: Question, answer: Answer, told: SaidLast) -> Said:
        """Say that there is no more to tell, with a person and the questions beside this one."""
        call = button(self.wording.title("call"), "request_person")
        buttons = [call, *self.questions_next(question, answer)[:NEIGHBOURS]]
        said = Said(self.wording.say("utter_all_said"), told.role or "none", answer, buttons)
        said.events = [replace(told, more=True).event()]
        return said

    def choices(self, question: Question, answer: Answer) -> list[Button]:
        """Return "tell me more", the roles that differ, and the questions people ask next."""
        topic, role = str(question.topic), question.role
        buttons = []
        if answer.more and not question.more:
            title = self.wording.title("more")
            buttons.append(topic_button(title, topic, role, more=True))
        if topic in SELF_CHECKED:
            checked = None if question.likely else role
            buttons.append(
                button(self.wording.title("self_check"), "check_suitability", role=checked)
            )
        if role is None or question.likely:
            others = [
                topic_button(self.answers.question(topic, other), topic, other)
                for other in self.answers.roles(topic)
                if other != role
            ]
            # A role that was guessed may be the wrong one: the others come first.
            buttons = [*others, *buttons] if question.likely else [*buttons, *others]
        return [*buttons, *self.questions_next(question, answer)][:MOST_CHOICES]

    def questions_next(self, question: Question, answer: Answer) -> list[Button]:
        """Return the questions people ask after this one, for the same role."""
        role = question.role
        found = []
        for topic in filter(self.answers.title, answer.next):
            its_role = role if role in self.answers.roles(topic) else None
            found.append(topic_button(self.answers.question(topic, its_role), topic, its_role))
        return found

    def describe(self, question: Question, said: Said) -> dict[str, Any]:
        """Return what a reader of the reply needs to trust it."""
        answer = said.answer
        described: dict[str, Any] = {
            "answer": {
                "topic": question.topic,
                "role": said.role,
                "nation": answer.nation if answer else None,
                "checked": answer.checked.isoformat() if answer and answer.checked else None,
                "source": answer.source if answer else None,
            }
        }
        if said.cards:
            described["cards"] = said.cards
        return described

    def remember(self, question: Question, said: Said) -> Events:
        """Keep the topic and the role for "and the pay?" and "and for a SENCO?"."""
        events: Events = []
        if said.answer and question.topic not in COURTESIES:
            events.append(SlotSet("topic_asked", question.topic))
        if question.role and not question.likely:
            events.append(SlotSet("role_asked", question.role))
        return events

    def is_old(self, answer: Answer) -> bool:
        return bool(answer.review_by and answer.review_by < self.clock().date())


def say_day(day: date | None) -> str:
    """Return *day* as people here write it: 1 May 2026."""
    return f"{day.day} {day:%B %Y}" if day else ""
