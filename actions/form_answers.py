"""What an answer to a form may be: a choice, several at once, a correction, or a private thing."""

import asyncio
import re
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from rasa_sdk.types import DomainDict

from actions.answers_in_words import AnswersInWords
from actions.being_reached import CONTACTS, HAS_NONE, check_address
from actions.corrections import FREE, MOST_WORDS_BESIDE, OPENING, Corrections
from actions.executor import Events
from actions.form_questions import FormWithQuestions, declined
from actions.hearing import asked_by, tried_before
from actions.known_answers import DOUBTED, Slots, doubted, doubts_about, settle, without
from actions.private_details import SHORTEST, OffTheRecord, PrivateDetails
from actions.readings import Readings
from actions.retelling import Correction
from actions.several_answers import ONLY_AROUND, SeveralAnswers
from actions.summary import FieldNames
from actions.told_before import ToldBefore
from agency.core.known_names import words_of
from agency.core.registration import REGISTRATION, SKIPPED, may_skip, slots_of
from agency.core.yes_or_no import NOT_SURE, find_yes_or_no

MOST_BESIDE = 3
# What is kept of these is right as far as it goes, and is shown.
NO_MATTER = frozenset({"phone_abroad", "place_outward"})
# What is kept of these is shown, where it is not what was typed.
SHOWN = frozenset({"role", "name", *CONTACTS, "contact", "place", "experience", "qualifications"})
SHOWN |= {"right_to_work", "dbs"}
# These are kept as they are typed, so what is private has to be taken out of them first.
KEPT_AS_TYPED = FREE | {"question", "need", "school"}
IMMIGRATION = "immigration"
# A school that asks for cover says no more of anybody's health than that they are away.
STAFF_AWAY = re.compile(
    r"\b(?:on )?(?:signed |long[- ]term )?(?:off sick|sick leave)\b(?! with)|\blong[- ]term sick\b",
    re.IGNORECASE,
)
# Where somebody else's number would be taken for the visitor's own.
NOT_OF_OTHERS = frozenset({"place", "current_occupation", "experience", "qualifications"})
NOT_OF_OTHERS |= {"availability", "start", "right_to_work", "dbs", "cv", "summary"}
MOST_WORDS_OF_THE_LOST = 9
_LOST = re.compile(
    r"\bwhat (?:that|this|it|you) means?\b|\bwhat do you mean\b|\bwhat you mean\b|"
    r"\b(?:don'?t|do not|didn'?t|dont) (?:get|understand) (?:it|that|this|you|the question|what)\b",
    re.IGNORECASE,
)
_OF_SOMEBODY_ELSE = re.compile(
    r"\bmy (?:friend|mate|sister|brother|cousin|colleague|neighbour|daughter|son|niece|nephew|"
    r"flatmate|housemate)\b|\b(?:his|her|their) (?:number|phone|mobile|e-?mail|address)\b",
    re.IGNORECASE,
)
_A_CONTACT = re.compile(r"\S*@\S*|[+\d(][\d\s().-]{7,}")


