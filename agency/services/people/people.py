"""The agency's people as an administrator looks after them: changed, sent away, let back in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.services.audit import keep_audit
from agency.services.people.access import LETS_PEOPLE_IN
from agency.services.people.sign_ins import end_sign_ins, void_links
from agency.storage.models import Access, Branch, Consultant, Team


class LastAdministrator(Exception):
    """Without them there would be nobody who can let people in."""


class NameMissing(ValueError):
    """A person has a name."""


@dataclass(frozen=True)
class Person:
    """What an administrator says of somebody; branches and teams by id."""

    name: str
    phone: str | None
    access: Access
    branch_id: int | None
    further_branch_ids: Collection[int] = ()
    team_ids: Collection[int] = ()


def list_everybody(session: Session) -> Sequence[Consultant]:
    """Return everybody who works or worked here, those who do first, by name."""
    return session.scalars(
        select(Consultant).order_by(Consultant.active.desc(), Consultant.name, Consultant.id)
    ).all()


def list_teams(session: Session) -> Sequence[Team]:
    """Return every team, by name."""
    return session.scalars(select(Team).order_by(Team.name, Team.id)).all()


def change_consultant(
    session: Session, consultant: Consultant, person: Person, *, by: str, now: datetime
) -> None:
    """
    Change what somebody is called, what they may do, and where they belong.

    It counts from their next click. LastAdministrator says that nobody else lets people in.
    """
    if not person.name.strip():
        raise NameMissing
    if person.access not in LETS_PEOPLE_IN:
        _spare_the_last(session, consultant)
    consultant.name = person.name.strip()
    consultant.phone = (person.phone or "").strip() or None
    consultant.access = person.access
    consultant.branch_id = person.branch_id
    further = set(person.further_branch_ids) - {person.branch_id}
    consultant.further_branches = list(
        session.scalars(select(Branch).where(Branch.id.in_(further)).order_by(Branch.name))
    )
    consultant.teams = list(
        session.scalars(select(Team).where(Team.id.in_(person.team_ids)).order_by(Team.name))
    )
    session.flush()  # a slip in the form should show here, not at the door
    _write_down(session, consultant, f"changed, access {person.access}", by=by, now=now)


def deactivate_consultant(
    session: Session, consultant: Consultant, *, by: str, now: datetime
) -> None:
    """
    Send somebody away: signed out everywhere at once, and no link lets them in again.

    What they wrote and the leads they hold stay. LastAdministrator says that it must not be.
    """
    _spare_the_last(session, consultant)
    consultant.active = False
    consultant.here_at = None
    end_sign_ins(session, consultant, now=now)
    void_links(session, consultant, now=now)
    _write_down(session, consultant, "deactivated", by=by, now=now)


def reactivate_consultant(
    session: Session, consultant: Consultant, *, by: str, now: datetime
) -> None:
    """Let somebody come back, with the password they had."""
    consultant.active = True
    _write_down(session, consultant, "activated again", by=by, now=now)


def _spare_the_last(session: Session, consultant: Consultant) -> None:
    # Locked, or two administrators could send each other away at once.
    others = session.scalars(
        select(Consultant.id)
        .where(Consultant.access.in_(LETS_PEOPLE_IN), Consultant.active)
        .with_for_update()
    ).all()
    if set(others) == {consultant.id}:
        raise LastAdministrator


def _write_down(
    session: Session, consultant: Consultant, did: str, *, by: str, now: datetime
) -> None:
    keep_audit(session, who=by, did=did, kind="consultant", subject=str(consultant.id), now=now)


def names_of(session: Session, addresses: Collection[str]) -> dict[str, str]:
    """Return what colleagues with these addresses are called."""
    found = session.scalars(select(Consultant).where(Consultant.email.in_(addresses)))
    return {each.email: each.name for each in found}
