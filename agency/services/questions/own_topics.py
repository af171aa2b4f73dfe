"""Topics that the agency begins itself, from questions nobody had an answer to."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agency.core.masking import names_somebody
from agency.cv.private import private_spans
from agency.services.answers.answers import save_answer, stand
from agency.services.answers.review import Remark, review
from agency.services.audit import keep_audit
from agency.services.questions.examples import (
    Chosen,
    Objection,
    list_examples,
    objections_to,
    propose_examples,
    withdraw_example,
)
from agency.services.questions.groups import point_group
from agency.storage.answers_content import NO_ROLE, Answer, Topic
from agency.storage.answers_edited import read_edits
from agency.storage.example_file import ExampleFile
from agency.storage.models import Consultant, Example, OwnTopic, QuestionGroup, Use
from agency.storage.own_topics import OWN, live_names, read_topics_named

# With eight sentences half of what nobody had said before was recognised, with twelve most of it.
FEWEST, ENOUGH = 8, 12
SHORTEST, LONGEST_TITLE, LONGEST_QUESTION = 3, 60, 150
LONGEST_SLUG = 40


@dataclass(frozen=True)
class Begun:
    """A topic as somebody wrote it: what it is called, its question, and sentences to learn."""

    title: str
    question: str
    sentences: Sequence[Chosen]

    @property
    def taught(self) -> int:
        return sum(each.use is Use.TEACH for each in self.sentences)


class TopicRefused(Exception):
    """Something stands against a new topic; nothing was kept."""

    def __init__(
        self,
        codes: Sequence[str],
        objections: Sequence[Objection] = (),
        remarks: Sequence[Remark] = (),
    ) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes
        self.objections = objections
        self.remarks = remarks


@dataclass(frozen=True)
class OwnStanding:
    """How one topic of the agency's own stands."""

    topic: OwnTopic
    live: bool
    taught: int
    answered: bool

    @property
    def lacks(self) -> str:
        """What it needs before it can be trained, if anything."""
        if self.taught < FEWEST:
            return "topic_too_few"
        return "" if self.answered else "topic_unanswered"


def begin_topic(
    session: Session,
    file: ExampleFile,
    topics: Mapping[str, Topic],
    begun: Begun,
    answer: Answer,
    *,
    group: QuestionGroup,
    by: Consultant,
    approval: bool = False,
    today: date,
    now: datetime,
) -> OwnTopic:
    """
    Begin a topic with its first answer, which serves every role, and its sentences.

    All or nothing: TopicRefused says everything that stands against it. Visitors read nothing of it
    before a training with it is live. *topics* are those the desk knows.
    """
    if refused := _against(session, file, topics, begun, answer, today=today):
        raise refused
    topic = OwnTopic(
        name=_free_name(session, begun.title),
        title=begun.title,
        question=begun.question,
        group_id=group.id,
        author=by,
        at=now,
    )
    session.add(topic)
    session.flush()  # its sentences are for a topic that is known
    with_it = {**topics, **read_topics_named(session, {topic.name})}
    first = replace(answer, topic=topic.name)
    standing = stand(with_it, first.key, [], today=today)
    save_answer(
        session, standing, first, seen=0, topics=with_it, by=by, why="A new topic", publish=True,
        approval=approval, now=now,
    )  # fmt: skip
    propose_examples(
        session, file, begun.sentences, topic.name, NO_ROLE, group=group, by=by, now=now
    )
    point_group(session, group, topic.name, NO_ROLE, by=by, now=now)
    _write_down(session, by, "began", topic, now=now)
    return topic


def rename_topic(
    session: Session,
    topics: Mapping[str, Topic],
    name: str,
    title: str,
    question: str,
    *,
    by: Consultant,
    approval: bool = False,
    now: datetime,
) -> OwnTopic | None:
    """
    Give a topic another title and another question; its name in programs and reports stays.

    TopicRefused says what stands against it. Where another person approves what visitors read, a
    live topic keeps its words.
    """
    topic = session.scalar(select(OwnTopic).where(OwnTopic.name == name))
    if topic is None or topic.withdrawn_at:
        return None
    others = [each for known, each in topics.items() if known != name]
    codes = [*_wording(Begun(title, question, ()), others)]
    if approval and name in live_names(session):
        codes.append("approved_words")
    if codes:
        raise TopicRefused(codes)
    if (topic.title, topic.question) != (title, question):
        topic.title, topic.question = title, question
        _write_down(session, by, "renamed", topic, now=now)
    return topic


