"""Questions taken out of what was said: copied without contact details, and forgotten with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from agency.core.asked import CERTAIN, Got, read_asked
from agency.core.masking import mask_details
from agency.cv.private import private_spans
from agency.storage.models import Conversation, Question, Rating, Speaker, Thumb, Turn

AT_ONCE = 100
# A turn that has no answer by then was never answered.
SETTLED = timedelta(seconds=20)


def find_last_noted(session: Session) -> int:
    """Return the turn up to which questions have been taken out."""
    return session.scalar(select(func.max(Question.turn_id))) or 0


def note_questions(session: Session, *, after: int, now: datetime) -> tuple[int, int]:
    """
    Keep the questions of some turns said since the turn *after*.

    Return up to which turn it came, and how many questions there were. Asked again with the
    same *after*, nothing is noted twice.
    """
    came, questions = find_questions(session, after=after, now=now)
    return came, keep_questions(session, questions)


def keep_questions(session: Session, questions: Sequence[Question]) -> int:
    """
    Keep what `find_questions` found, perhaps in another unit; return how many there were.

    To find them takes long, and no writer should wait for that. What was erased or noted
    meanwhile is left out.
    """
    turns = [each.turn_id for each in questions]
    there = set(session.scalars(select(Turn.id).where(Turn.id.in_(turns))))
    noted = set(session.scalars(select(Question.turn_id).where(Question.turn_id.in_(turns))))
    new = [each for each in questions if each.turn_id in there - noted]
    session.add_all(new)
    return len(new)


def find_questions(session: Session, *, after: int, now: datetime) -> tuple[int, list[Question]]:
    """Return up to which turn it looked, and the questions found there, not yet kept."""
    turns = session.scalars(
        select(Turn)
        .where(Turn.id > after, Turn.at < now - SETTLED)
        .order_by(Turn.id)
        .limit(AT_ONCE)
    ).all()
    said = [each for each in turns if each.speaker is Speaker.VISITOR and each.answered_at]
    noted = set(
        session.scalars(
            select(Question.turn_id).where(Question.turn_id.in_([each.id for each in said]))
        )
    )
    found = [_question_in(session, turn) for turn in said if turn.id not in noted]
    return turns[-1].id if turns else after, [each for each in found if each is not None]


def list_led_here(
    session: Session, topic: str, role: str | None, *, most: int
) -> Sequence[Question]:
    """Return the newest questions that were answered with this topic, for this role."""
    theirs = select(Question).where(Question.topic == topic)
    if role is not None:
        theirs = theirs.where(Question.role == role)
    return session.scalars(theirs.order_by(Question.id.desc()).limit(most)).all()


def _question_in(session: Session, turn: Turn) -> Question | None:
    """Return what *turn* asked: typed, to the assistant, outside of any form."""
    if turn.consultant_id is not None or not _was_typed(turn) or _in_a_form(session, turn):
        return None
    replies = session.scalars(
        select(Turn).where(Turn.answers_turn_id == turn.id).order_by(Turn.id)
    ).all()
    told = [each.reply for each in replies if each.reply]
    asked = read_asked(turn.understood, told)
    text = mask_text(turn.text) if asked else None
    if asked is None or not text:
        return None
    page = session.scalar(select(Conversation.page).where(Conversation.id == turn.conversation_id))
    return Question(
        turn_id=turn.id,
        text=text,
        got=Got.UNHELPFUL if _is_unhelpful(session, replies) else asked.got,
        topic=asked.topic,
        role=asked.role,
        confidence=None if asked.confidence == CERTAIN else asked.confidence,
        guesses=list(asked.guesses),
        page=page,
        at=turn.at,
    )


def mark_rated(session: Session, turn: Turn, *, unhelpful: bool) -> None:
    """Put what *turn* answered among what people did not get, if it did not help."""
    theirs = Question.turn_id == (turn.answers_turn_id or 0)
    if unhelpful:
        session.execute(update(Question).where(theirs).values(got=Got.UNHELPFUL))
    else:
        was = theirs & (Question.got == Got.UNHELPFUL)
        session.execute(update(Question).where(was).values(got=Got.ANSWERED, group_id=None))


def mask_text(text: str) -> str | None:
    """Return *text* without anybody's details; None where it must not be copied."""
    for span in reversed(private_spans(text)):
        text = f"{text[: span.start]}[private]{text[span.end :]}"
    return mask_details(text)


def _was_typed(turn: Turn) -> bool:
    """Tell a typed turn from a pressed choice and from words that had to be left out since."""
    typed = (turn.text, f"{turn.text} ", f"{turn.text}\n", f" {turn.text}")
    hashes = {sha256(f"text:{text}".encode()).hexdigest() for text in typed}
    return turn.body_hash is None or turn.body_hash in hashes


def _in_a_form(session: Session, turn: Turn) -> bool:
    last = session.scalar(
        select(Turn.reply)
        .where(
            Turn.conversation_id == turn.conversation_id,
            Turn.id < turn.id,
            Turn.speaker == Speaker.ASSISTANT,
        )
        .order_by(Turn.id.desc())
        .limit(1)
    )
    return bool((last or {}).get("form"))


def _is_unhelpful(session: Session, replies: Iterable[Turn]) -> bool:
    ids = [each.id for each in replies]
    return (
        session.scalar(
            select(Rating.turn_id)
            .where(Rating.turn_id.in_(ids), Rating.thumb == Thumb.DOWN)
            .limit(1)
        )
        is not None
    )
