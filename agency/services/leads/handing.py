"""To whom a lead may be handed, and how much they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agency.core.working_days import USUAL, WorkingWeek
from agency.services.agency.bank_holidays import list_bank_holidays
from agency.services.agency.desks import day_of, find_load, find_office, why_away
from agency.services.people.access import WORKS_ON_LEADS, list_people
from agency.storage.models import Consultant, Desk, Lead


@dataclass(frozen=True)
class Taker:
    """Somebody, or a desk, that a lead can go to: how many they hold, and whether they are away."""

    to: Consultant | Desk
    held: int
    capacity: int | None
    away: str

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{'desk' if isinstance(self.to, Desk) else 'person'}-{self.to.id}"

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.held >= self.capacity


@dataclass(frozen=True)
class Takers:
    """The people and the desks, by name; whoever has the lead now is left out."""

    people: Sequence[Taker]
    desks: Sequence[Taker]


def list_takers(session: Session, lead: Lead, *, now: datetime) -> Takers:
    """Return who could take a lead over, with how much each holds and who is away."""
    day, load = day_of(now), find_load(session)
    absences = find_office(session, since=day).absences
    holidays = list_bank_holidays("england", around=day)

    def away(who: Consultant) -> str:
        days = frozenset(who.working_days) or USUAL
        return why_away(WorkingWeek(days, tuple(absences.get(who.id, ())), holidays), day)

    people = [
        Taker(each, load.consultants.get(each.id, 0), each.capacity, away(each))
        for each in list_people(session)
        if each.access in WORKS_ON_LEADS and each.id != lead.owner_id
    ]
    desks = session.scalars(
        select(Desk)
        .options(joinedload(Desk.consultant), joinedload(Desk.branch))
        .order_by(Desk.name)
    )
    return Takers(
        people,
        [
            Taker(each, load.desks.get(each.id, 0), each.capacity, away(each.consultant))
            for each in desks
            if each.id != lead.desk_id and each.consultant.active
        ],
    )


def find_taker(session: Session, key: str) -> Consultant | Desk | None:
    """Return who a form named; None for whoever cannot take a lead."""
    kind, _, number = key.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= 9):
        return None
    if kind == "desk":
        desk = session.get(Desk, int(number))
        return desk if desk and desk.consultant.active else None
    who = session.get(Consultant, int(number)) if kind == "person" else None
    return who if who and who.active and who.access in WORKS_ON_LEADS else None
