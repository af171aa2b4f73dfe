"""The answers that editors wrote at the desk, laid over those that came with the house."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from agency.storage.answers_content import Answer, Key, Topic, answer_of
from agency.storage.models.answer import AnswerVersion

logger = logging.getLogger(__name__)

type Mark = tuple[Any, ...]


def mark_of(session: Session) -> Mark:
    """Return what changes when a version is written or published, in one small query."""
    newest, published, last = (
        func.max(AnswerVersion.id),
        func.count(AnswerVersion.published_at),
        func.max(AnswerVersion.published_at),
    )
    return tuple(session.execute(select(newest, published, last)).one())


def read_edits(session: Session) -> dict[Key, Answer]:
    """Return the published edits in force."""
    row = AnswerVersion
    newest = (
        select(row.topic, row.role, row.nation, func.max(row.number))
        .where(row.published_at.is_not(None))
        .group_by(row.topic, row.role, row.nation)
    )
    in_force = select(row).where(tuple_(row.topic, row.role, row.nation, row.number).in_(newest))
    edits = {}
    for version in session.scalars(in_force):
        key = Key(version.topic, version.role, version.nation)
        if version.content is not None:
            edits[key] = answer_of(key, version.content)
    return edits


def lay_over(shipped: Mapping[str, Topic], edits: Mapping[Key, Answer]) -> dict[str, Topic]:
    """
    Return the topics of *shipped* with *edits* in place of what they replace.

    An edit for a role or nation that has no answer in the file stands after those that have.
    """
    topics = dict(shipped)
    for name in {key.topic for key in edits}:
        if name not in shipped:
            logger.warning("an edited answer belongs to no topic: %s", name)
            continue
        entries = tuple(edits.get(answer.key, answer) for answer in shipped[name].entries)
        there = {answer.key for answer in entries}
        added = [edits[key] for key in sorted(edits) if key.topic == name and key not in there]
        topics[name] = replace(shipped[name], entries=(*entries, *added))
    return topics
