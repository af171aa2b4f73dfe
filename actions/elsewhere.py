"""What we say to those who need somebody else: each kind has its own word and its own address."""

from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import Tracker

from actions.choices import Button, button, people, topic_button
from actions.executor import Events
from actions.hearing import CLIENT, form_of
from actions.pausing import OFFERED
from actions.pointing_back import SaidLast, said_last
from actions.vocabulary import Vocabulary
from actions.wording import Wording
from agency.storage.answers import AnswerBook

TOPIC = "oos"
ABUSE = "abuse"
LANGUAGE = "language"
STAFF = "school_wants_staff"
UNDER_AGE = "under_18"
INSULTED = "insulted"
UNCLEAR_BEFORE = "unclear_before"
# What a screen reader has to know to say our one sentence of each language.
CODES = {
    "polish": "pl",
    "romanian": "ro",
    "spanish": "es",
    "french": "fr",
    "portuguese": "pt",
    "urdu": "ur",
    "arabic": "ar",
    "ukrainian": "uk",
    "welsh": "cy",
}
# The questions that may follow, for those who could still want one.
OFFERS = {
    "parents_case": ("transferable_occupations", "working_patterns"),
    UNDER_AGE: ("definition",),
    "other_work": ("definition", "job_search", "transferable_occupations"),
    "homework": ("definition",),
    "benefits": ("working_patterns", "salary"),
    LANGUAGE: ("human_handoff", "job_search"),
}


@dataclass
class Word:
    """What is said to one message that is not for us; `stays`: its choices, even in a form."""

    text: str
    buttons: list[Button] = field(default_factory=list)
    events: Events = field(default_factory=list)
    stays: bool = False
    # Of the first paragraph, where it is not English.
    lang: str | None = None


class Elsewhere:
    """Finds the right word for a message that is out of scope."""

    def __init__(self, answers: AnswerBook, vocabulary: Vocabulary, wording: Wording) -> None:
        self.answers = answers
        self.vocabulary = vocabulary
        self.wording = wording

    def word_for(self, tracker: Tracker) -> Word | None:
        """Return what to say; None where only the general answer is left."""
        kind = kind_of(tracker)
        if kind == ABUSE:
            return self.to_an_insult(tracker)
        if kind == LANGUAGE:
            return self.in_their_language(tracker)
        text = self.answers.extra(TOPIC, kind) if kind else None  # noqa: S610
        if kind is None or text is None:
            lost = tracker.get_slot(UNCLEAR_BEFORE) and not form_of(tracker)
            return self.lost_again() if lost else None
        word = Word(self.in_short(kind, tracker) or text.strip(), self.offers(kind))
        word.events = [SaidLast(TOPIC, kind=kind).event()]
        if kind == STAFF and not form_of(tracker):
            word.buttons = [
                button(self.wording.title("staff"), "request_staff"),
                topic_button(self.wording.title("call"), "human_handoff", None),
            ]
            word.events.append(SlotSet(OFFERED, CLIENT))
        return word

    def in_short(self, kind: str, tracker: Tracker) -> str | None:
        """Return what is said to somebody who has just read all we have for them."""
        last = said_last(tracker)
        if last is None or last.kind != kind:
            return None
        text = self.answers.extra(TOPIC, f"{kind}_again")  # noqa: S610
        return text.strip() if text else None

    def still_too_young(self, tracker: Tracker) -> Word | None:
        """Return what to say to somebody who has just told an age at which none may register."""
        last = said_last(tracker)
        text = self.answers.extra(TOPIC, f"{UNDER_AGE}_again")  # noqa: S610
        if last is None or last.kind != UNDER_AGE or text is None:
            return None
        return Word(text.strip(), self.offers(UNDER_AGE), [SaidLast(TOPIC, kind=UNDER_AGE).event()])

    def lost_again(self) -> Word:
        """Offer a person to somebody who is out of luck twice in a row."""
        text = self.wording.say("utter_elsewhere_again")
        return Word(text, people(self.wording, again=True), [SlotSet(UNCLEAR_BEFORE, True)])

    def note_for(self, tracker: Tracker) -> str | None:
        """Return what must be added to an answer: the visitor is too young for the job."""
        under_age = kind_of(tracker) == UNDER_AGE
        return self.answers.extra(TOPIC, "under_18_note") if under_age else None  # noqa: S610

    def to_an_insult(self, tracker: Tracker) -> Word:
        """Be calm, once; the second time in a row, be short."""
        again = bool(tracker.get_slot(INSULTED))
        text = self.wording.say("utter_insulted_again" if again else "utter_insulted")
        buttons = [] if again else [button(self.wording.title("call"), "request_person")]
        if form_of(tracker):
            buttons.append(button(self.wording.title("stop"), "stop"))
        return Word(text, buttons, [SlotSet(INSULTED, True)], stays=True)

    def in_their_language(self, tracker: Tracker) -> Word:
        """Say in plain English, and where we can in their own words, that we only speak English."""
        spoken = str(heard(tracker).get("language") or "")
        named = self.vocabulary.entry("languages", spoken)
        name = str(named["title"]) if named else self.wording.say("utter_your_language")
        own = named.get("own_name") if named else None
        called = f"{name} ({own})" if own and own != name else name
        text = self.wording.say("utter_other_language", language=called)
        word = Word(text, self.offers(LANGUAGE))
        if named and self.wording.knows(f"utter_in_{spoken}"):
            word.text = f"{self.wording.say(f'utter_in_{spoken}')}\n\n{text}"
            word.lang = CODES.get(spoken)
        return word

    def offers(self, kind: str) -> list[Button]:
        return [
            topic_button(self.answers.question(topic), topic, None)
            for topic in OFFERS.get(kind, ())
            if self.answers.title(topic)
        ]


def heard(tracker: Tracker) -> dict[str, Any]:
    """Return what the assistant made of a message that is not for us."""
    found: dict[str, Any] = tracker.latest_message.get("elsewhere") or {}
    return found


def kind_of(tracker: Tracker) -> str | None:
    return heard(tracker).get("kind") or None
