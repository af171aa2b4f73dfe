"""Forgetting in time, without being asked."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from agency.core.retention import (
    candidates_end_before,
    conversations_end_before,
    files_without_rows_end_before,
    unclaimed_cvs_end_before,
)
from agency.services.candidates import forget_candidates
from agency.services.conversations import erase_conversation
from agency.services.cvs import erase_lost_files
from agency.services.same_people import with_same_people
from agency.storage.files import CvStore
from agency.storage.models import Candidate, Conversation, Cv, Lead, Note, Stage

# One unit of work stays short, so that visitors never wait for it; the rest comes next time.
AT_ONCE = 50


@dataclass(frozen=True)
class Forgotten:
    """How much was old enough to go."""

    conversations: int
    cvs: int
    candidates: int
    lost_files: int

    @property
    def any(self) -> bool:
        return bool(self.conversations or self.cvs or self.candidates or self.lost_files)


def forget_expired(session: Session, store: CvStore, *, now: datetime) -> Forgotten:
    """
    Erase the chats, files and candidates whose time is over.

    A chat that led to a lead lasts as long as its candidate; a candidate who works for us
    stays. A file that lost its row goes too. Only some go at once: call again while anything went.
    """
    return Forgotten(
        conversations=_forget_conversations(session, store, now),
        cvs=_forget_unclaimed_cvs(session, store, now),
        candidates=_forget_candidates(session, store, now),
        lost_files=erase_lost_files(session, store, before=files_without_rows_end_before(now)),
    )


def _forget_conversations(session: Session, store: CvStore, now: datetime) -> int:
    over = session.scalars(
        select(Conversation)
        .where(Conversation.last_turn_at < conversations_end_before(now))
        .where(~exists().where(Lead.conversation_id == Conversation.id))
        .limit(AT_ONCE)
    ).all()
    for conversation in over:
        erase_conversation(session, store, conversation)
    return len(over)


def _forget_unclaimed_cvs(session: Session, store: CvStore, now: datetime) -> int:
    over = session.scalars(
        select(Cv)
        .where(Cv.candidate_id.is_(None), Cv.received_at < unclaimed_cvs_end_before(now))
        .limit(AT_ONCE)
    ).all()
    for cv in over:
        store.erase(cv.key)
        session.delete(cv)
    return len(over)


def _forget_candidates(session: Session, store: CvStore, now: datetime) -> int:
    end = candidates_end_before(now)
    theirs = Lead.candidate_id == Candidate.id
    still_with_us = exists().where(
        theirs,
        or_(
            Lead.stage == Stage.PLACED,
            Lead.opened_at >= end,
            Lead.accepted_at >= end,
            exists().where(Note.lead_id == Lead.id, Note.at >= end),
        ),
    )
    alone = select(Candidate.id).where(Candidate.created_at < end, ~still_with_us)
    old = set(session.scalars(alone.order_by(Candidate.id)))

    def all_old(candidate_id: int) -> bool:
        return with_same_people(session, [candidate_id]) <= old

    # Who is one person with somebody we still help is still helped.
    over = list(islice(filter(all_old, sorted(old)), AT_ONCE))
    if over:
        candidates = session.scalars(select(Candidate).where(Candidate.id.in_(over))).all()
        forget_candidates(session, store, candidates, now=now)
    return len(over)
