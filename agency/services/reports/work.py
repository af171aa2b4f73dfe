"""How soon people hear from us, and who holds how much work."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from agency.core.contact_times import Waits, measure_waits
from agency.services.reports.sums import Wanted, branch_names, of_journeys, sums
from agency.storage.models import Consultant, DailyCount, Journey, Lead, Promise, Stage


@dataclass
class Contact:
    """How long the leads of one desk or branch waited, and how many still do."""

    minutes: Counter[int] = field(default_factory=Counter)
    in_time: int = 0
    waiting: int = 0
    overdue: int = 0

    @property
    def waits(self) -> Waits:
        return measure_waits(self.minutes, self.in_time)

    def add(self, minutes: int, count: int, *, in_time: bool) -> None:
        self.minutes[minutes] += count
        self.in_time += count if in_time else 0

    def take_in(self, other: "Contact") -> None:
        """Add all that *other* counts."""
        self.minutes.update(other.minutes)
        self.in_time += other.in_time
        self.waiting += other.waiting
        self.overdue += other.overdue


@dataclass(frozen=True)
class Contacts:
    """First contacts in all, by branch, and by who made them, by id."""

    whole: Contact
    branches: Mapping[int, Contact]
    people: Mapping[int, Contact]


def read_contacts(session: Session, wanted: Wanted, *, now: datetime) -> Contacts:
    """Return how soon the leads of the period heard from somebody, or that they have not yet."""
    each: defaultdict[tuple[int | None, int | None], Contact] = defaultdict(Contact)
    by = (Journey.branch_id, Journey.contacted_by_id, Journey.waited_minutes, Journey.in_time)
    told = select(*by).where(*of_journeys(wanted), Journey.waited_minutes.is_not(None))
    for branch, person, minutes, in_time in session.execute(told):
        each[branch, person].add(minutes or 0, 1, in_time=bool(in_time))
    kept = (DailyCount.branch_id, DailyCount.consultant_id, DailyCount.detail, DailyCount.about)
    for branch, person, minutes, in_time, count in sums(session, "waited", wanted, *kept):
        each[branch, person].add(int(minutes), count, in_time=in_time == "in_time")
    for branch, person, count, late in session.execute(_waiting(wanted, now)):
        each[branch, person].waiting += count
        each[branch, person].overdue += late
    whole = Contact()
    branches: defaultdict[int, Contact] = defaultdict(Contact)
    people: defaultdict[int, Contact] = defaultdict(Contact)
    for (branch, person), contact in each.items():
        whole.take_in(contact)
        if branch:
            branches[branch].take_in(contact)
        if person:
            people[person].take_in(contact)
    return Contacts(whole, branches, people)


def _waiting(wanted: Wanted, now: datetime) -> Select[int, int, int, int]:
    """Return who still waits, and of them past the promise, by branch and owner."""
    overdue = func.count().filter(Promise.due_at <= now)
    begins, ends = wanted.period.moments()
    waiting = (
        select(Lead.branch_id, Lead.owner_id, func.count(), overdue)
        .join(Promise, and_(Promise.lead_id == Lead.id, Promise.kept_at.is_(None)))
        .where(Lead.opened_at >= begins, Lead.opened_at < ends, Lead.is_open)
        .group_by(Lead.branch_id, Lead.owner_id)
    )
    if wanted.role:
        waiting = waiting.where(Lead.role == wanted.role)
    if wanted.branch_ids is not None:
        waiting = waiting.where(Lead.branch_id.in_(wanted.branch_ids))
    return waiting


@dataclass
class Held:
    """What somebody holds now."""

    name: str
    capacity: int | None = None
    open: int = 0
    new: int = 0
    waiting: int = 0
    overdue: int = 0

    def add(self, *counts: int) -> None:
        for name, count in zip(("open", "new", "waiting", "overdue"), counts, strict=True):
            setattr(self, name, getattr(self, name) + count)


@dataclass(frozen=True)
class Load:
    """Who holds how many open leads now, by branch and by consultant."""

    branches: Mapping[int, Held]
    people: Mapping[int, Held]


def read_load(session: Session, wanted: Wanted, *, now: datetime) -> Load:
    """Return how many open leads everybody holds: new, waiting for a first contact, overdue."""
    waits = and_(Promise.lead_id.is_not(None), Promise.kept_at.is_(None))
    counts = (
        func.count(),
        func.count().filter(Lead.stage == Stage.NEW),
        func.count().filter(waits, Promise.due_at > now),
        func.count().filter(waits, Promise.due_at <= now),
    )
    found = (
        select(Lead.branch_id, Lead.owner_id, *counts)
        .outerjoin(Promise, Promise.lead_id == Lead.id)
        .where(Lead.is_open)
        .group_by(Lead.branch_id, Lead.owner_id)
    )
    if wanted.role:
        found = found.where(Lead.role == wanted.role)
    if wanted.branch_ids is not None:
        found = found.where(Lead.branch_id.in_(wanted.branch_ids))
    ours = None if wanted.branch_ids is None else wanted.branch_ids
    branches = {
        key: Held(name)
        for key, name in branch_names(session).items()
        if ours is None or key in ours
    }
    everybody = {each.id: each for each in session.scalars(select(Consultant))}
    people: dict[int, Held] = {}
    for branch, person, *held in session.execute(found):
        who = everybody[person]
        branches[branch].add(*held)
        people.setdefault(person, Held(who.name, who.capacity)).add(*held)
    return Load(branches, people)
