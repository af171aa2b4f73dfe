"""The desks of the agency, as far as somebody waits at them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from agency.core.enquiry import Enquiry, Kind
from agency.core.postcode import area_of, find_outward
from agency.core.routing import BranchPatch, Choice, ConsultantSeat, DeskSeat, Wish, choose_desk
from agency.core.working_days import USUAL, Absence, WorkingWeek
from agency.services.agency.absences import list_absences
from agency.services.agency.bank_holidays import SUBDIVISIONS, list_bank_holidays, list_closing_days
from agency.services.agency.rules import find_rules
from agency.storage.field_words import (
    council_names,
    field_words,
    gazetteer,
    languages,
    supplied_rules,
)
from agency.storage.models import Branch, Desk, Lead

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Load:
    """How many open leads each desk and each consultant holds, by id."""

    desks: Mapping[int, int] = field(default_factory=dict)
    consultants: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Office:
    """Every desk with its branch, its owner and their absences, from one day on."""

    desks: Sequence[Desk]
    patches: Mapping[int, tuple[BranchPatch, str]]
    absences: Mapping[int, Sequence[Absence]]
    closing: Mapping[date, str] = field(default_factory=dict)

    def seats(self, day: date, load: Load | None) -> list[DeskSeat]:
        """Return every desk as it stands on *day*; without a *load* nobody is ever full."""
        return [self._seat(desk, day, load) for desk in self.desks]

    def _seat(self, desk: Desk, day: date, load: Load | None) -> DeskSeat:
        patch, nation = self.patches[desk.branch_id]
        who, held = desk.consultant, load or Load()
        week = WorkingWeek(
            frozenset(who.working_days) or USUAL,
            tuple(self.absences.get(who.id, ())),
            {**list_bank_holidays(nation, around=day), **self.closing},
        )
        return DeskSeat(
            id=desk.id,
            name=desk.name,
            branch=patch,
            roles=frozenset(desk.roles),
            on_duty=desk.on_duty,
            waiting=held.desks.get(desk.id, 0),
            attended=who.active,
            capacity=desk.capacity if load else None,
            consultant=ConsultantSeat(
                id=who.id,
                name=who.name,
                languages=frozenset(who.languages),
                capacity=who.capacity if load else None,
                held=held.consultants.get(who.id, 0),
                away=why_away(week, day),
            ),
        )


def prepare_desks(*, now: datetime) -> None:
    """Read what a choice needs to know once, so that the first lead of a process need not wait."""
    gazetteer(), field_words(), languages(), council_names(), supplied_rules()
    for nation in SUBDIVISIONS:
        list_bank_holidays(nation, around=day_of(now))


def find_desk(session: Session, enquiry: Enquiry, *, now: datetime) -> tuple[Desk, Choice]:
    """Return the desk that is to have *enquiry*, and why; NoDesk says that there is none."""
    choice = choose_for(session, wish_of(enquiry), now=now)
    return session.get_one(Desk, choice.desk.id), choice


def choose_for(session: Session, wish: Wish, *, but: Lead | None = None, now: datetime) -> Choice:
    """
    Return who would have a lead that asks for *wish*, as everything stands now.

    The lead *but*, which looks for a desk anew, weighs on nobody.
    """
    day = day_of(now)
    seats = find_office(session, since=day).seats(day, find_load(session, but=but))
    return choose_desk(seats, wish, near_km=find_rules(session).routing.near_km)


def wish_of(enquiry: Enquiry) -> Wish:
    """Return what *enquiry* asks of a desk."""
    question = enquiry.question or ""
    councils = enquiry.kind is not Kind.CLIENT and bool(council_names().find(question))
    return Wish(
        role=enquiry.role,
        kind=enquiry.kind,
        where=gazetteer().locate(enquiry.postcode, enquiry.town),
        language=enquiry.language or languages().find_asked(question),
        for_local_authority=councils,
    )


def day_of(now: datetime) -> date:
    """Return the day on which *now* falls in London."""
    return now.astimezone(LONDON).date()


def find_office(session: Session, *, since: date) -> Office:
    """Return the desks, and who is away from *since* on."""
    desks = session.scalars(
        select(Desk).options(joinedload(Desk.branch), joinedload(Desk.consultant)).order_by(Desk.id)
    ).all()
    away: dict[int, list[Absence]] = {}
    for row in list_absences(session, on=since):
        away.setdefault(row.consultant_id, []).append(Absence(row.starts, row.ends))
    branches = {desk.branch_id: desk.branch for desk in desks}
    patches = {at: patch_of(branch) for at, branch in branches.items()}
    return Office(desks, patches, away, list_closing_days(session))


def find_load(session: Session, *, but: Lead | None = None) -> Load:
    """Return how many open leads everybody holds, *but* not counted."""
    held = select(Lead.desk_id, Lead.owner_id, func.count()).where(Lead.is_open)
    if but:
        held = held.where(Lead.id != but.id)
    desks, consultants = Counter[int](), Counter[int]()
    for desk, owner, count in session.execute(held.group_by(Lead.desk_id, Lead.owner_id)):
        desks[desk] += count
        consultants[owner] += count
    return Load(desks, consultants)


def patch_of(branch: Branch) -> tuple[BranchPatch, str]:
    """Return what a branch looks after, about where it is, and the nation it lies in."""
    return _patch(
        branch.name,
        tuple(branch.postcode_areas),
        tuple(branch.towns),
        branch.is_head,
        branch.address or "",
    )


def why_away(week: WorkingWeek, day: date) -> str:
    """
    Return why somebody cannot be reached as soon as the others can, or nothing.

    On a Saturday nobody is away who will be there on Monday like everyone else.
    """
    usual = WorkingWeek(USUAL, (), week.bank_holidays).first_day(day)
    back = week.first_day(day)
    if back is None:
        return "is away for good"
    if usual is None or back <= usual:
        return ""
    until = f"{back:%A} {back.day} {back:%B}"
    away = any(absence.starts <= back and day <= absence.ends for absence in week.absences)
    return f"is away until {until}" if away else f"works again on {until}"


@lru_cache(maxsize=1024)
def _patch(
    name: str, areas: tuple[str, ...], towns: tuple[str, ...], is_head: bool, address: str
) -> tuple[BranchPatch, str]:
    known, outward = gazetteer(), find_outward(address)
    points = (
        (known.locate(outward, name).points if outward else ())
        or known.locate(None, next(iter(towns), None)).points
        or known.locate(next(iter(areas), None), None).points
    )
    point = next(iter(points), None)
    patch = BranchPatch(name, frozenset(areas), frozenset(towns), is_head, point)
    return patch, known.nation_of([area_of(outward)] if outward else areas)
