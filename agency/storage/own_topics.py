"""The topics that the agency began itself, as topics without answers: those are laid over them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.storage.answers_content import Topic
from agency.storage.models.own_topic import OwnTopic
from agency.storage.models.training import Example, Training, TrainingState

# No topic that comes with the house begins like this: the two can never have the same name.
OWN = "own_"
LIVE = (TrainingState.LIVE, TrainingState.ROLLING_BACK)

_newest_live = (
    select(Training.id)
    .where(Training.state.in_(LIVE))
    .order_by(Training.decided_at.desc())
    .limit(1)
    .scalar_subquery()
)


def find_live_training(session: Session) -> int | None:
    """Return the training that made the live assistant, if one of the desk's did."""
    return session.scalar(select(_newest_live))


def live_examples(session: Session) -> frozenset[int]:
    """Return the examples that the live assistant was taught."""
    taught = session.scalar(select(Training.examples).where(Training.id == _newest_live))
    return frozenset(taught or ())


def live_names(session: Session) -> frozenset[str]:
    """Return the agency's own topics that the live assistant knows."""
    live = live_examples(session)
    if not live:
        return frozenset()
    theirs = select(Example.id, Example.topic).where(Example.topic.startswith(OWN, autoescape=True))
    return frozenset(topic for number, topic in session.execute(theirs) if number in live)


def read_live_topics(session: Session) -> dict[str, Topic]:
    """Return the agency's own topics that visitors may be told of."""
    live = live_names(session)
    return {each.name: _as_topic(each) for each in _every(session) if each.name in live}


def read_desk_topics(session: Session) -> dict[str, Topic]:
    """Return the agency's own topics that the desk works on: proposed ones, and the live ones."""
    live = live_names(session)
    return {
        each.name: _as_topic(each, live=each.name in live)
        for each in _every(session)
        if each.withdrawn_at is None or each.name in live
    }


def read_topics_named(session: Session, names: Collection[str]) -> dict[str, Topic]:
    """Return these topics of the agency's own, whatever became of them."""
    return {each.name: _as_topic(each) for each in _every(session) if each.name in names}


def read_titles(session: Session) -> dict[str, str]:
    """Return what every topic of the agency's own is called, or was: a report goes back years."""
    return {each.name: each.title for each in _every(session)}


def _every(session: Session) -> Sequence[OwnTopic]:
    return session.scalars(select(OwnTopic).order_by(OwnTopic.id)).all()


def _as_topic(row: OwnTopic, *, live: bool = True) -> Topic:
    return Topic(
        name=row.name,
        title=row.title,
        question=row.question,
        question_for_role=row.question,
        entries=(),
        live=live,
    )
