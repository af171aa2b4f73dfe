"""Forgetting in time, without being asked: what is over tonight, and its going."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union_all, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from agency.core.retention import (
    CONVERSATION,
    PERIOD_OF_STAGE,
    UNCLAIMED_CV,
    UNREGISTERED,
    Periods,
    files_without_rows_end_before,
    last_night,
    wrong_values_end_before,
)
from agency.services.agency.periods import find_periods
from agency.services.candidates.candidates import forget_candidates
from agency.services.conversations.conversations import erase_conversation
from agency.services.cvs.cvs import erase_lost_files, find_lost_files
from agency.storage.files import CvStore
from agency.storage.models import (
    AgreedCall,
    Candidate,
    CandidateLetter,
    Conversation,
    Correction,
    Cv,
    Lead,
    Note,
    PrivacyRequest,
    RetentionHold,
    RetentionRun,
    SamePerson,
    Task,
)

# One unit of work stays short, so that visitors never wait for it; the rest comes next time.
AT_ONCE = 10


@dataclass(frozen=True)
class Forgotten:
    """How much was old enough to go."""

    conversations: int = 0
    cvs: int = 0
    candidates: int = 0
    lost_files: int = 0
    corrections: int = 0

    @property
    def any(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True)
class Expired:
    """Whose time is over, the oldest first, and how much else: it is what the night erases."""

    conversations: int
    cvs: Sequence[str]
    candidates: Sequence[int]
    lost_files: int
    corrections: int

    def as_counts(self) -> Forgotten:
        return Forgotten(
            self.conversations,
            len(self.cvs),
            len(self.candidates),
            self.lost_files,
            self.corrections,
        )


def find_expired(session: Session, store: CvStore, *, now: datetime) -> Expired:
    """Return everything that `forget_expired` would erase at *now*, had it the time for all."""
    periods = find_periods(session)
    lost = find_lost_files(session, store, before=files_without_rows_end_before(now))
    wrong = select(func.count()).select_from(Correction).where(_is_over_corrected(now))
    return Expired(
        conversations=_count_conversations(session, periods, now),
        cvs=session.scalars(_unclaimed_cvs(periods, now)).all(),
        candidates=_candidates(session, periods, now),
        lost_files=len(lost),
        corrections=session.scalar(wrong) or 0,
    )


def forget_expired(session: Session, store: CvStore, *, now: datetime) -> Forgotten:
    """
    Erase the chats, files and candidates whose time is over.

    A chat that led to a lead lasts as long as its candidate; a candidate who works for us
    stays. A file that lost its row goes too. Only some go at once: call again while anything went.
    """
    periods = find_periods(session)
    candidates = _forget_candidates(session, store, periods, now)
    if candidates >= AT_ONCE:
        # Chats and files that belong to nobody take a while to find: they are looked for last.
        return Forgotten(candidates=candidates)
    return Forgotten(
        conversations=_forget_conversations(session, store, periods, now),
        cvs=_forget_unclaimed_cvs(session, store, periods, now),
        candidates=candidates,
        lost_files=erase_lost_files(session, store, before=files_without_rows_end_before(now)),
        corrections=_forget_wrong_values(session, now),
    )


def forget_tonight(session: Session, store: CvStore, *, now: datetime) -> Forgotten:
    """
    Erase some of what was over last night, and count it; call again while anything went.

    A house that was off at night does it as soon as it is there again. A night that is done is
    done: what is over since goes the next.
    """
    night = last_night(now)
    run = session.scalar(select(RetentionRun).where(RetentionRun.night == night))
    if run is None:
        run = RetentionRun(night=night)
        session.add(run)
        session.flush()  # gives it its counts
    if run.finished_at:
        return Forgotten()
    gone = forget_expired(session, store, now=night)
    for each in fields(gone):
        setattr(run, each.name, getattr(run, each.name) + getattr(gone, each.name))
    run.finished_at = None if gone.any else now
    return gone


def find_last_run(session: Session) -> RetentionRun | None:
    """Return what went in the latest night on which anything was looked at."""
    return session.scalar(select(RetentionRun).order_by(RetentionRun.night.desc()).limit(1))


def _conversations(periods: Periods, now: datetime) -> Select[str]:
    """Return the chats that led to nobody and are over, the newest first."""
    return (
        select(Conversation.id)
        .where(Conversation.last_turn_at < periods.end(CONVERSATION, now), _leads_to_nobody())
        # Those left from the nights before are few: from the other end, years of chats that led
        # to somebody would be asked first, for every ten that go.
        .order_by(Conversation.last_turn_at.desc(), Conversation.id.desc())
    )


def _count_conversations(session: Session, periods: Periods, now: datetime) -> int:
    """
    Count what `_conversations` returns, without asking every old chat whether it has a lead.

    Each lead has a chat of its own, or none: of all chats there go those with a lead, and those
    that are too young. Counted in one statement, or something might come in between.
    """
    chats = select(func.count()).select_from(Conversation)
    young = chats.where(Conversation.last_turn_at >= periods.end(CONVERSATION, now))
    with_lead = select(func.count(Lead.conversation_id))
    young_alone = young.where(_leads_to_nobody())
    over = chats.scalar_subquery() - with_lead.scalar_subquery() - young_alone.scalar_subquery()
    return session.scalar(select(over)) or 0


def _leads_to_nobody() -> ColumnElement[bool]:
    return ~exists().where(Lead.conversation_id == Conversation.id)


def _unclaimed_cvs(periods: Periods, now: datetime) -> Select[str]:
    return (
        select(Cv.id)
        .where(Cv.candidate_id.is_(None), Cv.received_at < periods.end(UNCLAIMED_CV, now))
        .order_by(Cv.received_at, Cv.id)
    )


def _candidates(
    session: Session, periods: Periods, now: datetime, *, most: int | None = None
) -> list[int]:
    """
    Return those nobody is to remember, the oldest first, or *most* of them.

    Whoever is one person with somebody we help is helped.
    """
    pairs = union_all(
        select(SamePerson.first_id).where(SamePerson.is_same),
        select(SamePerson.second_id).where(SamePerson.is_same),
    )
    alone: list[tuple[datetime, int]] = []
    several: list[tuple[datetime, int]] = []
    # Each reason from its own index; those of several records are few, and judged together.
    for since, over in _reasons_to_forget(periods, now):
        found = select(Candidate.created_at, Candidate.id).where(*over)
        ordered = found.order_by(since, Candidate.id)
        some = ordered.where(Candidate.id.not_in(pairs)).limit(most)
        alone += [(at, each) for at, each in session.execute(some)]
        theirs = ordered.where(Candidate.id.in_(pairs))
        several += [(at, each) for at, each in session.execute(theirs)]
    whole = _whole_persons(session, {each for _, each in several})
    going = {*alone, *((at, each) for at, each in several if each in whole)}
    return [each for _, each in sorted(going)][:most]


def _reasons_to_forget(
    periods: Periods, now: datetime
) -> list[tuple[InstrumentedAttribute[Any], list[ColumnElement[bool]]]]:
    """Return why a candidate's time is over: what each reason goes by, and its conditions."""
    today = now.date()
    lead_of_theirs = Lead.candidate_id == Candidate.id
    still_with_us = exists().where(lead_of_theirs, or_(*_still_at_work(periods, now)))
    held = exists().where(
        RetentionHold.candidate_id == Candidate.id,
        RetentionHold.ended_at.is_(None),
        RetentionHold.until >= today,
    )
    # Who has asked us something is answered first.
    asks = exists().where(
        PrivacyRequest.candidate_id == Candidate.id, PrivacyRequest.closed_at.is_(None)
    )
    too_old = [
        Candidate.erase_on.is_(None),
        Candidate.created_at < periods.end(UNREGISTERED, now),
        ~still_with_us,
    ]
    return [
        (Candidate.created_at, [*too_old, ~held, ~asks]),
        (Candidate.erase_on, [Candidate.erase_on <= today, ~held, ~asks]),
    ]


