"""Offers what was read from a CV, as one thing to confirm; nothing is taken over before."""

from collections.abc import Callable, Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.answers_in_words import AnswersInWords
from actions.choices import Button, value_button
from actions.cv_fields import CONFIRMS, CvFields, Read, differs
from actions.cv_offer_words import leaves_it, takes_theirs
from actions.executor import AgencyAction, Events
from actions.hearing import intent_of
from actions.known_answers import KNOWN
from actions.wording import Wording
from agency.core.known_names import words_of
from agency.core.registration import SKIPPED
from agency.core.yes_or_no import NO, YES, find_yes_or_no
from agency.services.conversations.conversations import find_conversation_by_assistant
from agency.services.cvs.reading import confirm_fields, find_newest_cv
from agency.storage.models import Cv
from agency.storage.unit import OpenUnit

OFFER = "cv_offer"
UPLOADED = "uploaded"
# What our buttons say.
ALL, THEIRS, WRONG, NOTHING, OPEN = "cv_all", "cv_theirs", "cv_wrong", "cv_nothing", "cv_open"
# What a CV may leave open: asked for only if its sender would rather answer than send.
MAY_WAIT = (
    "current_occupation",
    "experience",
    "qualifications",
    "availability",
    "start",
    "right_to_work",
    "dbs",
)
type Slots = dict[str, Any]


def open_offer(tracker: Tracker) -> dict[str, Any] | None:
    """Return what was read and waits to be confirmed; None where nothing does."""
    offer: dict[str, Any] = tracker.get_slot(OFFER) or {}
    return offer if "new" in offer else None


def left_open(tracker: Tracker) -> list[str]:
    """Return the questions that were left out because a CV was confirmed."""
    offer: Mapping[str, Any] = tracker.get_slot(OFFER) or {}
    return [slot for slot in offer.get("open", ()) if tracker.get_slot(slot) == SKIPPED]


class CvOffers:
    """Finds what was read, and makes answers of what the visitor says to it."""

    def __init__(self, open_unit: OpenUnit, fields: CvFields) -> None:
        self.open_unit = open_unit
        self.fields = fields

    def look(self, tracker: Tracker, just_set: Mapping[str, Any]) -> Slots:
        """Return the slots that offer what was read, as soon as it was and may be kept."""
        slots = {**tracker.slots, **just_set}
        before = slots.get(OFFER) or {}
        again = intent_of(tracker) == "provide_cv"
        if not slots.get("consent") or slots.get("cv") != UPLOADED or (before and not again):
            return {}
        with self.open_unit() as session:
            cv = self.newest(session, tracker)
            if cv is None or cv.read_at is None or cv.id == before.get("cv"):
                return {}
            if not cv.is_parsed:
                return {OFFER: {"cv": cv.id, "open": before.get("open", [])}}
            offer = make_offer(self.fields.answers_in(cv.fields or {}), slots)
            confirm_fields(cv, confirmed_by(offer["same"], offer["same"]))
            offer |= {"cv": cv.id, "open": before.get("open", [])}
        if not (offer["new"] or offer["other"]):
            return {OFFER: {"cv": offer["cv"], "open": offer["open"]}}
        return {"cv": None, OFFER: offer, "asked_again": None}

    def take(
        self, tracker: Tracker, *, theirs: bool = False, changes: Mapping[str, Any] | None = None
    ) -> Slots:
        """
        Return the slots as they are once the offer is accepted, but for *changes*.

        What was typed before stays, unless the CV's is wanted.
        """
        offer = open_offer(tracker) or {}
        read: Read = offer["new"] | (offer["other"] if theirs else {})
        values = {slot: each["value"] for slot, each in read.items()} | dict(changes or {})
        with self.open_unit() as session:
            cv = self.newest(session, tracker)
            if cv and cv.id == offer["cv"]:
                confirm_fields(cv, confirmed_by(values, read))
        known = {s: v for s, v in (tracker.get_slot(KNOWN) or {}).items() if s not in values}
        waits = [
            slot
            for slot in MAY_WAIT
            if slot not in known | values and tracker.get_slot(slot) is None
        ]
        return {
            **values,
            **dict.fromkeys(waits, SKIPPED),
            "cv": UPLOADED,
            KNOWN: known or None,
            OFFER: {"cv": offer["cv"], "open": [*offer["open"], *waits]},
        }

    def answered(self, said: str, tracker: Tracker, told: Callable[[str], Slots]) -> Slots | None:
        """
        Return the slots that an answer to the offer sets; None where it is no answer.

        *told* finds the values, and the questions, that the answer names.
        """
        offer = open_offer(tracker)
        if offer is None or intent_of(tracker) == "provide_cv":
            return None
        if said in (ALL, THEIRS):
            return self.take(tracker, theirs=said == THEIRS)
        if said == NOTHING or leaves_it(said, offer) or intent_of(tracker) == "skip":
            return {"cv": UPLOADED, OFFER: {"cv": offer["cv"], "open": offer["open"]}}
        if changes := told(said):
            return self.take(tracker, changes=changes)
        if (theirs := takes_theirs(said)) is not None:
            return self.take(tracker, theirs=theirs)
        verdict = find_yes_or_no(said)
        if said == WRONG or verdict == NO or "wrong" in words_of(said):
            return {"cv": None, OFFER: offer | {"wrong": True}}
        return self.take(tracker) if verdict == YES else None

    def newest(self, session: Any, tracker: Tracker) -> Cv | None:
        conversation = find_conversation_by_assistant(session, tracker.sender_id)
        return find_newest_cv(session, conversation) if conversation else None


