"""Asks the next question of a registration; a doubt, or what is known, is something to choose."""

from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.answers_in_words import AnswersInWords
from actions.choices import value_button
from actions.executor import AgencyAction, Events
from actions.hearing import REGISTRATION, tried_before
from actions.known_answers import AS_TYPED, FROM_TALK, doubts_about, is_kept_as_typed, known_for
from actions.wording import Wording
from agency.core.registration import may_skip
from agency.core.roles import Role

# Rasa finds the action that asks for a slot by its name.
ASKING = (
    "action_ask_registration_form_role",
    "action_ask_registration_form_name",
    "action_ask_registration_form_email",
    "action_ask_registration_form_phone",
    "action_ask_registration_form_place",
    "action_ask_registration_form_current_occupation",
    "action_ask_registration_form_experience",
    "action_ask_registration_form_qualifications",
    "action_ask_registration_form_availability",
    "action_ask_registration_form_start",
)
# Where the forms ask for the same thing in different words.
OWN_WORDS = frozenset({"email", "phone"})
BY_ROLE = frozenset({"experience", "qualifications"})


class ActionAskInRegistration(AgencyAction):
    """Ask for one slot, as the one of `ASKING` that it is named."""

    def __init__(self, name: str, in_words: AnswersInWords, wording: Wording) -> None:
        self.own_name = name
        self.slot = name.removeprefix(f"action_ask_{REGISTRATION}_")
        self.in_words = in_words
        self.wording = wording

    def name(self) -> str:
        return self.own_name

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        if doubts := doubts_about(self.slot, tracker):
            self.ask_which(doubts, dispatcher, typed=is_kept_as_typed(tracker))
            return []
        known = known_for(self.slot, tracker)
        if known and not tried_before(self.slot, tracker):
            # Thirty years with the police are none with children: that is for the visitor to say.
            beside = self.slot == "experience" and known["from"] == FROM_TALK
            dispatcher.utter_message(
                response="utter_known_years" if beside else f"utter_known_from_{known['from']}",
                field=self.wording.field(self.slot),
                value=self.in_words.say(self.slot, known["value"]),
            )
            return []
        dispatcher.utter_message(response=self.question(tracker))
        return []

    def ask_which(
        self, doubts: list[Any], dispatcher: CollectingDispatcher, *, typed: bool
    ) -> None:
        """Offer everything that an answer may have meant."""
        said = [self.in_words.say(self.slot, each) for each in doubts]
        buttons = [value_button(each, str(number)) for number, each in enumerate(said, 1)]
        if typed:
            buttons.append(value_button(self.wording.title("as_typed"), AS_TYPED))
        one = len(doubts) == 1
        dispatcher.utter_message(
            response="utter_did_you_mean_this" if one else self.which(),
            field=self.wording.field(self.slot),
            value=said[0],
            buttons=buttons,
        )

    def which(self) -> str:
        """Return the name of the response that asks which of several was meant."""
        own = f"utter_which_{self.slot}"
        return own if self.wording.knows(own) else "utter_which_did_you_mean"

    def question(self, tracker: Tracker) -> str:
        """Return the name of the response that asks for the slot, for the role that is sought."""
        if self.slot in BY_ROLE and tracker.get_slot("role") == Role.SENCO:
            return f"utter_ask_{self.slot}_as_senco"
        needed = self.slot in OWN_WORDS and not may_skip("registration", self.slot, tracker.slots)
        if needed and not tried_before(self.slot, tracker):
            return f"utter_ask_{REGISTRATION}_{self.slot}_needed"
        if self.slot in OWN_WORDS:
            return f"utter_ask_{REGISTRATION}_{self.slot}"
        return f"utter_ask_{self.slot}"
