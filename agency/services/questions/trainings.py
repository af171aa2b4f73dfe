"""Trainings: asked for, worked on by one process at a time, compared, and decided by a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from agency.core.exam import OURS, is_worse, loses_help
from agency.services.audit import keep_audit
from agency.services.people.access import RUNS_THE_DESK
from agency.services.questions.examples import list_examples
from agency.services.questions.own_topics import find_lack
from agency.storage.models import Consultant, Example, Training, TrainingState, Use
from agency.storage.own_topics import live_examples

State = TrainingState
WORKED_ON = (State.TRAINING, State.COMPARING)
UNDER_WAY = (State.WAITING, *WORKED_ON, State.PROMOTING, State.ROLLING_BACK)
MOVES_FILES = (State.PROMOTING, State.ROLLING_BACK)
# Whoever worked at it is gone when nothing moved for this long.
LEFT_AFTER = timedelta(seconds=30)
# One that ends its worker each time, of too little memory perhaps, must not do so for ever.
MOST_BEGINNINGS = 3
LEFT_TOO_OFTEN = (
    "It was begun {times} times, and each time the program that trains was ended in the middle of"
    " it. Perhaps the server has too little memory."
)
SHORTEST_WHY = 8
LONGEST_STEP = 300


class TrainingRefused(Exception):
    """What was asked of a training cannot be done now; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Claimed:
    """A training to work at."""

    id: int
    state: State
    examples: Sequence[int]
    tests: Sequence[Mapping[str, Any]]


def ask_training(session: Session, *, by: Consultant | None, now: datetime) -> Training:
    """Ask for a training with every example there is; one at a time."""
    if session.scalar(select(Training.id).where(Training.state.in_(UNDER_WAY)).limit(1)):
        raise TrainingRefused("under_way")
    taught = sorted(each.id for each in list_examples(session) if each.use is Use.TEACH)
    if frozenset(taught) == live_examples(session):
        raise TrainingRefused("nothing_new")
    if lack := find_lack(session, taught):
        raise TrainingRefused(lack)
    for earlier in session.scalars(select(Training).where(Training.state == State.READY)):
        earlier.state, earlier.decided_at = State.REFUSED, now
        earlier.why = "A newer training took its place"
    training = Training(state=State.WAITING, examples=taught, by=by, at=now)
    session.add(training)
    session.flush()  # the log names it
    _write_down(session, by, "asked for", training, now=now)
    return training


def list_trainings(session: Session, *, most: int = 20) -> Sequence[Training]:
    """Return the newest trainings, the newest first."""
    people = joinedload(Training.by), joinedload(Training.decided_by)
    return session.scalars(
        select(Training).options(*people).order_by(Training.id.desc()).limit(most)
    ).all()


def last_took(session: Session) -> int | None:
    """Return how many minutes the last training took with its comparison; None before the first."""
    last = session.scalar(
        select(Training)
        .where(Training.comparison.is_not(None), Training.started_at.is_not(None))
        .where(Training.ended_at.is_not(None))
        .order_by(Training.id.desc())
        .limit(1)
    )
    if last is None or last.started_at is None or last.ended_at is None:
        return None
    return max(1, round((last.ended_at - last.started_at).total_seconds() / 60))


def find_training(session: Session, number: int, *, lock: bool = False) -> Training | None:
    return session.get(Training, number, with_for_update=True if lock else None)


def cancel_training(
    session: Session, training: Training, *, why: str = "", by: Consultant | None, now: datetime
) -> None:
    """Ask whoever works at it to stop; what waits is cancelled at once."""
    if training.state is State.WAITING:
        training.state, training.ended_at = State.CANCELLED, now
    elif training.state in WORKED_ON:
        training.cancel_at = training.cancel_at or now
    else:
        raise TrainingRefused("over")
    training.why = why.strip() or None
    _write_down(session, by, "cancelled", training, now=now)


def promote_training(
    session: Session, training: Training, *, why: str = "", by: Consultant | None, now: datetime
) -> None:
    """
    Let a candidate take the live assistant's place within seconds.

    One that is worse needs a reason. Where a word of need is not heard any more, somebody who runs
    the desk has to read which, and say why all the same: an editor cannot.
    """
    if training.state is not State.READY or training.comparison is None:
        raise TrainingRefused("not_ready")
    if lack := find_lack(session, training.examples):
        raise TrainingRefused(lack)
    lost = loses_help(training.comparison)
    if lost and not may_answer_for(by):
        raise TrainingRefused("help_lost")
    if (lost or is_worse(training.comparison)) and len(why.strip()) < SHORTEST_WHY:
        raise TrainingRefused("no_why")
    training.state, training.why = State.PROMOTING, why.strip() or None
    training.decided_by, training.decided_at, training.beat_at = by, now, None
    _write_down(session, by, "promoted", training, now=now)


def may_answer_for(by: Consultant | None) -> bool:
    """Tell whether somebody may promote what misses a word of need; the terminal is the owner's."""
    return by is None or by.access in RUNS_THE_DESK