class FormWithAnswers(FormWithQuestions):
    """A form that hears more in an answer than what was asked."""

    def __init__(
        self,
        readings: Readings,
        fields: FieldNames,
        in_words: AnswersInWords,
        private: PrivateDetails,
        record: OffTheRecord,
    ) -> None:
        super().__init__(readings)
        self.private = private
        self.record = record
        self.fields = fields
        self.in_words = in_words
        self.corrections = Corrections(readings, fields.find)
        self.several = SeveralAnswers(readings)
        self.told = ToldBefore(readings)

    async def get_validation_events(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Events:
        asked = asked_by(tracker)
        said = tracker.slots_to_validate().get(asked) if asked else None
        if not asked or not isinstance(said, str):
            return list(await super().get_validation_events(dispatcher, tracker, domain))
        kind = self.private.find(STAFF_AWAY.sub(" ", said) if asked == "need" else said)
        if kind and not (kind == IMMIGRATION and asked == "right_to_work"):
            dispatcher.utter_message(response=f"utter_{kind}_not_kept")
            said = self.leave_out(asked, said, tracker)
            await asyncio.to_thread(self.record.keep_only, said, tracker)
            if not said:
                skips = asked in KEPT_AS_TYPED and may_skip(self.kind, asked, tracker.slots)
                return [SlotSet(asked, SKIPPED if skips else None), SlotSet("asked_again", asked)]
        slots = self.answered(asked, said, dispatcher, tracker)
        if slots is None:
            validated = await super().get_validation_events(dispatcher, tracker, domain)
            slots = {event["name"]: event["value"] for event in validated}
        slots = self.settled(asked, said, slots, dispatcher, tracker)
        return [SlotSet(slot, value) for slot, value in slots.items()]

    def answered(
        self, asked: str, said: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots | None:
        """Return the slots that *said* fills as a choice, as several answers, as a correction."""
        chosen = settle(asked, said, tracker) or self.narrowed(asked, said, tracker)
        if chosen is not None:
            return chosen
        if self.kind == REGISTRATION and is_lost(said):
            return self.again(asked, dispatcher, f"utter_about_{asked}", tracker)
        if asked in NOT_OF_OTHERS and is_somebody_elses(said):
            return self.again(asked, dispatcher, "utter_somebody_elses", tracker)
        slots = slots_of(self.kind, tracker.slots)
        slots = slots if "contact" in slots else [*slots, "email"]
        if several := self.several.find(asked, said, slots, tracker.slots):
            return self.keep_several(asked, several, dispatcher, tracker)
        if changes := self.corrections.find(asked, said, slots, tracker.slots):
            return self.change(asked, said, changes, dispatcher, tracker)
        return self.doubts(asked, said, dispatcher, tracker)

    def narrowed(self, asked: str, said: str, tracker: Tracker) -> Slots | None:
        """Return the towns of a name that are left by an answer such as "the one in Wales"."""
        doubts = [str(each) for each in doubts_about("place", tracker)] if asked == "place" else []
        if len(doubts) < 2:
            return None
        typed = (tracker.get_slot(DOUBTED) or {}).get("typed")
        if typed and find_yes_or_no(said) == NOT_SURE:
            return without("place", tracker) | {"place": typed}
        left = self.readings.places.in_nation(said, doubts)
        if len(left) == 1:
            return without("place", tracker) | {"place": left[0]}
        return doubted("place", None, left, tracker) if left else None

    def doubts(
        self, asked: str, said: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots | None:
        """Return the slots that have a doubt about *said* settled, before it is kept."""
        doubt = None if declined(said, tracker) else self.readings.doubt(asked, said)
        if doubt is None or doubt.about in NO_MATTER:
            return None
        if not doubt.choices:
            return self.again(asked, dispatcher, f"utter_doubt_{doubt.about}", tracker)
        typed = self.readings.read(asked, said)
        if self.kind != REGISTRATION or (typed is None and tried_before(asked, tracker)):
            return None
        choices = [self.readings.read(asked, each) for each in doubt.choices]
        asked_again = {} if typed is not None else {"asked_again": asked}
        return doubted(asked, typed, choices, tracker) | asked_again

    def keep_several(
        self,
        asked: str,
        several: dict[str, Any],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> Slots:
        """Keep several answers at once, and show them; what was *asked* may not be among them."""
        slots: Slots = {asked: None}
        for slot, value in several.items():
            slots |= self.checked(slot, value, tracker)
        said = [self.in_words.say(slot, v) for slot, v in slots.items() if v and slot in several]
        if said:
            dispatcher.utter_message(response="utter_answer_noted", value=", ".join(said))
        if slots[asked] is None and "asked_again" not in slots:
            slots["asked_again"] = asked
        return slots

    def checked(self, slot: str, value: Any, tracker: Tracker) -> Slots:
        """Return the slots for a value that came beside another; only a registration doubts it."""
        if slot == "email" and self.kind == REGISTRATION:
            return check_address(value, tracker)
        return {slot: value}

    def settled(
        self,
        asked: str,
        said: str,
        slots: Slots,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> Slots:
        """Show what is kept where it is not what was typed; nothing is offered for it any more."""
        kept = slots.get(asked)
        if kept is None:
            return slots
        if asked in SHOWN and kept not in (SKIPPED, said) and not dispatcher.messages:
            shown = self.in_words.say(asked, kept)
            # Of many words, it may be the wrong ones that were kept.
            rambles = (
                asked in ("name", "place")
                and len(words_of(said)) > len(words_of(shown)) + MOST_BESIDE
            )
            if rambles or f" {' '.join(words_of(shown))} " not in f" {' '.join(words_of(said))} ":
                dispatcher.utter_message(response="utter_answer_noted", value=shown)
        return without(asked, tracker) | slots

    def leave_out(self, asked: str, said: str, tracker: Tracker) -> str:
        """Take what is private out of an answer before anything keeps it; return what is left."""
        # A "yes" alone answers a closed question, and nothing that is kept as it is typed.
        shortest = SHORTEST if asked in KEPT_AS_TYPED else 0
        left = self.private.without(said, shortest=shortest)
        for event in reversed(tracker.events):
            if event.get("event") == "slot" and event.get("name") == asked:
                event["value"] = left
                break
        tracker.slots[asked] = left
        return left

    def change(
        self,
        asked: str,
        said: str,
        changes: list[Correction],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> Slots:
        """Answer other questions than the one *asked*, which is asked again unless it is too."""
        slots: Slots = {asked: None}
        for each in changes:
            if each.said is None and tracker.get_slot(each.slot) is None:
                dispatcher.utter_message(response="utter_comes_later")
                continue
            if each.said is None:
                slots |= {each.slot: None, "asked_again": each.slot}
                continue
            if each.value == SKIPPED:
                slots |= self.skip(each.slot, dispatcher, tracker)
                continue
            value = self.readings.read(each.slot, each.said) if each.value is None else each.value
            slots |= self.checked(each.slot, value, tracker)
            if slots[each.slot] is not None:
                shown = self.in_words.say(each.slot, value)
                dispatcher.utter_message(response="utter_answer_noted", value=shown)
        if asked in (*CONTACTS, "name", "place") and not OPENING.match(said):
            left = said if asked in CONTACTS else _A_CONTACT.sub(" ", said)
            named = any(each.slot not in CONTACTS for each in changes)
            empty = asked not in CONTACTS and ONLY_AROUND.fullmatch(left)
            slots[asked] = None if named or empty else self.readings.read(asked, left)
            if slots[asked] is None and HAS_NONE[asked].search(said):
                slots[asked] = SKIPPED if may_skip(self.kind, asked, tracker.slots) else None
        if asked in FREE and len(said.split()) > MOST_WORDS_BESIDE + 1:
            slots[asked] = self.readings.read(asked, said)
        if slots[asked] is None and "asked_again" not in slots:
            before = tracker.get_slot("asked_again")
            slots["asked_again"] = before if tried_before(asked, tracker) else asked
        return slots


def is_somebody_elses(said: str) -> bool:
    """Say whether *said* tells how to reach somebody other than the visitor."""
    return bool(_OF_SOMEBODY_ELSE.search(said) and _A_CONTACT.search(said))


def is_lost(said: str) -> bool:
    """Say whether *said* is no answer, because the question was not understood."""
    return len(words_of(said)) <= MOST_WORDS_OF_THE_LOST and bool(_LOST.search(said))
