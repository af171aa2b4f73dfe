"""Turns a finished form into a lead on one consultant's desk."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker
from sqlalchemy.orm import Session

from actions.agency_facts import AgencyFacts, AgencyNow
from actions.call_times import ANY_TIME
from actions.choices import button
from actions.clock import Clock
from actions.executor import AgencyAction, Events
from actions.forgetting import Forgetting, empty_slots
from actions.hearing import CALLBACK, CLIENT, MESSAGE, REGISTRATION, last_form, when_set
from actions.pausing import OFFERED, PAUSED, REFUSED
from actions.receipts import Receipts
from actions.wording import Wording, plain
from agency.core.answer_time import say_call, say_moment
from agency.core.call_times import is_as_asked
from agency.core.call_wishes import read_wishes
from agency.core.email import find_address
from agency.core.enquiry import ConsentGiven, Enquiry, Kind
from agency.core.phone import say_phone
from agency.core.postcode import split_place
from agency.core.registration import SKIPPED
from agency.core.roles import find_role
from agency.services.calls.answer_times import promise_answer
from agency.services.conversations.conversations import find_conversation_by_assistant
from agency.services.conversations.notices_shown import find_notice_shown
from agency.services.leads.leads import find_lead, open_lead
from agency.storage.models import Lead
from agency.storage.unit import OpenUnit

# What a call asks for itself; the rest belongs to the registration that waits for its end.
CALL_SLOTS = ("when", "question", "consent", "asked_again", "doubted")
KINDS = {
    REGISTRATION: Kind.REGISTRATION,
    CALLBACK: Kind.CALLBACK,
    MESSAGE: Kind.HANDOFF,
    CLIENT: Kind.CLIENT,
}


class ActionHandOff(AgencyAction):
    """
    Open the lead, and say so once it is kept.

    Nothing is said before the unit has committed: a visitor must never read "thank you" for a lead
    that is not there.
    """

    def __init__(
        self,
        open_unit: OpenUnit,
        forgetting: Forgetting,
        agency: AgencyNow,
        receipts: Receipts,
        wording: Wording,
        clock: Clock,
        *,
        webhook: bool,
    ) -> None:
        self.open_unit = open_unit
        self.forgetting = forgetting
        self.agency = agency
        self.receipts = receipts
        self.wording = wording
        self.clock = clock
        self.webhook = webhook

    def name(self) -> str:
        return "action_hand_off"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        kind = kind_of(tracker)
        registration = kind is Kind.REGISTRATION
        if registration and tracker.get_slot("registered"):
            return self.say_again(dispatcher, tracker)
        if not tracker.get_slot("consent"):
            events = self.forgetting.forget(tracker)
            again = [button(self.wording.title("register"), "register")] if registration else []
            dispatcher.utter_message(response="utter_consent_refused", buttons=again)
            return [*events, SlotSet(OFFERED, REFUSED)] if registration else events

        now, agency = self.clock(), self.agency()
        with self.open_unit() as session:
            conversation = find_conversation_by_assistant(session, tracker.sender_id)
            if conversation is None:
                raise LookupError("conversation")
            known = find_lead(session, conversation.id)
            before = known and contents_of(known)
            consent = consent_in(session, conversation.id, tracker, agency, now)
            enquiry = self.enquiry_from(tracker, conversation.id, consent)
            wants_a_call = kind is Kind.CALLBACK
            if wants_a_call and not (enquiry.call_when or (known and known.call_when)):
                # Whoever leaves the time open is promised one all the same.
                enquiry = replace(enquiry, call_when=ANY_TIME)
            lead = open_lead(session, enquiry, now=now, webhook=self.webhook)
            facts, is_news = facts_of(lead, now), contents_of(lead) != before
            call_at = lead.promise.call_at if lead.promise else None
            registered = lead.kind is Kind.REGISTRATION and lead.left_at is None
            receipt = (
                self.receipts.make(session, lead, agency=agency.facts["agency"], now=now)
                if registration
                else None
            )
        self.confirm(
            dispatcher,
            tracker,
            facts,
            call_at=call_at,
            is_news=is_news,
            added=before is not None,
        )
        if receipt and is_news:
            self.receipts.show(receipt, tracker, dispatcher)
        waits = tracker.get_slot(PAUSED) == REGISTRATION and not registered
        if waits:
            dispatcher.utter_message(response="utter_registration_waits")
        return [
            *(empty_slots(CALL_SLOTS) if waits else empty_slots()),
            SlotSet("lead_reference", facts["reference"]),
            SlotSet("registered", registered or None),
        ]

    def say_again(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Say where the lead is that this conversation has made already."""
        with self.open_unit() as session:
            conversation = find_conversation_by_assistant(session, tracker.sender_id)
            lead = find_lead(session, conversation.id) if conversation else None
            facts = facts_of(lead, self.clock()) if lead else None
        if facts is None:
            dispatcher.utter_message(response="utter_something_went_wrong")
            return [*empty_slots(), SlotSet("lead_reference", None), SlotSet("registered", None)]
        dispatcher.utter_message(response="utter_already_handed_off", **facts)
        return empty_slots()

    def confirm(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        facts: dict[str, Any],
        *,
        call_at: datetime | None,
        is_news: bool,
        added: bool,
    ) -> None:
        """Say what has become of a form; *added* to a lead that was there before, it says so."""
        if not is_news:
            dispatcher.utter_message(response="utter_already_handed_off", **facts)
        elif kind_of(tracker) in (Kind.HANDOFF, Kind.CLIENT):
            client = kind_of(tracker) is Kind.CLIENT
            dispatcher.utter_message(
                response="utter_staff_requested" if client else "utter_message_passed_on",
                **facts,
            )
        elif kind_of(tracker) is Kind.CALLBACK:
            when = given(tracker, "when") or ANY_TIME
            dispatcher.utter_message(
                response=f"utter_call_arranged{self.unlike(when, call_at)}",
                phone=plain(say_phone(str(tracker.get_slot("phone")))),
                when=plain(when),
                **facts,
            )
        else:
            response = "utter_registration_added" if added else "utter_handed_off"
            dispatcher.utter_message(response=response, **facts)

    def unlike(self, when: str, call_at: datetime | None) -> str:
        """Return how what is promised differs from what was asked for, if it does."""
        wishes = read_wishes(when, self.clock())
        if not wishes:
            return "_in_words"
        return "" if call_at is None or is_as_asked(wishes, call_at) else "_nearest"

    def enquiry_from(
        self, tracker: Tracker, conversation_id: str, consent: ConsentGiven
    ) -> Enquiry:
        """Return what the form was told; what was not given is None."""
        place = str(given(tracker, "place") or tracker.get_slot("place_asked") or "")
        town, postcode = split_place(place)
        role = given(tracker, "role") or tracker.get_slot("role_asked")
        kind = kind_of(tracker)
        email, phone = given(tracker, "email"), given(tracker, "phone")
        if contact := given(tracker, "contact"):
            email, phone = (contact, phone) if find_address(contact) else (email, contact)
        question = given(tracker, "question")
        if kind is Kind.CLIENT:
            role = None  # the sender wants staff, not the role that was talked about
            question = f"{given(tracker, 'school')}: {given(tracker, 'need')}"
        return Enquiry(
            conversation_id=conversation_id,
            kind=kind,
            role=find_role(role),
            name=given(tracker, "name"),
            email=email,
            phone=phone,
            postcode=postcode,
            town=town,
            current_occupation=given(tracker, "current_occupation"),
            experience_years=given(tracker, "experience"),
            qualifications=tuple(given(tracker, "qualifications") or ()),
            availability=given(tracker, "availability"),
            start=given(tracker, "start"),
            right_to_work=given(tracker, "right_to_work"),
            dbs=given(tracker, "dbs"),
            question=question,
            call_when=given(tracker, "when"),
            consent=consent,
        )


