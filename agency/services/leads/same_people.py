"""The same person again: proposed, said to be so by a consultant, and taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from agency.core.same_person import (
    Contact,
    Likeness,
    Reached,
    belong_together,
    find_likeness,
    number_of,
)
from agency.services.people.access import sees
from agency.storage.models import Candidate, Consultant, Lead, ResumeLink, SamePerson

# A school's one address may be on many leads; nobody looks through more than these.
MOST_PROPOSED = 20


class NotProposed(Exception):
    """These two do not look alike, or something was said of them meanwhile."""


@dataclass(frozen=True)
class Alike:
    """
    Another lead whose candidate may be, is, or is not the same person.

    Without `said` nobody has said anything of these two: they are proposed, or belong
    together by a third.
    """

    lead: Lead
    likeness: tuple[Likeness, ...]
    said: SamePerson | None = None


@dataclass(frozen=True)
class SamePeople:
    """The leads that stand beside one, as far as somebody may know of them."""

    proposed: Sequence[Alike] = ()
    merged: Sequence[Alike] = ()
    dismissed: Sequence[Alike] = ()
    # Which ways to reach this lead's own candidate are shared with one who is proposed, and open.
    unverified: Sequence[Contact] = ()

    @property
    def any(self) -> bool:
        return bool(self.proposed or self.merged or self.dismissed)


def find_same_people(session: Session, lead: Lead, *, seen_by: Consultant) -> SamePeople:
    """
    Return who looks like the candidate of *lead*, and what was said of them.

    A lead that *seen_by* may not see is not there for them: nor is the likeness.
    """
    mine = lead.candidate_id
    together = with_same_people(session, [mine]) - {mine}
    said = {_other(each, mine): each for each in _said_of(session, mine)}
    leads = _leads_of(session, together | set(said) | _look_alike(session, lead.candidate))
    reached = _reached(session, [lead, *leads])
    proposed, merged, dismissed = [], [], []
    for other in leads:
        if not sees(seen_by, other):
            continue
        it = other.candidate_id
        alike = Alike(other, find_likeness(reached[mine], reached[it]), said.get(it))
        if it in together:
            merged.append(alike)
        elif alike.said:
            dismissed.append(alike)
        elif alike.likeness:
            proposed.append(alike)
    shared = {each.contact for alike in proposed for each in alike.likeness if not each.verified}
    return SamePeople(
        proposed[:MOST_PROPOSED], merged, dismissed, sorted(shared - reached[mine].verified)
    )


def say_whether_same(
    session: Session, lead: Lead, other: Lead, *, is_same: bool, by: Consultant, now: datetime
) -> SamePerson:
    """
    Keep a consultant's word on two leads that look alike; NotProposed where nothing asks for it.

    Whether they may work on both has been checked before this is called.
    """
    first, second = _pair(lead, other)
    # Of two who say it at once, the second waits here, and then sees what the first said.
    session.execute(
        select(Candidate.id)
        .where(Candidate.id.in_([first, second]))
        .order_by(Candidate.id)
        .with_for_update()
    )
    found = find_same_people(session, lead, seen_by=by)
    if other.id not in {each.lead.id for each in found.proposed}:
        raise NotProposed
    said = SamePerson(first_id=first, second_id=second, is_same=is_same, said_by=by.name, at=now)
    session.add(said)
    session.flush()  # what cannot be kept must not be written down as done
    return said


def say_they_differ(
    session: Session, lead: Lead, new: Lead, *, by: str, now: datetime
) -> SamePerson | None:
    """Keep that a lead opened out of another is somebody else's, where the two look alike."""
    first, second = _pair(lead, new)
    reached = _reached(session, [lead, new])
    if not find_likeness(reached[first], reached[second]):
        return None
    said = SamePerson(first_id=first, second_id=second, is_same=False, said_by=by, at=now)
    session.add(said)
    return said


def take_back(session: Session, lead: Lead, other: Lead) -> bool:
    """Take back what was said of two leads; say whether anything was. All is as it was before."""
    first, second = _pair(lead, other)
    said = session.scalar(
        select(SamePerson)
        .where(SamePerson.first_id == first, SamePerson.second_id == second)
        .with_for_update()
    )
    if said is None:
        return False
    session.delete(said)
    session.flush()  # a page shown at once must not have it any more
    return True


def verify_contact(lead: Lead, contact: Contact) -> None:
    """Note a consultant's word that this address or number is the candidate's own."""
    candidate = lead.candidate
    if contact is Contact.EMAIL:
        candidate.email_verified = candidate.email
    else:
        candidate.phone_verified = candidate.phone


def with_same_people(session: Session, candidate_ids: Iterable[int]) -> set[int]:
    """Return these candidates, and all who are one person with any of them."""
    found, known = set(candidate_ids), 0
    while known != len(found):
        known = len(found)
        pairs = session.execute(
            select(SamePerson.first_id, SamePerson.second_id).where(
                SamePerson.is_same,
                or_(SamePerson.first_id.in_(found), SamePerson.second_id.in_(found)),
            )
        )
        found = belong_together(found, [(first, second) for first, second in pairs])
    return found


def _pair(lead: Lead, other: Lead) -> tuple[int, int]:
    first, second = sorted((lead.candidate_id, other.candidate_id))
    return first, second


def _other(said: SamePerson, mine: int) -> int:
    return said.second_id if said.first_id == mine else said.first_id


def _said_of(session: Session, candidate_id: int) -> Sequence[SamePerson]:
    theirs = or_(SamePerson.first_id == candidate_id, SamePerson.second_id == candidate_id)
    return session.scalars(select(SamePerson).where(theirs)).all()


def _look_alike(session: Session, candidate: Candidate) -> set[int]:
    alike = []
    if candidate.email:
        alike.append(Candidate.written_to_at(candidate.email))
    if candidate.phone:
        alike.append(Candidate.reached_on(number_of(candidate.phone)))
    if not alike:
        return set()
    found = select(Candidate.id).where(Candidate.id != candidate.id, or_(*alike))
    return set(session.scalars(found.order_by(Candidate.id.desc()).limit(10 * MOST_PROPOSED)))


def _leads_of(session: Session, candidate_ids: Iterable[int]) -> Sequence[Lead]:
    return session.scalars(
        select(Lead)
        .where(Lead.candidate_id.in_(candidate_ids))
        .options(joinedload(Lead.candidate), joinedload(Lead.desk), joinedload(Lead.branch))
        .order_by(Lead.id.desc())
    ).all()


def _reached(session: Session, leads: Sequence[Lead]) -> dict[int, Reached]:
    """Return how each lead's candidate is reached, and what of it is known to be theirs."""
    chats = [lead.conversation_id for lead in leads if lead.conversation_id]
    opened = select(ResumeLink.conversation_id, func.lower(ResumeLink.email)).where(
        ResumeLink.conversation_id.in_(chats), ResumeLink.opened_at.is_not(None)
    )
    proven = {(chat, email) for chat, email in session.execute(opened)}
    reached = {}
    for lead in leads:
        who, verified = lead.candidate, set()
        by_link = who.email and (lead.conversation_id, who.email.lower()) in proven
        if who.email and (by_link or who.email == who.email_verified):
            verified.add(Contact.EMAIL)
        if who.phone and who.phone == who.phone_verified:
            verified.add(Contact.PHONE)
        reached[lead.candidate_id] = Reached(who.email, who.phone, frozenset(verified))
    return reached
