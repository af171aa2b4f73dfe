"""Whether a person of the agency is asked for, or speaks in the assistant's place."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from agency.core.takeover import STILL_THERE, first_name
from agency.services.leads.leads import find_lead
from agency.storage.models import Conversation


def live_state(
    session: Session, conversation: Conversation, *, now: datetime
) -> dict[str, Any] | None:
    """Return it as a Live; None where listening for a person would be no use."""
    if conversation.taken_by:
        return {"state": "talking", "name": first_name(conversation.taken_by.name)}
    if now - conversation.last_turn_at > STILL_THERE:
        return None
    if conversation.wanted_at:
        return {"state": "waiting"}
    return {"state": "open"} if find_lead(session, conversation.id) else None
