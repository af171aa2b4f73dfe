"""Whose conversations a consultant may read, and in which they may speak."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.takeover import LONGEST_WAIT
from agency.services.leads.leads import find_lead
from agency.services.people.access import (
    SEES_EVERYONES,
    SEES_ITS_BRANCH,
    WORKS_ON_LEADS,
    sees,
    works_on,
)
from agency.storage.models import Consultant, Conversation, Lead, Turn


def reads_conversation(
    session: Session, consultant: Consultant, conversation: Conversation, *, now: datetime
) -> bool:
    """
    Say whether *consultant* may know that *conversation* exists.

    With a lead it is as private as the lead. Without one nobody owns it: whoever works on leads
    may read it once a person was asked for, because somebody has to be able to answer, and for no
    longer than they could; then only those who spoke in it, and those who see everything. A visitor
    who talks to the assistant alone is read by nobody.
    """
    if lead := find_lead(session, conversation.id):
        return sees(consultant, lead)
    if consultant.access not in SEES_EVERYONES | SEES_ITS_BRANCH:
        return False
    if conversation.taken_by_id is not None or _is_waiting(conversation, now):
        return True
    spoke = select(Turn.id).where(
        Turn.conversation_id == conversation.id, Turn.consultant_id.is_not(None)
    )
    if consultant.access not in SEES_EVERYONES:
        spoke = spoke.where(Turn.consultant_id == consultant.id)
    return session.scalar(spoke.limit(1)) is not None


def speaks_in_conversation(
    session: Session, consultant: Consultant, conversation: Conversation, *, now: datetime
) -> bool:
    """Say whether *consultant* may take *conversation* over."""
    if lead := find_lead(session, conversation.id):
        return works_on(consultant, lead)
    return consultant.access in WORKS_ON_LEADS and reads_conversation(
        session, consultant, conversation, now=now
    )


def name_known(lead: Lead | None) -> str | None:
    """Return the name that came with consent, if one did."""
    return lead.candidate.name if lead else None


def _is_waiting(conversation: Conversation, now: datetime) -> bool:
    wanted_at = conversation.wanted_at
    return wanted_at is not None and now - wanted_at < LONGEST_WAIT
