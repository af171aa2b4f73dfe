"""Each report, made for whoever reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from agency.services.agency.desks import day_of
from agency.services.people.access import RUNS_THE_DESK, branches_of, list_branches
from agency.services.reports.access import (
    CONTACT,
    FUNNEL,
    LOAD,
    OF_THE_ANSWERS,
    PAGES,
    QUESTIONS,
    RATINGS,
    TOPICS,
)
from agency.services.reports.reports import (
    read_funnel,
    read_pages,
    read_questions,
    read_ratings,
    read_topics,
)
from agency.services.reports.sums import Wanted, branch_names, names_of_people
from agency.services.reports.work import Contacts, read_contacts, read_load
from agency.storage.models import Consultant, Rating
from agency.storage.own_topics import read_titles
from web.desk.refusals import not_there
from web.desk.reports.answers import Title, rating_sections, topic_sections, topic_title
from web.desk.reports.filters import Asked
from web.desk.reports.sections import Section
from web.desk.reports.visits import funnel_sections, page_sections, question_sections
from web.desk.reports.waits import contact_sections, load_sections

TITLES = {
    FUNNEL: "Funnel",
    QUESTIONS: "Questions",
    TOPICS: "Topics",
    RATINGS: "Ratings",
    CONTACT: "First contact",
    LOAD: "Load",
    PAGES: "Pages",
}
# Nobody knows the branch of a question, and nobody the role of a rating's reason.
WITHOUT_BRANCH = frozenset({QUESTIONS, *OF_THE_ANSWERS})


@dataclass(frozen=True)
class Reading:
    """A report that is being made: of which days, compared with which, for whom."""

    session: Session
    reader: Consultant
    wanted: Wanted
    before: Wanted
    now: datetime

    @property
    def own_only(self) -> Consultant | None:
        return None if self.reader.access in RUNS_THE_DESK else self.reader


def begin_reading(
    session: Session, reader_id: int, report: str, asked: Asked, *, now: datetime
) -> Reading:
    """Return what somebody asks for; a branch that is none of theirs is not there."""
    today, reader = day_of(now), session.get_one(Consultant, reader_id)
    chosen = {branch.key: branch.id for branch in list_branches(session)}
    ours = None if reader.access in RUNS_THE_DESK else branches_of(reader)
    if report in WITHOUT_BRANCH:
        ids = None
    elif asked.branch:
        ids = frozenset({chosen[asked.branch]} if asked.branch in chosen else ())
        if not ids or (ours is not None and not ids <= ours):
            raise not_there()
    else:
        ids = ours
    wanted = Wanted(asked.period(today), asked.role, ids)
    return Reading(session, reader, wanted, wanted.of(asked.before(today)), now)


def _funnel(reading: Reading) -> list[Section]:
    wanted = reading.wanted
    return funnel_sections(
        read_funnel(reading.session, wanted),
        read_funnel(reading.session, reading.before),
        by_role=wanted.role is not None,
        by_branch=wanted.branch_ids is not None,
    )


def _questions(reading: Reading) -> list[Section]:
    return question_sections(read_questions(reading.session, reading.wanted))


def _topics(reading: Reading) -> list[Section]:
    return topic_sections(
        read_topics(reading.session, reading.wanted),
        read_topics(reading.session, reading.before),
        title=titles_for(reading),
        by_role=reading.wanted.role is not None,
    )


def _ratings(reading: Reading) -> list[Section]:
    read = [read_ratings(reading.session, of) for of in (reading.wanted, reading.before)]
    return rating_sections(*read, title=titles_for(reading))


def titles_for(reading: Reading) -> Title:
    """Return what says of a topic what it is called, the agency's own among them."""
    return partial(topic_title, titles=read_titles(reading.session))


def words_said(reading: Reading) -> list[Rating]:
    """Return what visitors wrote about answers that did not help them."""
    wanted = reading.wanted
    return read_ratings(reading.session, wanted).words


def _contact(reading: Reading) -> list[Section]:
    found = read_contacts(reading.session, reading.wanted, now=reading.now)
    if reader := reading.own_only:
        own = {key: of for key, of in found.people.items() if key == reader.id}
        found = Contacts(found.whole, found.branches, own)
    return contact_sections(
        found,
        read_contacts(reading.session, reading.before, now=reading.now),
        branch_names(reading.session),
        names_of_people(reading.session),
    )


def _load(reading: Reading) -> list[Section]:
    found = read_load(reading.session, reading.wanted, now=reading.now)
    return load_sections(found, reader=reading.own_only)


def _pages(reading: Reading) -> list[Section]:
    wanted = reading.wanted
    everything = wanted.role is None and wanted.branch_ids is None
    return page_sections(read_pages(reading.session, wanted), seen=everything)


MADE_BY: Mapping[str, Callable[[Reading], list[Section]]] = {
    FUNNEL: _funnel,
    QUESTIONS: _questions,
    TOPICS: _topics,
    RATINGS: _ratings,
    CONTACT: _contact,
    LOAD: _load,
    PAGES: _pages,
}
