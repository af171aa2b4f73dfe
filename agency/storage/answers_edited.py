"""The answers that editors wrote at the desk, laid over those that came with the house."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from agency.storage.answers_content import Answer, Key, Topic, answer_of
from agency.storage.models.answer import AnswerVersion
from agency.storage.models.own_topic import OwnTopic
from agency.storage.own_topics import OWN, find_live_training, read_topics_named

logger = logging.getLogger(__name__)

type Mark = tuple[Any, ...]


def mark_of(session: Session) -> Mark:
    """Return what changes with a published version, a live assistant or a renamed topic."""
    newest, published, last = (
        func.max(AnswerVersion.id),
        func.count(AnswerVersion.published_at),
        func.max(AnswerVersion.published_at),
    )
    written = session.execute(select(newest, published, last)).one()
    named = session.execute(select(OwnTopic.title, OwnTopic.question).order_by(OwnTopic.id))
    return (*written, find_live_training(session), tuple(map(tuple, named)))


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


def lay_over(
    shipped: Mapping[str, Topic],
    edits: Mapping[Key, Answer],
    own: Mapping[str, Topic] = MappingProxyType({}),
) -> dict[str, Topic]:
    """
    Return the topics of *shipped* with *edits* in place of what they replace.

    An edit for a role or nation that has no answer in the file stands after those that have. The
    agency's *own* topics are there where they have an answer.
    """
    topics = {**own, **shipped}
    for name in {key.topic for key in edits}:
        if name not in topics:
            # One of the agency's own waits until the live assistant knows it.
            if not name.startswith(OWN):
                logger.warning("an edited answer belongs to no topic: %s", name)
            continue
        entries = tuple(edits.get(answer.key, answer) for answer in topics[name].entries)
        there = {answer.key for answer in entries}
        added = [edits[key] for key in sorted(edits) if key.topic == name and key not in there]
        topics[name] = replace(topics[name], entries=(*entries, *added))
    return {name: topic for name, topic in topics.items() if topic.entries or name in shipped}


def read_passages(session: Session, names: Collection[str]) -> dict[str, list[str]]:
    """Return what topics of the agency's own are about: title, question and answers, in parts."""
    own = read_topics_named(session, names)
    topics = lay_over(own, read_edits(session)) if own else {}
    return {
        name: [topics[name].title, topics[name].question, *_parts(topics[name].entries)]
        for name in own
    }


def _parts(answers: Iterable[Answer]) -> Iterator[str]:
    for answer in answers:
        for text in (answer.text, answer.more or ""):
            yield from (part.strip() for part in text.split("\n\n") if part.strip())
