"""Asks when to ring: times at which somebody is there, and what was said instead of one of them."""

from collections.abc import Sequence
from datetime import datetime

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.choices import value_button
from actions.clock import Clock
from actions.executor import AgencyAction, Events
from actions.hearing import tried_before
from actions.vocabulary import Vocabulary
from actions.wording import Wording
from agency.core.answer_time import say_call
from agency.core.call_times import choose_time, nearest_times, offer_times
from agency.core.call_wishes import CallWish, read_wishes
from agency.core.enquiry import Enquiry, Kind
from agency.core.postcode import find_postcode
from agency.core.registration import given
from agency.core.roles import Role, find_role
from agency.services.calls.call_hours import CallHours, find_call_hours
from agency.services.conversations.conversations import find_conversation_by_assistant
from agency.storage.unit import OpenUnit

WHEN = "when"
ANY_TIME = "any time"


class CallTimes:
    """Knows when whoever would ring a visitor is there."""

    def __init__(
        self,
        open_unit: OpenUnit,
        clock: Clock,
        vocabulary: Vocabulary,
        *,
        in_school: Sequence[str] = (),
    ) -> None:
        self.open_unit = open_unit
        self.clock = clock
        self.vocabulary = vocabulary
        self.in_school = frozenset(in_school)

    def hours(self, tracker: Tracker, now: datetime) -> CallHours:
        """Return the hours of whoever would have the visitor's lead, as far as it is known."""
        place = given_text(tracker, "place") or given_text(tracker, "place_asked")
        postcode = find_postcode(place) if place else None
        role = given_text(tracker, "role") or given_text(tracker, "role_asked")
        with self.open_unit() as session:
            conversation = find_conversation_by_assistant(session, tracker.sender_id)
            enquiry = Enquiry(
                conversation_id=conversation.id if conversation else "",
                kind=Kind.CALLBACK,
                role=find_role(role),
                postcode=postcode,
                town=None if postcode else place,
            )
            return find_call_hours(session, enquiry, now=now)

    def offered(self, tracker: Tracker) -> list[datetime]:
        """Return the times to choose from: nearest to what was said in vain, or the soonest."""
        now = self.clock()
        known = self.hours(tracker, now)
        wishes = self.wishes(tracker, now) if tried_before(WHEN, tracker) else ()
        if wishes and choose_time(wishes, known.hours, now) is None:
            return nearest_times(wishes, known.hours, now, taken=known.taken)
        in_term = known.in_term if self.works_in_a_school(tracker) else None
        return offer_times(known.hours, now, in_term=in_term, taken=known.taken)

    def is_possible(self, said: str, tracker: Tracker) -> bool:
        """Say whether somebody is there at the time that *said* names, if it names one."""
        now = self.clock()
        wishes = read_wishes(said, now)
        if not wishes:
            return True
        return choose_time(wishes, self.hours(tracker, now).hours, now) is not None

    def works_in_a_school(self, tracker: Tracker) -> bool:
        """Say whether the visitor works in a school, as far as they have said so."""
        if find_role(given_text(tracker, "role_asked")) is Role.SENCO:
            return True
        said = given_text(tracker, "current_occupation") or ""
        named = {given_text(tracker, "occupation_asked"), *self.vocabulary.occupations.find(said)}
        works_in_a_role = bool(said) and bool(self.vocabulary.roles.find(said))
        return works_in_a_role or bool(self.in_school & named)

    def wishes(self, tracker: Tracker, now: datetime) -> Sequence[CallWish]:
        return read_wishes(str(tracker.latest_message.get("text") or ""), now)


class ActionAskWhen(AgencyAction):
    """Offer times for the call; another may be typed."""

    def __init__(self, times: CallTimes, wording: Wording) -> None:
        self.times = times
        self.wording = wording

    def name(self) -> str:
        return "action_ask_callback_form_when"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        said = [say_call(each) for each in self.times.offered(tracker)]
        buttons = [value_button(each, each) for each in said]
        buttons.append(value_button(self.wording.title("any_time"), ANY_TIME))
        dispatcher.utter_message(response="utter_ask_when", buttons=buttons)
        return []


def given_text(tracker: Tracker, slot: str) -> str | None:
    value = tracker.get_slot(slot)
    return value if isinstance(value, str) and given(value) else None
