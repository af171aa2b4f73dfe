"""What a manager reads on a Monday: how many came how far, what they asked, who waits for whom."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.report_periods import Period
from agency.services.reports.sums import Wanted, branch_names, by_slices, sum_steps, sums
from agency.storage.models import DailyCount, Journey, Rating, Thumb

MOST_WORDS = 50


@dataclass(frozen=True)
class Funnel:
    """How many came to each step: in all, by branch and by role."""

    seen: int
    steps: Counter[str]
    branches: Mapping[str, Counter[str]]
    roles: Mapping[str, Counter[str]]


def read_funnel(session: Session, wanted: Wanted) -> Funnel:
    """Return how far those came whose chat was opened in the period, up to today."""
    names = branch_names(session)
    whole: Counter[str] = Counter()
    branches: dict[str, Counter[str]] = {}
    roles: dict[str, Counter[str]] = {}
    for (branch, role), steps in sum_steps(
        session, wanted, Journey.branch_id, Journey.role
    ).items():
        whole.update(steps)
        roles.setdefault(str(role), Counter()).update(steps)
        if branch:
            name = names.get(branch, "A branch that is gone")
            branches.setdefault(name, Counter()).update(steps)
    seen = sum(count for (count,) in sums(session, "seen", Wanted(wanted.period)))
    return Funnel(seen, whole, branches, roles)


def read_questions(session: Session, wanted: Wanted) -> dict[str, Counter[str]]:
    """Return what became of each question: of "registration:email" how often it was asked."""
    found: dict[str, Counter[str]] = {}
    rows = sums(session, "question", wanted, DailyCount.about, DailyCount.detail)
    for about, detail, count in rows:
        found.setdefault(about, Counter())[detail] += count
    return found


@dataclass(frozen=True)
class Topics:
    """What was asked about: how often in all, and in each slice of the period."""

    slices: list[Period]
    topics: Mapping[str, int]
    over_time: Mapping[str, list[int]]
    heard: Mapping[str, int]
    heard_over_time: Mapping[str, list[int]]


def read_topics(session: Session, wanted: Wanted) -> Topics:
    """Return how often each topic was answered, and how many questions were not."""
    slices = wanted.period.slices()
    asked = sums(session, "topic", wanted, DailyCount.day, DailyCount.about)
    heard = sums(session, "heard", Wanted(wanted.period), DailyCount.day, DailyCount.detail)
    over_time, outcomes = by_slices(asked, slices), by_slices(heard, slices)
    return Topics(
        slices,
        {topic: sum(counts) for topic, counts in over_time.items()},
        over_time,
        {outcome: sum(counts) for outcome, counts in outcomes.items()},
        outcomes,
    )


@dataclass(frozen=True)
class Ratings:
    """What visitors thought of the answers to each topic, and the newest of their words."""

    topics: Mapping[str, Counter[str]]
    words: list[Rating]


def read_ratings(session: Session, wanted: Wanted) -> Ratings:
    """Return how answers were rated, why they did not help, and what was written about them."""
    found: dict[str, Counter[str]] = {}
    for topic, detail, count in sums(session, "rated", wanted, DailyCount.about, DailyCount.detail):
        found.setdefault(topic, Counter())[detail] += count
    since, until = wanted.period.moments()
    said = (
        select(Rating)
        .where(Rating.thumb == Thumb.DOWN, Rating.words.is_not(None))
        .where(Rating.at >= since, Rating.at < until)
        .order_by(Rating.at.desc())
        .limit(MOST_WORDS)
    )
    if wanted.role:
        said = said.where(Rating.role == wanted.role.value)
    return Ratings(found, list(session.scalars(said)))


def read_pages(session: Session, wanted: Wanted) -> dict[str, Counter[str]]:
    """Return what each page brought: how often it was seen, and who came how far from it."""
    found = {
        str(page): steps for (page,), steps in sum_steps(session, wanted, Journey.page).items()
    }
    if wanted.role is None and wanted.branch_ids is None:
        for page, count in sums(session, "seen", wanted, DailyCount.page):
            found.setdefault(page, Counter())["seen"] += count
    return found
