"""What people asked and did not get, the most frequent first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, String, case, func, literal_column, select
from sqlalchemy.orm import Session

from agency.core.asked import NOT_GOT, Got
from agency.storage.models import Question, QuestionGroup

PAGE_OF_GROUPS = 40
# As a sum: a database that walks whole groups by their index reads all they ever asked.
_GROUP = Question.group_id + literal_column("0", Integer)
type _Read = Row[int, str, Got, list[dict[str, Any]] | None, datetime]
# Enough to know how a group speaks; a page need not read thousands.
MOST_READ = 400
MOST_READ_OF_EACH = 25  # where many groups stand in one list
EXAMPLES = 3
MOST_GUESSES = 3


@dataclass(frozen=True)
class Wanted:
    """Which questions: since when, from which page of the website, and what was got."""

    since: datetime
    now: datetime
    page: str = ""
    got: Sequence[Got] = NOT_GOT
    standing: str = "open"

    @property
    def half(self) -> datetime:
        return self.since + (self.now - self.since) / 2


@dataclass(frozen=True)
class Sentence:
    """One wording, and how often it was used."""

    text: str
    count: int
    last_at: datetime


@dataclass(frozen=True)
class Asked:
    """A group as the list shows it."""

    group: QuestionGroup
    count: int
    earlier: int
    later: int
    last_at: datetime
    got: Mapping[Got, int] = field(default_factory=dict)
    sentences: Sequence[Sentence] = ()
    guesses: Sequence[tuple[str, float]] = ()

    @property
    def title(self) -> str:
        return self.sentences[0].text if self.sentences else ""

    @property
    def trend(self) -> int:
        """How many more, or fewer, in the later half of the period than in the earlier one."""
        return self.later - self.earlier


def list_asked(session: Session, wanted: Wanted, *, after: int = 0) -> list[Asked]:
    """Return a page of groups, beginning behind the first *after*; one more says there is more."""
    later = func.sum(case((Question.at >= wanted.half, 1), else_=0))
    count = func.count()
    rows = session.execute(
        select(_GROUP, count, later, func.max(Question.at))
        .join(QuestionGroup, QuestionGroup.id == _GROUP)
        .where(*_in_period(wanted), _standing() == wanted.standing)
        .group_by(_GROUP)
        .order_by(count.desc(), func.max(Question.at).desc(), _GROUP)
        .offset(after)
        .limit(PAGE_OF_GROUPS + 1)
    ).all()
    groups = {
        group.id: group
        for group in session.scalars(
            select(QuestionGroup).where(QuestionGroup.id.in_([row[0] for row in rows]))
        )
    }
    first = session.scalar(select(func.min(Question.id)).where(Question.at >= wanted.since)) or 0
    return [
        _described(session, groups[number], wanted, count, late, first, most=MOST_READ_OF_EACH)
        for number, count, late, _ in rows
        if number in groups
    ]


def describe_group(session: Session, group: QuestionGroup, wanted: Wanted) -> Asked:
    """Return one group with what was asked in it since then, whatever was decided about it."""
    later = func.sum(case((Question.at >= wanted.half, 1), else_=0))
    count, late = session.execute(
        select(func.count(), later).where(
            Question.group_id == group.id, Question.at >= wanted.since
        )
    ).one()
    return _described(session, group, wanted, count, late or 0, most=MOST_READ)


def count_standings(session: Session, wanted: Wanted) -> dict[str, int]:
    """Return how many groups are open, pointed to a topic, and put aside."""
    rows = session.execute(
        select(func.count(func.distinct(_GROUP)), _standing())
        .join(QuestionGroup, QuestionGroup.id == _GROUP)
        .where(*_in_period(wanted))
        .group_by(_standing())
    )
    counts = {str(standing): int(count) for count, standing in rows}
    return {name: counts.get(name, 0) for name in ("open", "pointed", "aside")}


def count_got(session: Session, wanted: Wanted) -> dict[Got, int]:
    """Return how many questions there were, by what was got, answered ones among them."""
    # Counted beside each other: in groups, a database would walk all that was ever asked.
    each = [func.count().filter(Question.got == got) for got in Got]
    within = Question.at >= wanted.since, *_of_page(wanted)
    counts = session.execute(select(*each).where(*within)).one()
    return {got: int(count) for got, count in zip(Got, counts, strict=True)}


def list_pages(session: Session, *, since: datetime, most: int = 30) -> list[str]:
    """Return the pages of the website from which most was asked."""
    rows = session.execute(
        select(Question.page, func.count())
        .where(Question.at >= since, Question.page.is_not(None), Question.got.in_(NOT_GOT))
        .group_by(Question.page)
        .order_by(func.count().desc())
        .limit(most)
    )
    return sorted(str(page) for page, _ in rows)


def since_of(days: int, *, now: datetime) -> datetime:
    return now - timedelta(days=days)


def _standing() -> ColumnElement[str]:
    # Written out: PostgreSQL takes two places for values for two expressions, and refuses to group.
    return case(
        (QuestionGroup.aside_at.is_not(None), literal_column("'aside'", String)),
        (QuestionGroup.pointed_at.is_not(None), literal_column("'pointed'", String)),
        else_=literal_column("'open'", String),
    )


def _of_page(wanted: Wanted) -> list[ColumnElement[bool]]:
    return [Question.page == wanted.page] if wanted.page else []


def _in_period(wanted: Wanted) -> list[ColumnElement[bool]]:
    within = [Question.at >= wanted.since, Question.got.in_(wanted.got)]
    return [*within, *_of_page(wanted)]


def _described(
    session: Session,
    group: QuestionGroup,
    wanted: Wanted,
    count: int,
    later: int,
    first: int = 0,
    *,
    most: int,
) -> Asked:
    questions: Sequence[_Read] = session.execute(
        select(Question.id, Question.text, Question.got, Question.guesses, Question.at)
        # Behind the first of the period a group's older ones need not be looked at.
        .where(Question.group_id == group.id, Question.id >= first, Question.at >= wanted.since)
        .order_by(Question.id.desc())
        .limit(most)
    ).all()
    return Asked(
        group=group,
        count=count,
        earlier=count - later,
        later=later,
        last_at=questions[0].at if questions else group.began_at,
        got=Counter(each.got for each in questions),
        sentences=_sentences(questions),
        guesses=_guesses(questions),
    )


def _sentences(questions: Sequence[_Read]) -> list[Sentence]:
    """Return each wording once, the most used first; of equals the one that was there first."""
    first: dict[str, _Read] = {}
    last: dict[str, datetime] = {}
    used: Counter[str] = Counter()
    for each in reversed(questions):
        key = " ".join(each.text.casefold().split()).rstrip("?!. ")
        first.setdefault(key, each)
        last[key] = each.at
        used[key] += 1
    ranked = sorted(first, key=lambda key: (-used[key], first[key].id))
    return [Sentence(first[key].text, used[key], last[key]) for key in ranked]


def _guesses(questions: Sequence[_Read]) -> list[tuple[str, float]]:
    chances: dict[str, float] = {}
    for each in questions:
        for guess in each.guesses or ():
            topic = str(guess["topic"])
            chances[topic] = chances.get(topic, 0.0) + float(guess["confidence"])
    total = max(len(questions), 1)
    ranked = sorted(chances.items(), key=lambda pair: -pair[1])[:MOST_GUESSES]
    return [(topic, chance / total) for topic, chance in ranked]
