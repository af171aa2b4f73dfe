"""What was said in a conversation: kept before it is heard, and before it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from agency.services.cvs.cvs import erase_cvs
from agency.services.news.queue import drop_follow_up
from agency.services.reports.journeys import let_go
from agency.storage.files import CvStore
from agency.storage.models import Consent, Conversation, Lead, Speaker, Turn


@dataclass(frozen=True)
class Pace:
    """How much a visitor has said, in all and since a given moment."""

    turns: int
    turns_since: int
    first_since: datetime | None


def start_conversation(
    session: Session,
    *,
    conversation_id: str,
    token_hash: str,
    assistant_id: str,
    page: str | None,
    vacancy: str | None = None,
    now: datetime,
) -> Conversation:
    """Open a conversation for one visitor."""
    conversation = Conversation(
        id=conversation_id,
        token_hash=token_hash,
        assistant_id=assistant_id,
        page=page,
        vacancy=vacancy,
        started_at=now,
        last_turn_at=now,
    )
    session.add(conversation)
    session.flush()  # turns need their conversation to be there
    return conversation


def find_conversation(
    session: Session, conversation_id: str, *, lock: bool = False
) -> Conversation | None:
    """Return the conversation, whoever asks: its token is for the door to check."""
    return session.get(Conversation, conversation_id, with_for_update=True if lock else None)


def find_conversation_by_assistant(session: Session, assistant_id: str) -> Conversation | None:
    """Return the conversation the assistant knows by another id."""
    return session.scalar(select(Conversation).where(Conversation.assistant_id == assistant_id))


def keep_turn(
    session: Session,
    conversation: Conversation,
    text: str,
    *,
    public_id: str,
    idempotency_key: str | None = None,
    body_hash: str | None = None,
    consultant_id: int | None = None,
    now: datetime,
) -> Turn:
    """
    Keep what a visitor said, and to which consultant if one is there, before it is heard.

    The conversation's own row is left alone: it is written once, with the replies.
    """
    turn = Turn(
        public_id=public_id,
        conversation_id=conversation.id,
        speaker=Speaker.VISITOR,
        text=text,
        idempotency_key=idempotency_key,
        body_hash=body_hash,
        consultant_id=consultant_id,
        at=now,
    )
    session.add(turn)
    session.flush()  # gives the turn its place in the order
    return turn


def rewrite_last_turn(session: Session, conversation: Conversation, text: str) -> None:
    """Keep *text* as what the visitor has just said: what had to be left out is gone for good."""
    last = select(func.max(Turn.id)).where(
        Turn.conversation_id == conversation.id, Turn.speaker == Speaker.VISITOR
    )
    session.execute(
        update(Turn)
        .where(Turn.id == last.scalar_subquery())
        .values(text=text)
        .execution_options(synchronize_session=False)
    )


def keep_replies(
    session: Session,
    conversation: Conversation,
    replies: Sequence[Mapping[str, Any]],
    *,
    answers: int | None = None,
    understood: dict[str, Any] | None = None,
    told: list[str] | None = None,
    speaker: Speaker = Speaker.ASSISTANT,
    now: datetime,
) -> None:
    """
    Keep what is about to be shown.

    Where it answers a turn, that turn is then answered, and kept with what was understood of it
    and which questions of a form it *told*.
    """
    session.add_all(
        Turn(
            public_id=reply["id"],
            conversation_id=conversation.id,
            speaker=speaker,
            text=reply["text"],
            reply=dict(reply),
            answers_turn_id=answers,
            at=now,
        )
        for reply in replies
    )
    conversation.last_turn_at = now
    conversation.unfinished_at = now if conversation.unfinished else None
    if answers:
        session.execute(
            update(Turn)
            .where(Turn.id == answers)
            .values(answered_at=now, understood=understood, told=told)
            .execution_options(synchronize_session=False)
        )


def find_turn(session: Session, conversation_id: str, idempotency_key: str) -> Turn | None:
    """Return the visitor's turn that was sent with this key."""
    return session.scalar(
        select(Turn).where(
            Turn.conversation_id == conversation_id, Turn.idempotency_key == idempotency_key
        )
    )


def find_turn_by_public_id(session: Session, conversation_id: str, public_id: str) -> Turn | None:
    """Return the turn a browser knows by this id."""
    return session.scalar(
        select(Turn).where(Turn.conversation_id == conversation_id, Turn.public_id == public_id)
    )


def list_replies(session: Session, turn: Turn) -> list[dict[str, Any]]:
    """Return what was said to *turn*, as it was shown."""
    replies = session.scalars(
        select(Turn.reply).where(Turn.answers_turn_id == turn.id).order_by(Turn.id)
    )
    return [reply for reply in replies if reply is not None]


def list_turns(session: Session, conversation_id: str) -> list[Turn]:
    """Return everything said, in the order it was said."""
    return list(
        session.scalars(
            select(Turn).where(Turn.conversation_id == conversation_id).order_by(Turn.id)
        )
    )


def measure_pace(session: Session, conversation_id: str, *, since: datetime) -> Pace:
    """Count what the visitor said, in all and since a moment."""
    lately = Turn.at > since
    turns, turns_since, first_since = session.execute(
        select(
            func.count(),
            func.count().filter(lately),
            func.min(Turn.at).filter(lately),
        ).where(Turn.conversation_id == conversation_id, Turn.speaker == Speaker.VISITOR)
    ).one()
    return Pace(turns, turns_since, first_since)


def find_last_turn_id(session: Session) -> int:
    """Return how far the record of all conversations has come."""
    return session.scalar(select(func.max(Turn.id))) or 0


def list_turn_ids(session: Session, *, after: int) -> list[tuple[int, str]]:
    """Return which turns were kept since *after*, as (turn, conversation)."""
    rows = session.execute(
        select(Turn.id, Turn.conversation_id).where(Turn.id > after).order_by(Turn.id)
    )
    return [(turn_id, conversation_id) for turn_id, conversation_id in rows]


def list_turns_by_id(session: Session, turn_ids: Sequence[int]) -> list[Turn]:
    """Return these turns, in the order they were said."""
    return list(session.scalars(select(Turn).where(Turn.id.in_(turn_ids)).order_by(Turn.id)))


def list_turns_after(session: Session, conversation_id: str, *, after: int) -> list[Turn]:
    """Return what was said in one conversation since the turn *after*."""
    return list(
        session.scalars(
            select(Turn)
            .where(Turn.conversation_id == conversation_id, Turn.id > after)
            .order_by(Turn.id)
        )
    )


def is_unasked(turn: Turn) -> bool:
    """
    Tell whether *turn* was said to a visitor unasked.

    That is a consultant's word or a reminder; an answer reaches whoever asked.
    """
    return turn.speaker is not Speaker.VISITOR and turn.answers_turn_id is None


def erase_conversation(session: Session, store: CvStore, conversation: Conversation) -> Lead | None:
    """
    Erase what was said, and every CV no lead has.

    Details given with consent are the agency's record of their own: that lead is returned,
    cut loose from the conversation.
    """
    let_go(session, conversation)
    lead = session.scalar(select(Lead).where(Lead.conversation_id == conversation.id))
    if lead:
        lead.conversation_id = None
        drop_follow_up(lead)
    session.execute(
        update(Consent)
        .where(Consent.conversation_id == conversation.id)
        .values(conversation_id=None)
    )
    erase_cvs(session, store, conversation)
    session.flush()  # what stays must have let go before its conversation is gone
    session.execute(delete(Turn).where(Turn.conversation_id == conversation.id))
    session.execute(delete(Conversation).where(Conversation.id == conversation.id))
    return lead
