"""Telephone calls that were agreed for a time, and the news of them."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.services.calls.promises import promise_agreed, promise_answer_instead
from agency.services.news.queue import queue_news
from agency.storage.models import AgreedCall, Channel, Lead

CALL_AGREED = "call.agreed"
CALL_CANCELLED = "call.cancelled"
LONGEST_CALL = 180  # minutes


class CallInThePast(ValueError):
    """A call can be agreed for a time that is still to come."""


def find_call(session: Session, lead: Lead) -> AgreedCall | None:
    """Return the call that is agreed with this lead's candidate."""
    call = call_as_told(session, lead)
    return call if call and call.cancelled_at is None else None


def coming_call(session: Session, lead: Lead, *, now: datetime) -> AgreedCall | None:
    """Return the call that is agreed and not over yet."""
    call = find_call(session, lead)
    return call if call and call.ends_at > now else None


def agree_call(
    session: Session, lead: Lead, *, at: datetime, minutes: int = 15, now: datetime
) -> AgreedCall:
    """
    Agree a call with the lead's candidate, or move the one there is, and tell both of it.

    Agreeing the same time again changes nothing and tells nobody.
    """
    if at <= now:
        raise CallInThePast
    minutes = max(5, min(minutes, LONGEST_CALL))
    call = call_as_told(session, lead)
    if call is None:
        call = AgreedCall(lead_id=lead.id, uid=_uid(lead), at=at, minutes=minutes, sequence=0)
        session.add(call)
    elif (call.at, call.minutes, call.cancelled_at) == (at, minutes, None):
        return call
    else:
        call.at, call.minutes, call.cancelled_at = at, minutes, None
        call.sequence += 1
    promise_agreed(session, lead, at, now=now)
    queue_news(session, lead, _both(lead), type=CALL_AGREED, now=now)
    return call


def cancel_call(session: Session, lead: Lead, *, now: datetime) -> AgreedCall | None:
    """Call off the call agreed with the lead's candidate, and tell both of it."""
    call = find_call(session, lead)
    if call:
        call.cancelled_at = now
        call.sequence += 1
        if lead.promise and lead.promise.kept_at is None and lead.promise.call_at == call.at:
            promise_answer_instead(session, lead, now=now)
        queue_news(session, lead, _both(lead), type=CALL_CANCELLED, now=now)
    return call


def call_as_told(session: Session, lead: Lead) -> AgreedCall | None:
    """Return the call as the newest news of it has it, called off or not."""
    return session.scalar(select(AgreedCall).where(AgreedCall.lead_id == lead.id))


def _both(lead: Lead) -> list[Channel]:
    return [Channel.MAIL, Channel.RECEIPT] if lead.candidate.email else [Channel.MAIL]


def _uid(lead: Lead) -> str:
    return sha256(f"call:{lead.conversation_id}:{lead.id}".encode()).hexdigest()[:32]
