"""What a delivery says: the lead it brings, in which words, and to whom it goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.answer_time import say_call, say_moment
from agency.services.calls.agreed_calls import call_as_told
from agency.services.conversations.resuming import follow_up_link
from agency.services.leads.description import describe_lead, rfc3339
from agency.services.leads.same_people import with_same_people
from agency.services.news.queue import LETTER
from agency.services.news.webhooks import Hook, hook_of
from agency.services.vacancies.vacancies import looked_at_by
from agency.storage.models import (
    AgreedCall,
    Candidate,
    Consent,
    Consultant,
    ResumeLink,
    Webhook,
)
from agency.storage.models.delivery import Channel, Delivery


@dataclass(frozen=True)
class Told:
    """One lead in the news: the delivery that brings it, and what it says."""

    delivery: str
    attempt: int
    lead: dict[str, Any]
    asked: dict[str, Any]  # what a letter adds to the Lead that other systems read


@dataclass(frozen=True)
class News:
    """
    What a door needs to send one delivery, or one letter of several, once no transaction is open.

    `delivery` is what its receiver knows it by: the same over every attempt.
    """

    delivery: str
    to: Channel
    type: str
    address: str | None
    opened_at: str
    told: tuple[Told, ...]
    call: AgreedCall | None = None
    says: Mapping[str, Any] = field(default_factory=dict)
    hook: Hook | None = None

    @property
    def attempt(self) -> int:
        return self.told[0].attempt

    @property
    def lead(self) -> dict[str, Any]:
        return self.told[0].lead


def news_of(session: Session, letter: Sequence[Delivery], *, now: datetime) -> News:
    """Return what a door needs to send *letter*: one delivery, or several for one reader."""
    first = letter[0]
    return News(
        delivery=first.letter or first.id,
        to=first.to,
        type=first.type,
        address=_address_of(session, first),
        hook=_hook_of(session, first, now),
        opened_at=rfc3339(first.created_at),
        told=tuple(
            Told(
                delivery=each.id,
                attempt=each.attempts,
                lead=describe_lead(session, each.lead),
                asked=_asked(session, each),
            )
            for each in letter
        ),
        call=call_as_told(session, first.lead),
        says=first.says or {},
    )


def _asked(session: Session, delivery: Delivery) -> dict[str, Any]:
    lead = delivery.lead
    link = session.get(ResumeLink, follow_up_link(lead.conversation_id or ""))
    promise = lead.promise
    call_at = promise.call_at if promise else None
    job = looked_at_by(session, lead)
    return {
        "job": f"{job.title}, {job.place} ({job.reference})" if job else lead.vacancy,
        "call_when": lead.call_when,
        "question": lead.question,
        "call_promised": say_call(call_at) if call_at else None,
        "answer_promised": say_moment(promise.due_at) if promise and not call_at else None,
        "tries": promise.tries if promise else 0,
        "is_theirs": delivery.recipient_id in (None, lead.owner_id),
        "follow_up": link.id if link else None,
    }


def _hook_of(session: Session, delivery: Delivery, now: datetime) -> Hook | None:
    webhook = session.get(Webhook, delivery.webhook_id) if delivery.webhook_id else None
    return hook_of(webhook, now=now) if webhook else None


def _address_of(session: Session, delivery: Delivery) -> str | None:
    if delivery.to is Channel.MAIL:
        told = delivery.recipient_id or delivery.lead.owner_id
        return session.get_one(Consultant, told).email
    if delivery.type == LETTER:
        return _address_of_letter(session, delivery)
    if delivery.to is Channel.RECEIPT:
        return session.get_one(Candidate, delivery.lead.candidate_id).email
    return None


def _address_of_letter(session: Session, delivery: Delivery) -> str | None:
    # Whoever took their word back since it was written is not written to.
    ids = with_same_people(session, [delivery.lead.candidate_id])
    taken_back = select(Consent.id).where(
        Consent.candidate_id.in_(ids), Consent.withdrawn_at.is_not(None)
    )
    if delivery.lead.candidate.restricted_at or session.scalar(taken_back.limit(1)) is not None:
        return None
    return str((delivery.says or {}).get("address") or "") or None
