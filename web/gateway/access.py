"""Whose conversation it is: a bearer token for one conversation alone."""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Path
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from agency.services.conversations.conversations import find_conversation
from agency.services.keys.tokens import hash_token
from agency.storage.models import Conversation
from web.gateway.problems import Problem

KEPT_OPEN = timedelta(hours=24)

CONVERSATION_ID = re.compile(r"[0-9a-f]{32}")
NOBODYS_HASH = "0" * 64

bearer_scheme = HTTPBearer(auto_error=False, description="the token that came with it")


@dataclass(frozen=True)
class Bearer:
    """Someone who says that this conversation is theirs."""

    conversation_id: str
    token_hash: str


async def the_bearer(
    conversation_id: Annotated[str, Path(description="from the start of the conversation")],
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer_scheme)],
) -> Bearer:
    """Return who asks, not yet whether they may."""
    if credentials is None or not credentials.credentials:
        raise Problem("no_token")
    return Bearer(conversation_id, hash_token(credentials.credentials))


TheBearer = Annotated[Bearer, Depends(the_bearer)]


def their_conversation(
    session: Session, bearer: Bearer, *, now: datetime, even_old: bool = False
) -> Conversation:
    """
    Return the conversation, if it is the bearer's.

    Somebody else's and one that never was are refused in the same words, so that nobody
    learns which conversations there are.
    """
    known = CONVERSATION_ID.fullmatch(bearer.conversation_id)
    conversation = find_conversation(session, bearer.conversation_id) if known else None
    kept = conversation.token_hash if conversation else NOBODYS_HASH
    if not hmac.compare_digest(kept, bearer.token_hash) or conversation is None:
        raise Problem("no_such_conversation")
    opened_at = conversation.resumed_at or conversation.started_at
    if not even_old and now - opened_at > KEPT_OPEN:
        raise Problem("token_too_old")
    return conversation
