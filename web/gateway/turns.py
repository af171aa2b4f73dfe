"""A turn on its way through the gateway: as it was said, and as it was kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from agency.storage.models import Conversation, Turn
from web.gateway.replies import Kept


@dataclass(frozen=True)
class Said:
    """What a visitor said: for the record, and for the assistant."""

    text: str
    heard: str
    intent: str | None = None
    entities: Mapping[str, str] = field(default_factory=dict)
    digest: str | None = None

    @property
    def is_file(self) -> bool:
        return self.intent == "provide_cv"


@dataclass(frozen=True)
class Received:
    """
    A turn that is kept; with `replies` it is answered already.

    With `said_to` a consultant is there to answer it, and the assistant is not asked.
    """

    conversation_id: str
    turn_id: int
    assistant_id: str
    page: str | None
    vacancy: str | None
    asks: str | None
    memory: Any
    said_to: int | None = None
    replies: list[Kept] | None = None

    @classmethod
    def of(cls, conversation: Conversation, turn: Turn) -> "Received":
        """Return a turn as it was kept, with what is known of its conversation."""
        form = conversation.form or {}
        return cls(
            conversation_id=conversation.id,
            turn_id=turn.id,
            assistant_id=conversation.assistant_id,
            page=conversation.page,
            vacancy=conversation.vacancy,
            asks=form.get("asks"),
            memory=conversation.memory,
            said_to=turn.consultant_id,
        )


def digest_of(kind: str, body: str) -> str:
    """Return what tells two messages apart that were sent with the same key."""
    return sha256(f"{kind}:{body}".encode()).hexdigest()
