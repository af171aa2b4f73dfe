"""Answers every question of a message, from data/answers."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from rasa_sdk.events import ActionExecuted, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.agency_facts import AgencyNow
from actions.asked_next import AskedNext
from actions.choices import Button, button
from actions.clock import Clock
from actions.coming_back import WaysBack
from actions.elsewhere import INSULTED, TOPIC, UNCLEAR_BEFORE, Elsewhere, Word
from actions.executor import AgencyAction, Events
from actions.heard_in_form import HeardInForm, near_topic
from actions.hearing import (
    COURTESIES,
    INTENTS,
    REGISTRATION,
    Question,
    asked_by,
    entities,
    entity,
    form_of,
    intent_of,
    points_at_the_form,
    questions_in,
    second_thought,
    tried_before,
)
from actions.job_in_hand import JobInHand
from actions.lead_notes import LeadNotes
from actions.occupations import compose_occupation
from actions.pausing import OFFERED, agree_after_all, go_on, resume, still_offered
from actions.pointing_back import (
    SaidLast,
    carry_on,
    guessed_before,
    nothing_left,
    passage_asked,
    place_asked,
    said_last,
    told_already,
    wording_of,
)
from actions.vacancy_cards import VacancyCards
from actions.vocabulary import Vocabulary
from actions.wording import Wording
from agency.core.own_details_wishes import wants_own_details
from agency.storage.answers import Answer, AnswerBook

LEAVES = "say_goodbye"
OPENS_A_FORM = frozenset({"register", "request_person"})
NEIGHBOURS = 2
# The nation whose answers are given where none is named, and topics without a nation.
USUAL = "england"
ANYWHERE = frozenset({"job_search", "glossary"})
MOST_TERMS = 3


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
    lang: str | None = None


class ActionAnswer(AgencyAction):
    """Say what we know about each topic that was asked about, for the role it was asked for."""

    def __init__(
        self,
        answers: AnswerBook,
        vocabulary: Vocabulary,
        wording: Wording,
        agency: AgencyNow,
        elsewhere: Elsewhere,
        vacancies: VacancyCards,
        notes: LeadNotes,
        clock: Clock,
        in_form: HeardInForm,
        ways_back: WaysBack,
        job: JobInHand,
    ) -> None:
        self.ways_back = ways_back
        self.job = job
        self.in_form = in_form
        self.answers = answers
        self.next = AskedNext(answers, wording)
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
        events: Events = [SlotSet(slot, None) for slot in (UNCLEAR_BEFORE, INSULTED)]
        events.append(SlotSet(OFFERED, still_offered(tracker)))
        if intent == "affirm" and (resumed := resume(tracker) or agree_after_all(tracker)):
            return resumed
        if (heard := self.heard_elsewhere(dispatcher, tracker)) is not None:
            return [*events, *heard]
        if intent == "register" and form is None and tracker.get_slot("registered"):
            return events  # the form has nothing to ask any more, and the handoff says why
        in_the_way = form or intent in OPENS_A_FORM  # choices would hide the form's own
        for asked in self.questions(tracker):
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

    def heard_elsewhere(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
        """Give a message to the form, the way back or the lead that it is for, if it is for one."""
        if waiting := go_on(tracker):
            return waiting
        if intent_of(tracker) == "register" and form_of(tracker) is None:
            too_young = self.tell_too_young(dispatcher, tracker)
            if too_young:
                return too_young
        answered = self.in_form.take(dispatcher, tracker)
        if answered is None:
            answered = self.ways_back.hear(dispatcher, tracker)
        if answered is None and (
            self.notes.hear(dispatcher, tracker) or self.job.hear(dispatcher, tracker)
        ):
            return []
        return answered

    def tell_too_young(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Keep the registration shut to somebody who has just told how young they are."""
        word = self.elsewhere.still_too_young(tracker)
        if word is None:
            return []
        said = self.of_elsewhere(word)
        described = self.describe(Question(TOPIC), said)
        dispatcher.utter_message(text=said.text, buttons=said.buttons, json_message=described)
        return [*said.events, FollowupAction("action_listen")]

    def questions(self, tracker: Tracker) -> list[Question]:
        """Return what was asked; a vague question in a form is about what it is nearest to."""
        topic = near_topic(tracker) if points_at_the_form(tracker) else None
        return [Question(topic)] if topic else questions_in(tracker)

    def say(self, question: Question, tracker: Tracker) -> Said:
        """Return the answer to *question*, with the questions people ask next."""
        topic, role = str(question.topic), question.role or "none"
        elsewhere = topic == TOPIC and not question.more
        if special := self.for_them_alone(question, tracker):
            return special
        place = place_asked(question, tracker) or self.nation_in_hand(question, tracker)
        answer = self.answers.find(topic, role, self.vocabulary.nation_of(place))
        if answer is None:
            call = button(self.wording.title("call"), "request_person")
            return Said(self.wording.say("utter_no_answer_yet"), role, buttons=[call])

        told = told_already(question, place, tracker)
        passage = passage_asked(question, answer, told, tracker)
        if not passage and told and nothing_left(question, answer, told, tracker):
            return self.all_said(question, answer, told)
        text, more = wording_of(question, answer, told, passage, tracker)
        if intent_of(tracker) in OPENS_A_FORM and topic in INTENTS:
            text = text.split("\n\n")[0]
        said = Said(self.agency().fill(text.strip()), role, answer)
        said.buttons = self.next.choices(
            replace(question, more=more), answer, second_thought(tracker)
        )
        if elsewhere:
            said.events = [SlotSet(UNCLEAR_BEFORE, True)]
        elif topic not in COURTESIES:
            remembered = SaidLast(topic, question.role, place, more, question.likely)
            said.events = [remembered.event()]
        self.add_particulars(said, question, tracker)
        if question.likely and not question.more and not guessed_before(question, tracker):
            entry = self.vocabulary.entry("roles", role) or {}
            guess = self.wording.say("utter_guessed", role=entry.get("a_title", role))
            said.text = f"{guess}\n\n{said.text}"
        if note := self.elsewhere.note_for(tracker):
            said.text = f"{note.strip()}\n\n{said.text}"
        if self.is_old(answer):
            said.text += "\n\n" + self.wording.say(
                "utter_answer_may_have_changed", checked=say_day(answer.checked)
            )
        return said

    def for_them_alone(self, question: Question, tracker: Tracker) -> Said | None:
        """Return what is said to somebody who needs somebody else, or their own details."""
        if question.topic == TOPIC and not question.more:
            word = self.elsewhere.word_for(tracker)
            return self.of_elsewhere(word) if word else None
        text = str(tracker.latest_message.get("text") or "")
        if question.topic != "privacy" or not wants_own_details(text):
            return None
        own = self.agency().fill(self.wording.say("utter_own_details_elsewhere"))
        call = button(self.wording.title("call"), "request_person")
        return Said(own, answer=self.answers.find("privacy"), buttons=[call])

    def nation_in_hand(self, question: Question, tracker: Tracker) -> str | None:
        """Return the last answer's place, if its rules are not England's: they go on to count."""
        last = said_last(tracker)
        if last is None or last.place is None or question.topic in ANYWHERE:
            return None
        return last.place if self.vocabulary.nation_of(last.place) not in (None, USUAL) else None

    def of_elsewhere(self, word: Word) -> Said:
        """Return what is said to somebody who needs somebody else."""
        said = Said(self.agency().fill(word.text), answer=self.answers.find(TOPIC))
        said.buttons, said.events = word.buttons, word.events
        said.stays, said.lang = word.stays, word.lang
        return said

    def add_particulars(self, said: Said, question: Question, tracker: Tracker) -> None:
        """Add what depends on the word that was asked about: a term, a job, a place."""
        topic, role = question.topic, question.role or "none"
        if topic == "glossary" and not question.more:
            asked = dict.fromkeys(entities(tracker, "term"))
            terms = [text for term in asked if (text := self.answers.term(term))]
            said.text = "\n\n".join(terms[:MOST_TERMS]) or said.text
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
        elif not question.more and self.add_the_job(said, question, tracker):
            return
        elif topic == "job_search":
            place = place_asked(question, tracker)
            said.text, said.cards = self.vacancies.add_to(said.text, role, place)
            if place:
                known = self.vocabulary.find_place(place)
                said.events.append(SlotSet("place_asked", known.name if known else place))

    def add_the_job(self, said: Said, question: Question, tracker: Tracker) -> bool:
        """Say what the vacancy on the visitor's page says to it. Returns whether that is all."""
        looked_at = (tracker.latest_message.get("metadata") or {}).get("vacancy")
        topic, place = str(question.topic), place_asked(question, tracker)
        if not looked_at or place:
            return False
        text, cards = self.vacancies.looked_at(looked_at, topic)
        if topic == "job_search" and text:
            # All of it is the job's own: our answer's source would be none of this.
            said.text, said.cards, said.answer = text, cards, None
            said.buttons = self.vacancies.ways_on(looked_at, but=topic)
        elif text:
            said.text = f"{text}\n\n{said.text}"
        return bool(text)

    def all_said(self, question: Question, answer: Answer, told: SaidLast) -> Said:
        """Say that there is no more to tell, with a person and the questions beside this one."""
        call = button(self.wording.title("call"), "request_person")
        buttons = [call, *self.next.questions(question, answer)[:NEIGHBOURS]]
        said = Said(self.wording.say("utter_all_said"), told.role or "none", answer, buttons)
        said.events = [replace(told, more=True).event()]
        return said

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
        if said.lang:
            described["lang"] = said.lang
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
