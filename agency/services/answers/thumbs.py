"""What visitors thought of each answer, for whoever edits it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.storage.models import Rating, Reason, Thumb


@dataclass(frozen=True)
class Thumbs:
    """How many visitors said that an answer helped, and how many that it did not."""

    up: int = 0
    down: int = 0

    @property
    def any(self) -> bool:
        return bool(self.up or self.down)


def count_thumbs(session: Session) -> Mapping[tuple[str, str], Thumbs]:
    """Return the thumbs of each answer, by topic and role, from the chats that are still kept."""
    rows = session.execute(
        select(
            Rating.topic,
            Rating.role,
            func.count().filter(Rating.thumb == Thumb.UP),
            func.count().filter(Rating.thumb == Thumb.DOWN),
        ).group_by(Rating.topic, Rating.role)
    )
    return {(topic, role): Thumbs(up, down) for topic, role, up, down in rows}


def list_reasons(session: Session, topic: str, *, most: int) -> list[tuple[Reason | None, str]]:
    """Return why an answer did not help, the newest first: a reason, words, or both."""
    rows = session.execute(
        select(Rating.reason, Rating.words)
        .where(Rating.topic == topic, Rating.thumb == Thumb.DOWN)
        .where(Rating.reason.is_not(None) | Rating.words.is_not(None))
        .order_by(Rating.at.desc())
        .limit(most)
    )
    return [(reason, words or "") for reason, words in rows]
