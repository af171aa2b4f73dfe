"""What visitors are promised: made with a lead, kept by the first contact, and seen to before."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.call_times import WITHIN, settle_time
from agency.core.call_wishes import read_wishes
from agency.services.calls.answer_times import promise_answer
from agency.services.calls.call_hours import hours_of
from agency.services.news.queue import BROKEN, REMINDER
from agency.services.reports.journeys import note_progress
from agency.storage.models import DeliveryState, Lead, Promise

MOST_TRIES = 3
LET_THEM_BE = timedelta(hours=3)  # whoever did not answer now may at another time of the day


def make_promise(session: Session, lead: Lead, *, now: datetime) -> Promise:
    """
    Promise the lead's sender a call at the time they asked for, or else an answer.

    A promise that still runs stands; one that was kept or broken makes room for the new one.
    """
    before = lead.promise
    if before and before.kept_at is None and before.due_at > now:
        return before
    return _promise(session, lead, _call_time(session, lead, now), now)


def promise_call(session: Session, lead: Lead, *, now: datetime) -> Promise:
    """Promise a call at the time that is asked for now, whatever was promised before."""
    return _promise(session, lead, _call_time(session, lead, now), now)


def promise_agreed(session: Session, lead: Lead, call_at: datetime, *, now: datetime) -> Promise:
    """Keep the time of a call that a consultant agreed as what is promised."""
    return _promise(session, lead, call_at, now)


def promise_answer_instead(session: Session, lead: Lead, *, now: datetime) -> Promise:
    """Promise an answer in place of a call that was called off."""
    return _promise(session, lead, None, now)


def keep_promise(session: Session, lead: Lead, *, now: datetime) -> bool:
    """
    Note that somebody has been in touch; say whether that was the first contact since the promise.

    A reminder that still waits to be sent has nothing to remind of, and is dropped.
    """
    promise = lead.promise
    if promise is None or promise.kept_at is not None:
        return False
    promise.kept_at = now
    note_progress(session, lead)
    _drop_reminders(lead)
    session.flush()  # the worker must not remind anybody of it any more
    return True


def try_again(session: Session, lead: Lead, *, now: datetime) -> datetime | None:
    """
    Note that the lead's sender was rung and did not answer; return when to ring again, if at all.

    Another time of the day, or the next day at the hours they asked for. Somebody who did not
    answer three times is not rung for ever: then the clock stops.
    """
    promise = lead.promise
    if promise is None or promise.kept_at is not None:
        return None
    promise.tries += 1
    if promise.tries >= MOST_TRIES:
        keep_promise(session, lead, now=now)
        return None
    known = hours_of(session, lead.branch, lead.owner, but=lead, now=now)
    wishes = [
        replace(each, first=None, last=None, not_before=None)
        for each in read_wishes(lead.call_when or "", now)
    ]
    later = now + LET_THEM_BE
    promise.call_at = settle_time(wishes, known.hours, later, taken=known.taken)
    promise.due_at = promise.call_at + WITHIN if promise.call_at else later
    promise.made_at = now
    promise.reminded_at = promise.escalated_at = None
    _drop_reminders(lead)
    session.flush()  # the worker must not remind anybody of the earlier time any more
    return promise.next_at


def keep_promise_in(session: Session, conversation_id: str, *, now: datetime) -> None:
    """Note that a consultant has spoken in the conversation of a lead."""
    lead = session.scalar(select(Lead).where(Lead.conversation_id == conversation_id))
    if lead:
        keep_promise(session, lead, now=now)


def _promise(session: Session, lead: Lead, call_at: datetime | None, now: datetime) -> Promise:
    promise = lead.promise or Promise()
    promise.call_at = call_at
    promise.due_at = call_at + WITHIN if call_at else promise_answer(lead.branch, now=now)
    promise.made_at = now
    promise.kept_at = promise.reminded_at = promise.escalated_at = None
    promise.tries = 0
    lead.promise = promise
    _drop_reminders(lead)
    session.flush()  # what cannot be kept must be known before anyone is told
    return promise


def _call_time(session: Session, lead: Lead, now: datetime) -> datetime | None:
    if not lead.call_when:
        return None
    known = hours_of(session, lead.branch, lead.owner, but=lead, now=now)
    wishes = read_wishes(lead.call_when, now)
    return settle_time(wishes, known.hours, now, taken=known.taken)


def _drop_reminders(lead: Lead) -> None:
    for news in [*lead.deliveries]:
        waits = news.state is DeliveryState.WAITING and not news.attempts
        if news.type in (REMINDER, BROKEN) and waits:
            lead.deliveries.remove(news)
