"""What other rules would have done to the leads there were. Nothing is changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agency.core.enquiry import Enquiry
from agency.core.routing import Choice, DeskSeat, Wish, choose_desk
from agency.core.rule_book import RuleBook
from agency.core.scoring import Score, score_facts
from agency.services.agency.desks import Office, day_of, find_office, wish_of
from agency.services.agency.rules import find_rules
from agency.services.agency.setup import TABLES, import_agency
from agency.services.audit import keep_audit
from agency.services.leads.enquiries import enquiry_of
from agency.services.leads.qualifying import facts_of
from agency.storage.models import (
    AuditEntry,
    CannedReply,
    ClosingReason,
    Lead,
    LetterTemplate,
)
from agency.storage.scratch import scratch_copy

MOST_LEADS = 1000  # whoever asks at the desk holds the database meanwhile
EMPTY = (AuditEntry, LetterTemplate, CannedReply, ClosingReason)


@dataclass(frozen=True)
class Outcome:
    """Where a lead would be, and how ready its sender."""

    desk: str
    branch: str
    grade: str
    points: int
    because: str

    @property
    def score(self) -> tuple[str, int]:
        return self.grade, self.points


@dataclass(frozen=True)
class Change:
    """One lead that other rules would have treated otherwise."""

    lead: str
    opened_at: datetime
    before: Outcome
    after: Outcome

    @property
    def moves(self) -> bool:
        return (self.before.desk, self.before.branch) != (self.after.desk, self.after.branch)

    @property
    def regrades(self) -> bool:
        return self.before.grade != self.after.grade


@dataclass(frozen=True)
class Comparison:
    """
    What other rules would have done to the leads since a day.

    `left_out` is how many more there were than are compared at once: the newest count.
    """

    since: date
    count: int
    left_out: int
    changes: Sequence[Change]
    grades_before: Mapping[str, int]
    grades_after: Mapping[str, int]

    @property
    def moved(self) -> int:
        return sum(change.moves for change in self.changes)

    @property
    def regraded(self) -> int:
        return sum(change.regrades for change in self.changes)


def compare_rules(
    session: Session, data: Mapping[str, Any], *, since: datetime, who: str, now: datetime
) -> Comparison:
    """Return what *data* would have done since *since*: see `Trial`."""
    return Trial.gather(session, data, since=since, who=who, now=now).compare()


@dataclass(frozen=True)
class Trial:
    """
    The rules in force and others, and the leads to try both on; no database is needed any more.

    Who was away counts as on the day of the lead; how busy everybody was does not, for that
    hangs on every choice before it.
    """

    since: date
    leads: Sequence[tuple[Lead, Enquiry, bool]]
    left_out: int
    ours: "Ruling"
    theirs: "Ruling"

    @classmethod
    def gather(
        cls,
        session: Session,
        data: Mapping[str, Any],
        *,
        since: datetime,
        who: str,
        now: datetime,
        most: int = MOST_LEADS,
    ) -> "Trial":
        """
        Return the rules, branches, desks and people of *data* beside those in force.

        *data* is taken in as `agency import` would, into a copy; SetupInvalid says what is wrong.
        A section that is missing is as it stands now.
        """
        leads, left_out = _leads_since(session, since, most)
        day = day_of(since)
        ours = Ruling.find(session, since=day)
        with scratch_copy(session, TABLES, empty=EMPTY) as copy:
            import_agency(copy, data, now=now)
            theirs = Ruling.find(copy, since=day)
        keep_audit(
            session,
            who=who,
            did="compared rules",
            kind="rules",
            subject=f"{len(leads)} leads",
            now=now,
        )
        enquiries = [(lead, enquiry_of(lead), has_cv) for lead, has_cv in leads]
        return cls(day, enquiries, left_out, ours, theirs)

    def compare(self) -> Comparison:
        """Return what the other rules would have done."""
        outcomes = [
            Change(
                lead.reference,
                lead.opened_at,
                self.ours.outcome(enquiry, lead, has_cv=has_cv),
                self.theirs.outcome(enquiry, lead, has_cv=has_cv),
            )
            for lead, enquiry, has_cv in self.leads
        ]
        return Comparison(
            since=self.since,
            count=len(outcomes),
            left_out=self.left_out,
            changes=[
                each for each in outcomes if each.moves or each.before.score != each.after.score
            ],
            grades_before=Counter(each.before.grade for each in outcomes),
            grades_after=Counter(each.after.grade for each in outcomes),
        )


@dataclass(frozen=True)
class Ruling:
    """One set of rules with the desks they rule over."""

    rules: RuleBook
    office: Office
    by_day: dict[date, list[DeskSeat]]
    known: dict[tuple[Wish, date], Choice]

    @classmethod
    def find(cls, session: Session, *, since: date) -> "Ruling":
        """Return the rules and desks of *session*, with who was away from *since* on."""
        return cls(find_rules(session), find_office(session, since=since), {}, {})

    def outcome(self, enquiry: Enquiry, lead: Lead, *, has_cv: bool) -> Outcome:
        """Return what would become of an enquiry on the day it came."""
        choice, score = self.choice(enquiry, day_of(lead.opened_at)), self.score(enquiry, has_cv)
        return Outcome(
            desk=choice.desk.name,
            branch=choice.desk.branch.name,
            grade=score.grade.value,
            points=score.points,
            because=choice.because,
        )

    def choice(self, enquiry: Enquiry, day: date) -> Choice:
        if day not in self.by_day:
            self.by_day[day] = self.office.seats(day, load=None)
        wish = wish_of(enquiry)
        if (wish, day) not in self.known:
            near_km = self.rules.routing.near_km
            self.known[wish, day] = choose_desk(self.by_day[day], wish, near_km=near_km)
        return self.known[wish, day]

    def score(self, enquiry: Enquiry, has_cv: bool) -> Score:
        patches = [patch for patch, _ in self.office.patches.values()]
        return score_facts(
            facts_of(enquiry, patches, self.rules, has_cv=has_cv), self.rules.scoring
        )


def _leads_since(
    session: Session, since: datetime, most: int
) -> tuple[list[tuple[Lead, bool]], int]:
    found = session.execute(
        select(Lead, Lead.has_cv)
        .where(Lead.opened_at >= since)
        .order_by(Lead.id.desc())
        .limit(most + 1)
        .options(joinedload(Lead.candidate))
    ).all()
    rows = [(lead, has_cv) for lead, has_cv in found[:most]]
    if len(found) <= most:
        return rows, 0
    every = session.query(Lead).where(Lead.opened_at >= since).count()
    return rows, every - most


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON-ready values. Leads are named by reference alone."""
    return {
        "since": comparison.since.isoformat(),
        "leads": comparison.count,
        "left_out": comparison.left_out,
        "moved": comparison.moved,
        "regraded": comparison.regraded,
        "grades_before": dict(comparison.grades_before),
        "grades_after": dict(comparison.grades_after),
        "changes": [
            {
                "lead": change.lead,
                "moves": change.moves,
                "regrades": change.regrades,
                "before": vars(change.before),
                "after": vars(change.after),
            }
            for change in comparison.changes
        ],
    }
