"""One person: found by anything they are known by, with all that hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload

from agency.core.phone import find_phone
from agency.core.postcode import find_outward, find_postcode
from agency.core.same_person import belong_together
from agency.services.leads.filters import leads_that_fit
from agency.services.leads.listing import is_lead_id
from agency.services.leads.same_people import with_same_people
from agency.services.leads.search import search_by_person
from agency.services.people.access import seen_by
from agency.storage.models import Candidate, Consultant, Lead, SamePerson

MOST = 50
# Fewer letters of a name fit everybody.
SHORTEST = 2


@dataclass(frozen=True)
class Person:
    """Whoever consultants said is one person, as far as somebody may know of them."""

    leads: Sequence[Lead]

    @property
    def latest(self) -> Lead:
        return self.leads[-1]

    @property
    def candidates(self) -> list[Candidate]:
        return list({lead.candidate_id: lead.candidate for lead in self.leads}.values())

    @property
    def ids(self) -> set[int]:
        return {lead.candidate_id for lead in self.leads}

    @property
    def name(self) -> str:
        return next((e.candidate.name for e in reversed(self.leads) if e.candidate.name), "")

    @property
    def is_restricted(self) -> bool:
        return any(each.restricted_at for each in self.candidates)


def find_person(session: Session, lead: Lead, *, by: Consultant) -> Person:
    """Return the person behind a lead: their leads, the oldest first, that *by* may see."""
    ids = with_same_people(session, [lead.candidate_id])
    return Person(_leads(session, Lead.candidate_id.in_(ids), by))


def search_people(session: Session, words: str, *, by: Consultant) -> list[Person]:
    """
    Return whom *words* fit, the latest first: a name, an address, a number however it is
    written, a postcode or its first half, or a reference.
    """
    words = " ".join(words.split())
    if len(words) < SHORTEST:
        return []
    lead_ids = _found(session, words, by)
    found = session.scalars(
        select(Lead.candidate_id).where(Lead.id.in_(lead_ids)).order_by(Lead.id.desc())
    ).all()
    every = with_same_people(session, found)
    pairs = session.execute(
        select(SamePerson.first_id, SamePerson.second_id).where(
            SamePerson.is_same, SamePerson.first_id.in_(every)
        )
    ).all()
    leads = _leads(session, Lead.candidate_id.in_(every), by)
    people: list[Person] = []
    known: set[int] = set()
    for candidate_id in found:
        if candidate_id not in known:
            ids = belong_together({candidate_id}, [(first, second) for first, second in pairs])
            people.append(Person([lead for lead in leads if lead.candidate_id in ids]))
            known |= ids
    return people


def _found(session: Session, words: str, by: Consultant) -> Sequence[int]:
    """Return the ids of leads that *words* find, the newest first."""
    fit = select(Lead).where(seen_by(by))
    reference = words.upper().removeprefix("L-")
    known_by = Lead.id == int(reference) if is_lead_id(reference) else _known_by(words)
    if known_by is not None:
        known = session.scalars(_ids(fit.where(known_by))).all()
        if known:
            return known
    elif find_outward(words) and any(each.isdigit() for each in words):
        near = leads_that_fit(session, within=seen_by(by), place=words)
        return session.scalars(_ids(near)).all()
    return search_by_person(session, words, fit, limit=MOST)


def _known_by(words: str) -> ColumnElement[bool] | None:
    if "@" in words:
        who = Candidate.written_to_at(words)
    elif number := find_phone(words):
        who = Candidate.reached_on(number)
    elif place := find_postcode(words):
        who = Candidate.postcode == place
    else:
        return None
    return Lead.candidate_id.in_(select(Candidate.id).where(who))


def _ids(found: Select[Lead]) -> Select[int]:
    return found.with_only_columns(Lead.id).order_by(Lead.id.desc()).limit(MOST)


def _leads(session: Session, where: ColumnElement[bool], by: Consultant) -> Sequence[Lead]:
    return session.scalars(
        select(Lead)
        .where(where, seen_by(by))
        .options(joinedload(Lead.candidate), joinedload(Lead.branch), joinedload(Lead.owner))
        .order_by(Lead.id)
    ).all()