def withdraw_topic(
    session: Session, name: str, *, by: Consultant, now: datetime
) -> OwnTopic | None:
    """
    Take a topic back with its sentences; its groups stand open again.

    One that is live is answered until an assistant without it is.
    """
    topic = session.scalar(select(OwnTopic).where(OwnTopic.name == name))
    if topic is None or topic.withdrawn_at:
        return None
    topic.withdrawn_at = now
    for example in list_examples(session):
        if example.topic == name:
            withdraw_example(session, example.id, by=by, now=now)
    for group in session.scalars(select(QuestionGroup).where(QuestionGroup.topic == name)):
        point_group(session, group, None, NO_ROLE, by=by, now=now)
    _write_down(session, by, "took back", topic, now=now)
    return topic


def list_own_topics(session: Session) -> list[OwnStanding]:
    """Return the agency's own topics that are proposed or live, the newest first."""
    live, answered = live_names(session), _answered(session)
    taught = Counter(each.topic for each in list_examples(session) if each.use is Use.TEACH)
    rows = session.scalars(
        select(OwnTopic).options(joinedload(OwnTopic.author)).order_by(OwnTopic.id.desc())
    )
    return [
        OwnStanding(each, each.name in live, taught[each.name], each.name in answered)
        for each in rows
        if each.withdrawn_at is None or each.name in live
    ]


def find_lack(session: Session, examples: Collection[int]) -> str:
    """Return what a topic of the agency's own lacks among what would be taught, if one does."""
    rows = session.execute(
        select(Example.id, Example.topic).where(Example.topic.startswith(OWN, autoescape=True))
    )
    taught = Counter(topic for number, topic in rows if number in set(examples))
    if any(count < FEWEST for count in taught.values()):
        return "topic_too_few"
    return "" if taught.keys() <= _answered(session) else "topic_unanswered"


def _against(
    session: Session,
    file: ExampleFile,
    topics: Mapping[str, Topic],
    begun: Begun,
    answer: Answer,
    *,
    today: date,
) -> TopicRefused | None:
    codes = [*_wording(begun, topics.values())]
    if begun.taught < FEWEST:
        codes.append("too_few")
    objections = objections_to(session, file, begun.sentences) if begun.sentences else []
    found = review(answer, topics=topics, today=today)
    remarks = [remark for remark in found if remark.is_broken]
    if not (codes or objections or remarks):
        return None
    return TopicRefused(codes, objections, remarks)


def _wording(begun: Begun, topics: Iterable[Topic]) -> Iterable[str]:
    if not _reads_well(begun.title, LONGEST_TITLE):
        yield "title"
    if not _reads_well(begun.question, LONGEST_QUESTION):
        yield "question"
    same = begun.title.casefold()
    if any(each.title.casefold() == same for each in topics):
        yield "title_taken"
    both = (begun.title, begun.question)
    if any(names_somebody(text) or private_spans(text) for text in both):
        yield "personal"


def _reads_well(text: str, most: int) -> bool:
    plain = text.isprintable() and not set(text) & set("<>{}[]|")
    return SHORTEST <= len(text) <= most and plain and any(map(str.isalpha, text))


def _free_name(session: Session, title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = "_".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_SLUG].strip("_") or "topic"
    taken = set(session.scalars(select(OwnTopic.name)))
    names = (f"{OWN}{slug}{f'_{number}' if number > 1 else ''}" for number in range(1, 10_000))
    return next(name for name in names if name not in taken)


def _answered(session: Session) -> frozenset[str]:
    return frozenset(key.topic for key in read_edits(session) if key.role == NO_ROLE)


def _write_down(
    session: Session, by: Consultant, did: str, topic: OwnTopic, *, now: datetime
) -> None:
    keep_audit(session, who=by.email, did=did, kind="topic", subject=topic.name, now=now)
