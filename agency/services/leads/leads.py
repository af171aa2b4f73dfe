"""Leads: opened once for each conversation, and found again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.consent import require_consent
from agency.core.enquiry import ConsentGiven, Enquiry, Kind
from agency.services.agency.desks import find_desk, wish_of
from agency.services.audit import keep_audit
from agency.services.calls.promises import make_promise, promise_call
from agency.services.leads.changes import (
    LeadChanged,
    OwnerUnknown,
    accept_lead,
    change_lead,
    log_call,
)
from agency.services.leads.description import describe_lead
from agency.services.leads.enquiries import enquiry_of
from agency.services.leads.handing_on import route_anew
from agency.services.leads.listing import CursorUnknown, LeadPage, is_lead_id, list_leads
from agency.services.leads.qualifying import qualify
from agency.services.news.queue import channels_for, drop_follow_up, queue_news, tell_webhooks
from agency.services.reports.journeys import note_progress
from agency.storage.models import (
    Candidate,
    Channel,
    Consent,
    Conversation,
    Cv,
    Grade,
    Lead,
    Stage,
)

__all__ = [
    "CursorUnknown",
    "LeadChanged",
    "LeadPage",
    "OwnerUnknown",
    "accept_lead",
    "change_lead",
    "describe_lead",
    "find_lead",
    "find_lead_by_id",
    "list_leads",
    "log_call",
    "open_lead",
]

# What makes a second callback more than the first.
SAID_MORE = ("question", "call_when", "way", "way_words", "phone", "email")

# Within this time nobody agrees twice.
ONE_YES = timedelta(seconds=10)


def open_lead(session: Session, enquiry: Enquiry, *, now: datetime, webhook: bool = False) -> Lead:
    """
    Put an enquiry on one consultant's desk, and queue the news of it.

    Candidate, consent, lead and news share a transaction: none can exist without the
    others. A conversation has one lead: the same enquiry again returns it as it stands, and
    one that says more (a registration after a callback, a new question) is added to it.
    """
    given = require_consent(enquiry)
    # Two requests of one conversation wait for each other here; SQLite has them wait anyway.
    session.execute(
        select(Conversation.id).where(Conversation.id == enquiry.conversation_id).with_for_update()
    )
    if lead := find_lead(session, enquiry.conversation_id):
        _add_to_lead(session, lead, enquiry, given, now=now, webhook=webhook)
        return lead

    desk, choice = find_desk(session, enquiry, now=now)
    # Never somebody we know already: an address typed in a chat proves nobody's identity,
    # and must not change, or show, what another person told us.
    candidate = Candidate(created_at=now)
    lead = Lead(
        conversation_id=enquiry.conversation_id,
        candidate=candidate,
        consent=_consent(enquiry, candidate, given),
        branch=desk.branch,
        desk=desk,
        owner=desk.consultant,
        stage=Stage.NEW,
        routed_because=choice.because,
        stands_in=choice.stands_in,
        opened_at=now,
    )
    _fill(session, lead, enquiry)
    session.add(lead)
    session.flush()  # gives the lead its reference, which the news is named after
    _claim_cvs(session, lead)
    make_promise(session, lead, now=now)
    queue_news(session, lead, _told(lead, enquiry, webhook=webhook), now=now)
    tell_webhooks(session, lead, now=now)
    note_progress(session, lead)
    return lead


def find_lead(session: Session, conversation_id: str) -> Lead | None:
    """Return the lead this conversation has led to."""
    return session.scalar(select(Lead).where(Lead.conversation_id == conversation_id))


def find_lead_by_id(session: Session, lead_id: int | str) -> Lead | None:
    """Return the lead with this id, or with this reference."""
    number = str(lead_id).upper().removeprefix("L-")
    return session.get(Lead, int(number)) if is_lead_id(number) else None


def _add_to_lead(
    session: Session,
    lead: Lead,
    enquiry: Enquiry,
    given: ConsentGiven,
    *,
    now: datetime,
    webhook: bool,
) -> None:
    known, asked = _known(lead, enquiry), wish_of(enquiry_of(lead))
    registered = lead.kind is Kind.REGISTRATION and lead.left_at is None
    if enquiry.kind is Kind.REGISTRATION and lead.kind.seeks_work and not registered:
        if not _is_one_yes(lead.consent, given):
            lead.consent = _consent(enquiry, lead.candidate, given)
        if enquiry.left_at is None:
            drop_follow_up(lead)
            _note_finished(session, lead, now=now)
        _fill(session, lead, enquiry.completed_with(known))
        _claim_cvs(session, lead)
    elif enquiry.kind is not Kind.REGISTRATION and _says_more(enquiry, known):
        # A name among other words is a guess: one that was asked for is better.
        name, role = known["name"] or enquiry.name, known["role"] or enquiry.role
        more = replace(
            enquiry.completed_with(known),
            kind=lead.kind,
            name=name,
            role=role,
            left_at=lead.left_at,
        )
        _fill(session, lead, more)
    else:
        if enquiry.kind is not Kind.REGISTRATION:
            # Nothing new but the wish: whoever was answered since is promised an answer again.
            make_promise(session, lead, now=now)
            _open_again(session, lead, now=now)
        return
    _open_again(session, lead, now=now)
    if wish_of(enquiry_of(lead)) != asked:
        route_anew(session, lead, now=now)
    asks_for_a_time = enquiry.call_when and enquiry.call_when != known["call_when"]
    renew = promise_call if asks_for_a_time else make_promise
    renew(session, lead, now=now)
    queue_news(session, lead, _told(lead, enquiry, webhook=webhook), now=now)
    tell_webhooks(session, lead, now=now)


def _open_again(session: Session, lead: Lead, *, now: datetime) -> None:
    """Have a lead that was closed wait again, once its sender has said more."""
    if lead.stage is not Stage.CLOSED:
        return
    lead.stage, lead.accepted_at = Stage.NEW, None
    lead.closed_because = lead.closed_reason = None
    keep_audit(
        session, who="visitor", did="opened it again", kind="lead", subject=lead.reference, now=now
    )


def _note_finished(session: Session, lead: Lead, *, now: datetime) -> None:
    """Note that whoever left a form has come back and finished it."""
    if lead.left_at is not None:
        did = "finished the form that was left"
        keep_audit(session, who="visitor", did=did, kind="lead", subject=lead.reference, now=now)


def _told(lead: Lead, enquiry: Enquiry, *, webhook: bool) -> list[Channel]:
    """Return who hears of the lead now: nobody is thanked for what they have not sent."""
    channels = channels_for(lead, webhook=webhook)
    return [to for to in channels if to is not Channel.RECEIPT or enquiry.left_at is None]


def _says_more(enquiry: Enquiry, known: Mapping[str, Any]) -> bool:
    """Say whether a second callback brings a question, a time or a way to answer that is new."""
    said = {name: getattr(enquiry, name) for name in SAID_MORE}
    return any(value and value != known[name] for name, value in said.items())


def _known(lead: Lead, enquiry: Enquiry) -> dict[str, Any]:
    known = {name: getattr(lead.candidate, name) for name in enquiry.about_the_person()}
    return known | {
        "qualifications": tuple(lead.candidate.qualifications),
        "role": lead.role,
        "question": lead.question,
        "call_when": lead.call_when,
        "way": lead.way,
        "way_words": lead.way_words,
    }


def _fill(session: Session, lead: Lead, enquiry: Enquiry) -> None:
    for name, value in enquiry.about_the_person().items():
        setattr(lead.candidate, name, value)
    cvs = _cvs(session, enquiry.conversation_id)
    has_cv = any(cv.counts for cv in cvs)
    score = qualify(session, enquiry, has_cv=has_cv)
    lead.candidate.qualifications = list(enquiry.qualifications)
    lead.kind, lead.role = enquiry.kind, enquiry.role
    lead.question, lead.call_when = enquiry.question, enquiry.call_when
    lead.way, lead.way_words = enquiry.way, enquiry.way_words
    lead.vacancy = _looked_at(session, enquiry.conversation_id) or lead.vacancy
    lead.language = enquiry.language or wish_of(enquiry).language or lead.language
    lead.grade, lead.points, lead.reasons = score.grade, score.points, score.as_json()
    lead.missing = score.missing_as_json()
    lead.left_at = enquiry.left_at
    if lead.left_at:
        lead.grade = Grade.NEEDS_INFO


def _looked_at(session: Session, conversation_id: str) -> str | None:
    known = select(Conversation.vacancy).where(Conversation.id == conversation_id)
    return session.scalar(known)


def _is_one_yes(kept: Consent, given: ConsentGiven) -> bool:
    """Tell whether this is the agreement we have: a form and what was left of it each note it."""
    same = (kept.version, kept.wording, kept.withdrawn_at) == (given.version, given.wording, None)
    return same and abs(given.at - kept.at) < ONE_YES


def _consent(enquiry: Enquiry, candidate: Candidate, given: ConsentGiven) -> Consent:
    return Consent(
        conversation_id=enquiry.conversation_id,
        candidate=candidate,
        version=given.version,
        wording=given.wording,
        agreed=True,
        at=given.at,
    )


def _claim_cvs(session: Session, lead: Lead) -> None:
    for cv in _cvs(session, str(lead.conversation_id)):
        cv.candidate_id = lead.candidate_id


def _cvs(session: Session, conversation_id: str) -> Sequence[Cv]:
    return session.scalars(select(Cv).where(Cv.conversation_id == conversation_id)).all()
