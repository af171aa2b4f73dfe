"""Who works here, what each kind of access is for, and whose leads a consultant may see."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session, selectinload

from agency.core.email import find_address
from agency.storage.models.branch import Branch, Desk
from agency.storage.models.consultant import Access, Consultant
from agency.storage.models.lead import Lead

SEES_EVERYONES = frozenset({Access.MANAGER, Access.ADMINISTRATOR, Access.PRIVACY_OFFICER})
SEES_ITS_BRANCH = frozenset({Access.CONSULTANT})
READS_LEADS = SEES_EVERYONES | SEES_ITS_BRANCH
RUNS_THE_DESK = frozenset({Access.MANAGER, Access.ADMINISTRATOR})
LETS_PEOPLE_IN = frozenset({Access.ADMINISTRATOR})
TEACHES_THE_ASSISTANT = RUNS_THE_DESK | {Access.EDITOR}
ANSWERS_FOR_PRIVACY = frozenset({Access.PRIVACY_OFFICER, Access.ADMINISTRATOR})
WORKS_ON_LEADS = frozenset({Access.CONSULTANT, Access.MANAGER, Access.ADMINISTRATOR})


class ConsultantExists(Exception):
    """There is a consultant with this e-mail address already."""


class AddressUnclear(ValueError):
    """What was given for an e-mail address is none."""


class BranchUnknown(Exception):
    """No branch has this key."""


def add_consultant(
    session: Session,
    email: str,
    *,
    name: str = "",
    phone: str = "",
    access: Access = Access.CONSULTANT,
    branch: str | None = None,
    now: datetime,
) -> Consultant:
    """
    Add a consultant, who signs in with a link first and has no password yet.

    *branch* is the branch's key. Without a *name* the address lends one.
    """
    address = email.strip().lower()
    if find_address(address) != address:
        raise AddressUnclear
    if find_consultant(session, address):
        raise ConsultantExists
    at = session.scalar(select(Branch).where(Branch.key == branch)) if branch else None
    if branch and not at:
        raise BranchUnknown

    consultant = Consultant(
        email=address,
        name=name.strip() or name_lent_by(address),
        phone=phone.strip(),
        access=access,
        branch_id=at.id if at else None,
        active=True,
        created_at=now,
    )
    session.add(consultant)
    session.flush()  # gives the consultant an id, for the link that follows
    return consultant


def name_lent_by(address: str) -> str:
    words = address.partition("@")[0].replace(".", " ").replace("_", " ").split()
    return " ".join(word.capitalize() for word in words)


def list_branches(session: Session) -> Sequence[Branch]:
    """Return every branch, by name."""
    return session.scalars(select(Branch).order_by(Branch.name)).all()


def list_people(session: Session) -> Sequence[Consultant]:
    """Return everybody who works here, by name, with the branches and teams they belong to."""
    return session.scalars(
        select(Consultant)
        .where(Consultant.active)
        .order_by(Consultant.name, Consultant.id)
        .options(selectinload(Consultant.further_branches), selectinload(Consultant.teams))
    ).all()


def find_consultant(session: Session, email: str) -> Consultant | None:
    """Return the consultant with this address, however it is capitalised."""
    address = email.strip().lower()
    return session.scalar(select(Consultant).where(func.lower(Consultant.email) == address))


def find_people_named(session: Session, name: str) -> Sequence[Consultant]:
    """Return everybody who works here under this very name."""
    return [each for each in list_people(session) if each.name == name.strip()]


def branches_of(consultant: Consultant) -> frozenset[int]:
    """Return the ids of every branch *consultant* belongs to: where they sit, and further ones."""
    home = {consultant.branch_id} if consultant.branch_id is not None else set()
    return frozenset(home | {branch.id for branch in consultant.further_branches})


def teams_of(consultant: Consultant) -> frozenset[int]:
    """Return the ids of every team *consultant* belongs to."""
    return frozenset(team.id for team in consultant.teams)


def sees(consultant: Consultant, lead: Lead) -> bool:
    """
    Say whether *consultant* may know that *lead* exists.

    `seen_by` says the same of many leads at once: the two are changed together.
    """
    if consultant.access in SEES_EVERYONES:
        return True
    if consultant.access not in SEES_ITS_BRANCH:
        return False
    return (
        consultant.id in (lead.owner_id, lead.desk.consultant_id)
        or lead.branch_id in branches_of(consultant)
        or lead.desk.team_id in teams_of(consultant)
    )


def seen_by(consultant: Consultant) -> ColumnElement[bool]:
    """Return the condition under which `sees` says yes, for a selection of leads."""
    if consultant.access in SEES_EVERYONES:
        return true()
    if consultant.access not in SEES_ITS_BRANCH:
        return false()
    return around(consultant)


def around(consultant: Consultant) -> ColumnElement[bool]:
    """Return the condition of a lead that is *consultant*'s, their branches' or their teams'."""
    desks = select(Desk.id).where(
        or_(Desk.consultant_id == consultant.id, Desk.team_id.in_(teams_of(consultant)))
    )
    return or_(
        Lead.owner_id == consultant.id,
        Lead.branch_id.in_(branches_of(consultant)),
        Lead.desk_id.in_(desks),
    )


def works_on(consultant: Consultant, lead: Lead) -> bool:
    """
    Say whether *consultant* may accept *lead*, move it and write on it.

    Nobody works on a lead whose sender has asked us to stop.
    """
    if lead.candidate.restricted_at:
        return False
    return consultant.access in WORKS_ON_LEADS and sees(consultant, lead)


def corrects(consultant: Consultant, lead: Lead) -> bool:
    """Say whether *consultant* may put right what is kept, and note what its sender asks of us."""
    return consultant.access in WORKS_ON_LEADS | ANSWERS_FOR_PRIVACY and sees(consultant, lead)
