"""Everything a visitor told the form, in lines they can check and change."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.answers_in_words import AnswersInWords
from actions.choices import Button, value_button
from actions.cv_offer import OPEN, left_open
from actions.executor import AgencyAction, Events
from actions.wording import Wording
from agency.core.known_names import KnownNames

FIELDS = (
    "role",
    "name",
    "email",
    "phone",
    "place",
    "current_occupation",
    "experience",
    "qualifications",
    "availability",
    "start",
    "right_to_work",
    "dbs",
    "cv",
)


class FieldNames:
    """The names people give the answers of a registration, when they want to change one."""

    def __init__(self, domain: Mapping[str, Any]) -> None:
        self.names = KnownNames(
            (str(name), field)
            for field in FIELDS
            for variation in domain["responses"][f"utter_field_{field}"]
            for name in (
                variation["text"],
                field.replace("_", " "),
                *(variation.get("metadata") or {}).get("names", ()),
            )
        )

    def find(self, text: str) -> str:
        """Return the slot that *text* names, or an empty string: `change_email`, "my e-mail"."""
        if text.removeprefix("change_") in FIELDS:
            return text.removeprefix("change_")
        return next(iter(self.names.find(text)), "")

    def find_all(self, text: str) -> list[str]:
        """Return every slot that *text* names, in the order it names them."""
        return list(dict.fromkeys(self.names.find(text))) or [self.find(text)]


def answers_in(tracker: Tracker) -> dict[str, Any]:
    """Return what a registration was told so far, in the order it is asked for."""
    given = {field: tracker.get_slot(field) for field in FIELDS}
    return {field: value for field, value in given.items() if value is not None}


def listed(given: Mapping[str, Any], in_words: AnswersInWords, wording: Wording) -> str:
    """Return answers in lines to read."""
    return "\n".join(f"- **{wording.field(f)}:** {in_words.say(f, v)}" for f, v in given.items())


def card_of(given: Mapping[str, Any], in_words: AnswersInWords, wording: Wording) -> dict[str, Any]:
    """Return answers as a card; each line knows the choice that asks for it again."""
    lines = [
        {
            "slot": field,
            "title": wording.field(field),
            "value": in_words.say(field, value),
            "edit": to_change(field, wording)["payload"],
        }
        for field, value in given.items()
    ]
    return {"kind": "summary", "lines": lines}


def to_change(field: str, wording: Wording) -> Button:
    """Return the button that asks for one answer again."""
    return value_button(wording.field(field), f"change_{field}")


class ActionAskRegistrationFormSummary(AgencyAction):
    """Show what would be sent; or, when something is to be changed, ask what."""

    def __init__(self, in_words: AnswersInWords, wording: Wording) -> None:
        self.in_words = in_words
        self.wording = wording

    def name(self) -> str:
        return "action_ask_registration_form_summary"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        given = answers_in(tracker)
        if tracker.get_slot("changing"):
            dispatcher.utter_message(
                response="utter_what_to_change",
                buttons=[
                    *(to_change(field, self.wording) for field in given),
                    value_button(self.wording.title("send"), "send"),
                ],
            )
            return []
        lines = listed(given, self.in_words, self.wording)
        twice = tracker.get_slot("asked_again") == "summary_twice"
        said, buttons = lines, []
        if waiting := left_open(tracker):
            fields = ", ".join(self.wording.field(slot) for slot in waiting)
            said += "\n\n" + self.wording.say("utter_left_open", fields=fields)
            buttons = [value_button(self.wording.title("answer_open"), OPEN)]
        dispatcher.utter_message(
            response="utter_summary_again" if twice else "utter_summary",
            lines=said,
            buttons=buttons,
            json_message={"cards": [card_of(given, self.in_words, self.wording)]},
        )
        return []
