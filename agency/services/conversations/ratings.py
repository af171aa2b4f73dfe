"""What visitors think of an answer: one rating for each reply, changed or taken back at will."""

from collections import Counter
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.masked_words import mask_words
from agency.core.opening_hours import LONDON
from agency.services.conversations.conversations import find_turn_by_public_id
from agency.services.questions.asked import mark_rated
from agency.services.reports.daily_counts import Counted, add_counts
from agency.storage.models import Conversation, Rating, Reason, Speaker, Thumb, Turn


class ReplyUnknown(Exception):
    """The assistant has said nothing under this id in this conversation."""


def rate_reply(
    session: Session,
    conversation: Conversation,
    reply_id: str,
    thumb: Thumb | None,
    *,
    reason: Reason | None = None,
    words: str | None = None,
    now: datetime,
) -> None:
    """
    Keep what a visitor thinks of one reply, in place of what they thought before.

    None takes it back. The same again changes nothing, and is counted once.
    """
    turn = find_turn_by_public_id(session, conversation.id, reply_id)
    if turn is None or turn.speaker is not Speaker.ASSISTANT:
        raise ReplyUnknown
    rating = session.get(Rating, turn.id)
    counts: Counter[Counted] = Counter()
    if rating:
        counts.subtract(_counts(rating))
    if thumb is None:
        if rating:
            session.delete(rating)
    else:
        rating = rating or _begin(turn)
        rating.thumb, rating.at = thumb, now
        rating.reason = reason if thumb is Thumb.DOWN else None
        rating.words = (mask_words(words or "") or None) if thumb is Thumb.DOWN else None
        session.add(rating)
        counts.update(_counts(rating))
    add_counts(session, counts)
    mark_rated(session, turn, unhelpful=thumb is Thumb.DOWN)


def list_thumbs(session: Session, conversation_id: str) -> dict[int, Thumb]:
    """Return what a visitor thinks of each turn of theirs that they rated."""
    rated = select(Rating.turn_id, Rating.thumb).join(Turn, Turn.id == Rating.turn_id)
    found = session.execute(rated.where(Turn.conversation_id == conversation_id))
    return {each.turn_id: each.thumb for each in found}


def _begin(turn: Turn) -> Rating:
    answer = (turn.reply or {}).get("answer") or {}
    topic, role = str(answer.get("topic") or "none"), str(answer.get("role") or "none")
    return Rating(turn_id=turn.id, topic=topic[:80], role=role[:40])


def _counts(rating: Rating) -> list[Counted]:
    day = rating.at.astimezone(LONDON).date()
    details = [rating.thumb.value, *([f"because {rating.reason}"] if rating.reason else ())]
    return [Counted("rated", day, rating.topic, each, role=rating.role) for each in details]
