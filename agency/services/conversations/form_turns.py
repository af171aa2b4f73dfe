"""Which of what a visitor said belongs to a form, and which was said before it asked anything."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.storage.models import Conversation, Speaker, Turn

MOST_TURNS = 40
CONSENT = "consent"


def list_said_before_form(session: Session, conversation: Conversation) -> list[str]:
    """
    Return what the visitor said before the open form's first question, its consent.

    What was said to an earlier form, or before a no to its notice, was let go of: it is not read
    again, and neither is what was said to a consultant.
    """
    newest = session.scalars(
        select(Turn)
        .where(Turn.conversation_id == conversation.id, Turn.consultant_id.is_(None))
        .order_by(Turn.id.desc())
        .limit(MOST_TURNS)
    ).all()
    said: list[str] = []
    before, asks = "", ""
    for turn in reversed(newest):
        if turn.speaker is Speaker.VISITOR:
            refused = before == CONSENT and not asks
            answers = asks not in ("", CONSENT)
            said = [] if refused or answers else said
            said += [] if answers else [turn.text]
            before, asks = asks, ""
        else:
            asks = asks or str(((turn.reply or {}).get("form") or {}).get("asks") or "")
    return said