def refuse_training(
    session: Session, training: Training, *, why: str = "", by: Consultant | None, now: datetime
) -> None:
    """Leave the live assistant as it is; the examples stay proposed."""
    if training.state is not State.READY:
        raise TrainingRefused("not_ready")
    training.state, training.why = State.REFUSED, why.strip() or None
    training.decided_by, training.decided_at = by, now
    _write_down(session, by, "refused", training, now=now)


def roll_back_training(
    session: Session, training: Training, *, why: str = "", by: Consultant | None, now: datetime
) -> None:
    """Let the assistant from before this training answer again."""
    if training.state is not State.LIVE:
        raise TrainingRefused("not_live")
    training.state, training.why = State.ROLLING_BACK, why.strip() or training.why
    training.beat_at = training.problem = None
    _write_down(session, by, "rolled back", training, now=now)


def is_any_training(session: Session, *, now: datetime) -> bool:
    """Say whether there is a training to work at."""
    return session.scalar(select(Training.id).where(_to_work_at(now)).limit(1)) is not None


def claim_training(session: Session, *, now: datetime) -> Claimed | None:
    """Take the training that waits, or that was left in the middle, which begins again."""
    training = session.scalar(
        select(Training)
        .where(_to_work_at(now))
        .order_by(Training.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if training is None:
        return None
    if training.state not in MOVES_FILES:
        if training.cancel_at:
            training.state, training.ended_at = State.CANCELLED, now
            return None
        if training.begun >= MOST_BEGINNINGS:
            problem = LEFT_TOO_OFTEN.format(times=training.begun)
            mark_ended(session, training.id, State.FAILED, problem=problem, now=now)
            return None
        training.begun += 1
        training.state, training.step = State.TRAINING, "Training begins"
        training.started_at = training.started_at or now
    training.beat_at = now
    tests = session.scalars(
        select(Example).where(Example.use == Use.TEST, Example.withdrawn_at.is_(None))
    )
    asked = [{"text": e.text, "topic": e.topic, "role": e.role, "kind": OURS} for e in tests]
    return Claimed(training.id, training.state, list(training.examples), asked)


def note_step(
    session: Session, number: int, step: str, *, comparing: bool = False, now: datetime
) -> bool:
    """Note how far a training is; False says that somebody wants it to stop."""
    training = session.get_one(Training, number)
    if training.state not in WORKED_ON or training.cancel_at:
        return False
    training.state = State.COMPARING if comparing else State.TRAINING
    training.step, training.beat_at = step[:LONGEST_STEP], now
    return True


def leave_training(session: Session, number: int) -> None:
    """Let whoever comes next begin it again at once: the house ends, and it is not to blame."""
    training = session.get_one(Training, number)
    if training.state in WORKED_ON:
        training.state, training.step = State.WAITING, None
        training.begun -= 1


def mark_ready(
    session: Session, number: int, comparison: Mapping[str, Any], *, now: datetime
) -> None:
    """Note what came of the comparison: now a person decides."""
    training = session.get_one(Training, number)
    if training.cancel_at:
        training.state = State.CANCELLED
    else:
        training.state, training.comparison = State.READY, dict(comparison)
    training.step, training.ended_at = None, now


def mark_ended(
    session: Session, number: int, state: State, *, problem: str | None = None, now: datetime
) -> None:
    """Note that a training failed or was cancelled."""
    training = session.get_one(Training, number)
    training.state, training.step, training.problem = state, None, problem
    training.ended_at = now


def mark_unmoved(session: Session, number: int, state: State, *, problem: str) -> None:
    """Note that no file was moved, and why; the training stands as *state* says."""
    training = session.get_one(Training, number)
    training.state, training.problem = state, problem


def mark_live(session: Session, number: int, *, now: datetime) -> None:
    """Note that a candidate is the live assistant from now on."""
    for before in session.scalars(select(Training).where(Training.state == State.LIVE)):
        before.state = State.REPLACED
    training = session.get_one(Training, number)
    training.state, training.beat_at = State.LIVE, now


def mark_rolled_back(session: Session, number: int, *, now: datetime) -> None:
    """Note that the assistant from before is live again, and with it its training, if any."""
    training = session.get_one(Training, number)
    training.state, training.beat_at = State.ROLLED_BACK, now
    before = session.scalar(
        select(Training)
        .where(Training.state == State.REPLACED)
        .order_by(Training.decided_at.desc())
        .limit(1)
    )
    if before:
        before.state = State.LIVE


def _to_work_at(now: datetime) -> Any:
    left = and_(Training.state.in_(WORKED_ON), Training.beat_at < now - LEFT_AFTER)
    moving = and_(
        Training.state.in_(MOVES_FILES),
        or_(Training.beat_at.is_(None), Training.beat_at < now - LEFT_AFTER),
    )
    return or_(Training.state == State.WAITING, left, moving)


def _write_down(
    session: Session, by: Consultant | None, did: str, training: Training, *, now: datetime
) -> None:
    who = by.email if by else "the command line"
    keep_audit(session, who=who, did=did, kind="training", subject=str(training.id), now=now)
