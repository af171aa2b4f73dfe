"""Questions that mean the same, in groups that stay: by their vectors, and what was decided."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from agency.core.asked import NOT_GOT
from agency.services.audit import keep_audit
from agency.storage.models import Consultant, Question, QuestionGroup

# From this likeness on it is the same question in other words; see docs/decisions.
ALIKE = 0.6
AT_ONCE = 32
NUMBERS = np.dtype("<f4")


class GroupGone(Exception):
    """There is no such group, or nothing in it any more."""


def list_ungrouped(session: Session) -> Sequence[Question]:
    """Return some questions that nobody got an answer to and that stand in no group yet."""
    return session.scalars(
        select(Question)
        .where(Question.group_id.is_(None), Question.got.in_(NOT_GOT))
        .order_by(Question.id)
        .limit(AT_ONCE)
    ).all()


def group_questions(session: Session, vectors: Mapping[int, bytes], *, now: datetime) -> int:
    """
    Put questions into the group they are nearest to, or a new one; return how many were new.

    *vectors* are unit vectors by the question's id. A group that is there stays what it is: who
    comes back finds it where it was.
    """
    groups = list(session.scalars(select(QuestionGroup).order_by(QuestionGroup.id)))
    centres = [np.frombuffer(group.centre, NUMBERS).copy() for group in groups]
    new = 0
    for number, raw in sorted(vectors.items()):
        question = session.get(Question, number)
        if question is None or question.group_id is not None:
            continue
        vector = np.frombuffer(raw, NUMBERS)
        place = _nearest(centres, vector)
        if place is None:
            group = QuestionGroup(centre=vector.tobytes(), began_at=now)
            session.add(group)
            session.flush()  # the question needs its group's id
            groups.append(group)
            centres.append(vector.copy())
            new += 1
        else:
            group = groups[place]
            centres[place] = centres[place] + vector
            group.centre = centres[place].astype(NUMBERS).tobytes()
        question.group_id = group.id
    return new


def forget_empty_groups(session: Session) -> int:
    """Erase the groups whose questions are forgotten, but for those somebody decided about."""
    empty = ~exists().where(Question.group_id == QuestionGroup.id)
    undecided = QuestionGroup.aside_at.is_(None) & QuestionGroup.pointed_at.is_(None)
    gone = session.execute(delete(QuestionGroup).where(empty, undecided))
    return int(getattr(gone, "rowcount", 0))


def find_group(session: Session, number: int, *, lock: bool = False) -> QuestionGroup:
    """Return a group that has questions, or raise GroupGone."""
    group = session.get(QuestionGroup, number, with_for_update=True if lock else None)
    if group is None:
        raise GroupGone
    return group


def put_aside(
    session: Session, group: QuestionGroup, *, by: Consultant | None, now: datetime
) -> None:
    """Say that a group is not ours to answer; later questions like it stay aside too."""
    if group.aside_at is None:
        group.aside_at, group.aside_by = now, by
        write_down(session, by, "put aside", group, now=now)


def take_back(
    session: Session, group: QuestionGroup, *, by: Consultant | None, now: datetime
) -> None:
    """Undo `put_aside`."""
    if group.aside_at is not None:
        group.aside_at = group.aside_by_id = None
        write_down(session, by, "took back", group, now=now)


def point_group(
    session: Session,
    group: QuestionGroup,
    topic: str | None,
    role: str,
    *,
    by: Consultant | None,
    now: datetime,
) -> None:
    """Say which topic a group asks about; None takes that back."""
    group.topic, group.role = topic, role if topic else None
    group.pointed_at, group.pointed_by = (now, by) if topic else (None, None)
    if topic:
        group.aside_at = group.aside_by_id = None
    did = f"pointed to {topic}/{role}" if topic else "pointed nowhere"
    write_down(session, by, did, group, now=now)


def write_down(
    session: Session, by: Consultant | None, did: str, group: QuestionGroup, *, now: datetime
) -> None:
    who = by.email if by else "the command line"
    keep_audit(session, who=who, did=did, kind="questions", subject=str(group.id), now=now)


def _nearest(centres: Sequence[np.ndarray], vector: np.ndarray) -> int | None:
    if not centres:
        return None
    table = np.stack(centres)
    lengths = np.linalg.norm(table, axis=1)
    likeness = (table @ vector) / np.maximum(lengths, 1e-9)
    best = int(likeness.argmax())
    return best if likeness[best] >= ALIKE else None
