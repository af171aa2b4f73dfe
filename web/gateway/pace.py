"""How much may be said in a minute, and in one conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from agency.services.conversations.conversations import measure_pace
from agency.storage.models import Conversation
from web.gateway.problems import Problem

A_MINUTE = timedelta(minutes=1)
TURNS_A_MINUTE = 20
TURNS_A_CONVERSATION = 150


@dataclass(frozen=True)
class Pace:
    """Refuses one thing more; for load tests it is not *limited*."""

    limited: bool

    def check(
        self, session: Session, conversation: Conversation, *, beyond: int = 0, now: datetime
    ) -> None:
        """Refuse one thing more, where a visitor has said enough for now, or for one chat."""
        if not self.limited:
            return
        if conversation.taken_by_id:
            # Two people talk longer than one does with a machine.
            beyond += TURNS_A_CONVERSATION
        pace = measure_pace(session, conversation.id, since=now - A_MINUTE)
        if pace.turns >= TURNS_A_CONVERSATION + beyond:
            raise Problem("conversation_full", retry_after=3600)
        if pace.turns_since >= TURNS_A_MINUTE and pace.first_since:
            wait = pace.first_since + A_MINUTE - now
            raise Problem("too_fast", retry_after=int(wait.total_seconds()) + 1)