class ActionAskCv(AgencyAction):
    """Ask for a CV; or, once one was read, whether what was read is right."""

    def __init__(self, in_words: AnswersInWords, wording: Wording) -> None:
        self.in_words = in_words
        self.wording = wording

    def name(self) -> str:
        return "action_ask_registration_form_cv"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        offer = open_offer(tracker)
        if offer is None:
            dispatcher.utter_message(response="utter_ask_for_cv")
        elif offer.get("wrong"):
            dispatcher.utter_message(
                response="utter_cv_what_is_wrong", buttons=self.which(offer["new"] | offer["other"])
            )
        else:
            self.offer(offer, dispatcher, tracker)
        return []

    def offer(
        self, offer: Mapping[str, Any], dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> None:
        read = "\n".join(self.say_read(slot, each) for slot, each in offer["new"].items())
        others = "\n".join(
            self.wording.say(
                "utter_cv_other",
                field=self.wording.field(slot),
                typed=self.in_words.say(slot, tracker.get_slot(slot)),
                value=self.in_words.say(slot, each["value"]),
            )
            for slot, each in offer["other"].items()
        )
        kind = "_and_others" if read and others else "_others" if others else ""
        dispatcher.utter_message(response=f"utter_cv_offer{kind}", lines=read, others=others)

    def say_read(self, slot: str, each: Mapping[str, Any]) -> str:
        """Return one line of the offer; where the CV says it in other words, with those."""
        value, line = self.in_words.say(slot, each["value"]), each["line"]
        other = line and words_of(line) != words_of(value)
        shown = "utter_cv_read_from" if other else "utter_cv_read"
        return self.wording.say(shown, field=self.wording.field(slot), value=value, line=line)

    def which(self, read: Read) -> list[Button]:
        """Return a choice for each thing that may be wrong."""
        buttons = [value_button(self.wording.field(slot), f"change_{slot}") for slot in read]
        return [*buttons, value_button(self.wording.title("cv_nothing"), NOTHING)]


def make_offer(read: Read, slots: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is new, what is other than what was typed, and what is the same."""
    new, other, same = {}, {}, {}
    for slot, each in read.items():
        typed = slots.get(slot)
        if typed is None:
            new[slot] = each
        elif differs(slot, typed, each["value"]):
            other[slot] = each
        elif typed != SKIPPED and typed == each["value"]:
            same[slot] = each
    return {"new": new, "other": other, "same": same}


def confirmed_by(values: Mapping[str, Any], read: Read) -> list[str]:
    """Return the fields of a CV that were taken over as they were read."""
    agreed = [slot for slot, each in read.items() if values.get(slot) in (each, each["value"])]
    return [field for slot in agreed for field in CONFIRMS.get(slot, ())]