def _still_at_work(periods: Periods, now: datetime) -> list[ColumnElement[bool]]:
    kept: list[ColumnElement[bool]] = []
    for stage in PERIOD_OF_STAGE:
        end = periods.end_of_stage(stage, now)
        kept.append(Lead.stage == stage if end is None else and_(Lead.stage == stage, touched(end)))
    return kept


def touched(since: datetime) -> ColumnElement[bool]:
    """Return the condition that something happened to a lead since a moment."""
    return or_(
        Lead.opened_at >= since,
        Lead.accepted_at >= since,
        exists().where(Note.lead_id == Lead.id, Note.at >= since),
        exists().where(AgreedCall.lead_id == Lead.id, AgreedCall.at >= since),
        exists().where(CandidateLetter.lead_id == Lead.id, CandidateLetter.at >= since),
        exists().where(Task.lead_id == Lead.id, or_(Task.due_at >= since, Task.done_at >= since)),
    )


def _whole_persons(session: Session, old: Collection[int]) -> set[int]:
    pairs = session.execute(
        select(SamePerson.first_id, SamePerson.second_id).where(SamePerson.is_same)
    ).all()
    gone, known = set(old), -1
    while known != len(gone):
        known = len(gone)
        for first, second in pairs:
            if (first in gone) != (second in gone):
                gone -= {first, second}
    return gone


def _forget_conversations(session: Session, store: CvStore, periods: Periods, now: datetime) -> int:
    over = session.scalars(_conversations(periods, now).limit(AT_ONCE)).all()
    for conversation in session.scalars(select(Conversation).where(Conversation.id.in_(over))):
        erase_conversation(session, store, conversation)
    return len(over)


def _forget_unclaimed_cvs(session: Session, store: CvStore, periods: Periods, now: datetime) -> int:
    over = session.scalars(_unclaimed_cvs(periods, now).limit(AT_ONCE)).all()
    for cv in session.scalars(select(Cv).where(Cv.id.in_(over))):
        store.erase(cv.key)
        session.delete(cv)
    return len(over)


def _forget_candidates(session: Session, store: CvStore, periods: Periods, now: datetime) -> int:
    over = _candidates(session, periods, now, most=AT_ONCE)
    if over:
        candidates = session.scalars(select(Candidate).where(Candidate.id.in_(over))).all()
        forget_candidates(session, store, candidates, now=now)
    return len(over)


def _is_over_corrected(now: datetime) -> ColumnElement[bool]:
    return and_(
        Correction.at < wrong_values_end_before(now),
        or_(Correction.before.is_not(None), Correction.after.is_not(None)),
    )


def _forget_wrong_values(session: Session, now: datetime) -> int:
    over = session.scalars(select(Correction.id).where(_is_over_corrected(now))).all()
    emptied = update(Correction).where(Correction.id.in_(over)).values(before=None, after=None)
    session.execute(emptied)
    return len(over)
