"""What an entry of the audit log is about, in words that a person knows it by."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.opening_hours import LONDON
from agency.services.conversations.access import reads_conversation
from agency.storage.models import (
    ApiToken,
    AuditEntry,
    Consultant,
    Conversation,
    Lead,
    Webhook,
)

_LONG_ID = re.compile(r"\s*\b[0-9a-f]{32}\b")


@dataclass(frozen=True)
class Named:
    """What an entry is about, and the conversation that the reader may open."""

    words: str
    lead: str | None = None
    conversation: str | None = None


def name_subjects(
    session: Session, entries: Iterable[AuditEntry], reader: Consultant, *, now: datetime
) -> dict[int, Named]:
    """Return what each entry is about: in words, where the log itself has an id alone."""
    entries = list(entries)
    found: dict[str, Mapping[str, Named]] = {
        "conversation": _conversations(session, _of(entries, "conversation"), reader, now=now),
        "consultant": _people(session, _of(entries, "consultant")),
        "webhook": _webhooks(session, _of(entries, "webhook")),
        "token": _tokens(session, _of(entries, "token")),
    }
    return {
        each.id: found.get(each.kind, {}).get(each.subject) or Named(_without_id(each.subject))
        for each in entries
    }


def _of(entries: Iterable[AuditEntry], kind: str) -> set[str]:
    return {each.subject for each in entries if each.kind == kind}


def _numbers(subjects: Iterable[str]) -> set[int]:
    return {int(each) for each in subjects if each.isascii() and each.isdigit() and len(each) < 10}


def _without_id(subject: str) -> str:
    return _LONG_ID.sub("", subject) or "something that is gone"


def _conversations(
    session: Session, ids: set[str], reader: Consultant, *, now: datetime
) -> dict[str, Named]:
    if not ids:
        return {}
    leads = {
        lead.conversation_id: lead.reference
        for lead in session.scalars(select(Lead).where(Lead.conversation_id.in_(ids)))
    }
    named = dict.fromkeys(ids, Named("a conversation that is erased"))
    for each in session.scalars(select(Conversation).where(Conversation.id.in_(ids))):
        day = each.started_at.astimezone(LONDON)
        words, lead = f"a conversation of {day.day} {day:%B %Y}", leads.get(each.id)
        may = reads_conversation(session, reader, each, now=now)
        told = f"{words}, {lead}" if lead else words
        named[each.id] = Named(told, conversation=each.id if may else None)
    return named


def _people(session: Session, ids: set[str]) -> dict[str, Named]:
    people = session.scalars(select(Consultant).where(Consultant.id.in_(_numbers(ids))))
    return {str(each.id): Named(each.name) for each in people}


def _webhooks(session: Session, ids: set[str]) -> dict[str, Named]:
    webhooks = session.scalars(select(Webhook).where(Webhook.id.in_(ids)))
    return {each.id: Named(each.name) for each in webhooks}


def _tokens(session: Session, ids: set[str]) -> dict[str, Named]:
    tokens = session.scalars(select(ApiToken).where(ApiToken.id.in_(_numbers(ids))))
    return {str(each.id): Named(each.name) for each in tokens}
