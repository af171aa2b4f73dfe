"""Who would get a lead and why, and what other rules would have done. Nothing is changed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, joinedload

from agency.core.enquiry import Enquiry, Kind
from agency.core.roles import Role
from agency.core.routing import Choice, DeskSeat, NoDesk, choose_desk
from agency.core.rule_book import RuleBook
from agency.core.scoring import Score, score_facts
from agency.services.agency_setup import import_agency
from agency.services.audit import keep_audit
from agency.services.desks import Office, choose_for, day_of, find_office, wish_of
from agency.services.lead_enquiries import enquiry_of
from agency.services.qualifying import facts_of
from agency.services.rules import find_rules
from agency.storage.models import (
    Absence,
    AuditEntry,
    Branch,
    Consultant,
    Cv,
    Desk,
    Lead,
    RuleVersion,
    Scan,
)
from agency.storage.scratch import scratch_copy

MOST_LEADS = 2000
# In the order they need each other.
COPIED = (Branch, Consultant, Desk, Absence, RuleVersion)


@dataclass(frozen=True)
class Asked:
    """A lead that is only thought of."""

    place: str = ""
    role: Role | None = None
    kind: Kind = Kind.REGISTRATION
    language: str | None = None
    question: str = ""

    @property
    def enquiry(self) -> Enquiry:
        return Enquiry(
            conversation_id="",
            kind=self.kind,
            role=self.role,
            town=self.place or None,
            language=self.language,
            question=self.question or None,
        )


@dataclass(frozen=True)
class Outcome:
    """Where a lead would be, and how ready its sender."""

    desk: str
    branch: str
    grade: str
    points: int
    because: str


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


def preview_route(session: Session, asked: Asked, *, now: datetime) -> Choice:
    """Return who would get a lead as everything stands now; NoDesk says that nobody could."""
    return choose_for(session, wish_of(asked.enquiry), now=now)


def compare_rules(
    session: Session, data: Mapping[str, Any], *, since: datetime, who: str, now: datetime
) -> Comparison:
    """
    Return what the rules, branches, desks and people of *data* would have done since *since*.

    *data* is taken in as `agency import` would, into a copy; SetupInvalid says what is wrong.
    A section that is missing is as it stands now. Who was away counts as on the day of the
    lead; how busy everybody was does not, for that hangs on every choice before it.
    """
    leads, left_out = _leads_since(session, since)
    enquiries = [(lead, enquiry_of(lead), has_cv) for lead, has_cv in leads]
    ours = Ruling.find(session, since=day_of(since))
    with scratch_copy(session, COPIED, empty=[AuditEntry]) as copy:
        import_agency(copy, data, now=now)
        theirs = Ruling.find(copy, since=day_of(since))
        outcomes = [
            (lead, ours.outcome(enquiry, lead, has_cv=cv), theirs.outcome(enquiry, lead, has_cv=cv))
            for lead, enquiry, cv in enquiries
        ]
    keep_audit(
        session, who=who, did="compared rules", kind="rules", subject=f"{len(leads)} leads", now=now
    )
    changes = [
        Change(lead.reference, lead.opened_at, before, after)
        for lead, before, after in outcomes
        if (before.desk, before.branch, before.grade, before.points)
        != (after.desk, after.branch, after.grade, after.points)
    ]
    return Comparison(
        since=day_of(since),
        count=len(leads),
        left_out=left_out,
        changes=changes,
        grades_before=Counter(before.grade for _, before, _ in outcomes),
        grades_after=Counter(after.grade for _, _, after in outcomes),
    )


@dataclass(frozen=True)
class Ruling:
    """One set of rules with the desks they rule over."""

    rules: RuleBook
    office: Office
    by_day: dict[date, list[DeskSeat]]

    @classmethod
    def find(cls, session: Session, *, since: date) -> "Ruling":
        """Return the rules and desks of *session*, with who was away from *since* on."""
        return cls(find_rules(session), find_office(session, since=since), {})

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
        return choose_desk(self.by_day[day], wish_of(enquiry), near_km=self.rules.routing.near_km)

    def score(self, enquiry: Enquiry, has_cv: bool) -> Score:
        patches = [patch for patch, _ in self.office.patches.values()]
        return score_facts(
            facts_of(enquiry, patches, self.rules, has_cv=has_cv), self.rules.scoring
        )


def _leads_since(session: Session, since: datetime) -> tuple[list[tuple[Lead, bool]], int]:
    sent = exists().where(Cv.scan != Scan.UNSAFE).where(
        or_(Cv.candidate_id == Lead.candidate_id, Cv.conversation_id == Lead.conversation_id)
    )  # fmt: skip
    found = session.execute(
        select(Lead, sent)
        .where(Lead.opened_at >= since)
        .order_by(Lead.id.desc())
        .limit(MOST_LEADS + 1)
        .options(joinedload(Lead.candidate))
    ).all()
    rows = [(lead, bool(cv)) for lead, cv in found[:MOST_LEADS]]
    if len(found) <= MOST_LEADS:
        return rows, 0
    every = session.query(Lead).where(Lead.opened_at >= since).count()
    return rows, every - MOST_LEADS


def lines_of(choice: Choice) -> Iterator[dict[str, Any]]:
    """Yield each desk considered, as JSON-ready values, the chosen one first."""
    for each in choice.considered():
        yield {
            "desk": each.desk.name,
            "branch": each.desk.branch.name,
            "owner": each.desk.consultant.name,
            "open_leads": each.desk.consultant.held,
            "chosen": each.chosen,
            "because": each.because,
        }


def route_as_json(choice: Choice) -> dict[str, Any]:
    """Return a choice as JSON-ready values."""
    return {
        "desk": choice.desk.name,
        "branch": choice.desk.branch.name,
        "owner": choice.desk.consultant.name,
        "because": choice.because,
        "stands_in": choice.stands_in,
        "considered": list(lines_of(choice)),
    }


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


__all__ = ["NoDesk", "compare_rules", "comparison_as_json", "preview_route", "route_as_json"]
