"""The desks of the agency, as far as somebody waits at them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from agency.core.enquiry import Enquiry, Kind
from agency.core.postcode import find_outward
from agency.core.routing import BranchPatch, Choice, ConsultantSeat, DeskSeat, Wish, choose_desk
from agency.core.working_days import USUAL, Absence, WorkingWeek
from agency.services.bank_holidays import list_bank_holidays
from agency.services.rules import find_rules
from agency.storage import models
from agency.storage.field_words import council_names, gazetteer, languages
from agency.storage.models import Branch, Consultant, Desk, Lead, Stage

LONDON = ZoneInfo("Europe/London")
# A lead that is somebody's work; what is registered, placed or closed weighs on nobody.
OPEN = (Stage.NEW, Stage.CONTACTED)


@dataclass(frozen=True)
class Load:
    """How many open leads each desk and each consultant holds, by id."""

    desks: Mapping[int, int]
    consultants: Mapping[int, int]


def find_desk(session: Session, enquiry: Enquiry, *, now: datetime) -> tuple[Desk, Choice]:
    """Return the desk that is to have *enquiry*, and why; NoDesk says that there is none."""
    near_km = find_rules(session).routing.near_km
    choice = choose_desk(list_seats(session, now=now), wish_of(enquiry), near_km=near_km)
    return session.get_one(Desk, choice.desk.id), choice


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


def list_seats(session: Session, *, now: datetime) -> list[DeskSeat]:
    """Return every desk as it stands on the day of *now* in London, with who is there."""
    day, load = now.astimezone(LONDON).date(), _load(session)
    away = _absences(session, day)
    desks = session.scalars(
        select(Desk).options(joinedload(Desk.branch), joinedload(Desk.consultant)).order_by(Desk.id)
    )
    patches: dict[int, tuple[BranchPatch, str]] = {}
    seats = []
    for desk in desks:
        if desk.branch_id not in patches:
            patches[desk.branch_id] = patch_of(desk.branch)
        patch, nation = patches[desk.branch_id]
        who = desk.consultant
        week = week_of(who, away.get(who.id, ()), list_bank_holidays(nation, around=day))
        seats.append(
            DeskSeat(
                id=desk.id,
                name=desk.name,
                branch=patch,
                roles=frozenset(desk.roles),
                on_duty=desk.on_duty,
                waiting=load.desks.get(desk.id, 0),
                attended=who.active,
                capacity=desk.capacity,
                consultant=ConsultantSeat(
                    id=who.id,
                    name=who.name,
                    languages=frozenset(who.languages),
                    capacity=who.capacity,
                    held=load.consultants.get(who.id, 0),
                    away=why_away(week, day),
                ),
            )
        )
    return seats


def patch_of(branch: Branch) -> tuple[BranchPatch, str]:
    """Return what a branch looks after, about where it is, and the nation it lies in."""
    known = gazetteer()
    outward = find_outward(branch.address or "")
    points = (known.locate(outward, branch.name).points if outward else ()) or tuple(
        point for town in branch.towns[:1] if (point := known.point_of(town))
    )
    points = points or known.locate(next(iter(branch.postcode_areas), None), None).points
    patch = BranchPatch(
        name=branch.name,
        postcode_areas=frozenset(branch.postcode_areas),
        towns=frozenset(branch.towns),
        is_head=branch.is_head,
        point=next(iter(points), None),
    )
    at = [outward.rstrip("0123456789")] if outward else branch.postcode_areas
    return patch, known.nation_of(at)


def week_of(
    consultant: Consultant, absences: Sequence[Absence], bank_holidays: Mapping[date, str]
) -> WorkingWeek:
    """Return on which days a consultant works."""
    return WorkingWeek(frozenset(consultant.working_days) or USUAL, tuple(absences), bank_holidays)


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


def _load(session: Session) -> Load:
    def counted(by: InstrumentedAttribute[int]) -> Mapping[int, int]:
        rows = session.execute(
            select(by, func.count(Lead.id)).where(Lead.stage.in_(OPEN)).group_by(by)
        )
        return dict(iter(rows))

    return Load(counted(Lead.desk_id), counted(Lead.owner_id))


def _absences(session: Session, day: date) -> dict[int, list[Absence]]:
    away: dict[int, list[Absence]] = {}
    rows: Any = select(models.Absence).where(_not_over(day)).order_by(models.Absence.starts)
    for row in session.scalars(rows):
        away.setdefault(row.consultant_id, []).append(Absence(row.starts, row.ends))
    return away


def _not_over(day: date) -> ColumnElement[bool]:
    return models.Absence.ends >= day