def consent_in(
    session: Session, conversation_id: str, tracker: Tracker, agency: AgencyFacts, now: datetime
) -> ConsentGiven:
    """Return the yes to the notice that was shown, which may not be the one of today any more."""
    notice, at = agency.notices.for_form(str(last_form(tracker))), when_set(tracker, "consent")
    shown = find_notice_shown(session, conversation_id)
    version, wording = shown or (notice.version, notice.wording)
    return ConsentGiven(version, wording, at or now)


def kind_of(tracker: Tracker) -> Kind:
    """Return what the form that was filled asks for."""
    return KINDS.get(str(last_form(tracker)), Kind.REGISTRATION)


def given(tracker: Tracker, slot: str) -> Any:
    """Return what was answered, or None where the visitor would rather not say."""
    value = tracker.get_slot(slot)
    return None if value == SKIPPED else value


def contents_of(lead: Lead) -> tuple[Any, ...]:
    """Return what makes a lead another one to the consultant who has it already."""
    return (
        lead.kind,
        lead.left_at is None,
        lead.question,
        lead.call_when,
        lead.candidate.phone,
        lead.candidate.email,
    )


def facts_of(lead: Lead, now: datetime) -> dict[str, Any]:
    """Return what a visitor is told of a lead: who has it, and by when they will be in touch."""
    promise = lead.promise
    call_at = promise.call_at if promise else None
    return {
        "by": say_moment(promise.due_at if promise else promise_answer(lead.branch, now=now)),
        "at": say_call(call_at) if call_at else None,
        "reference": lead.reference,
        "consultant": plain(lead.owner.name),
        "branch": plain(lead.branch.name),
        "branch_phone": plain(lead.branch.phone),
    }
