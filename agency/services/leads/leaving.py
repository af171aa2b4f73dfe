"""Somebody leaves: what becomes of their desks and of the leads they hold, shown beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from agency.core.unfit import Unfit
from agency.services.agency.rows import describe_desk
from agency.services.agency.sections import note_changes
from agency.services.leads.handing_on import hand_on
from agency.services.people.people import LastAdministrator, deactivate_consultant
from agency.storage.models import Consultant, Desk, Lead


@dataclass(frozen=True)
class Moved:
    """One lead of somebody who leaves, and who has it next."""

    lead: str
    desk: str
    owner: str
    because: str


class _OnlyShown(Exception):
    pass


def list_desks_of(session: Session, person: Consultant) -> Sequence[Desk]:
    """Return the desks that somebody else must own when *person* leaves."""
    return session.scalars(
        select(Desk).where(Desk.consultant_id == person.id).order_by(Desk.id)
    ).all()


def count_open_leads(session: Session, person: Consultant) -> int:
    """Return how many open leads *person* holds."""
    return len(_open_leads(session, person))


def preview_leaving(
    session: Session, person: Consultant, heirs: Mapping[str, str], *, who: str, now: datetime
) -> Sequence[Moved]:
    """
    Return who would have each open lead of *person*; nothing is changed.

    It is done, and taken back: what is shown cannot be something else than what happens.
    """
    moved: Sequence[Moved] = ()
    try:
        with session.begin_nested():
            moved = let_leave(session, person, heirs, who=who, now=now)
            raise _OnlyShown
    except _OnlyShown:
        session.expire_all()
        return moved


def let_leave(
    session: Session, person: Consultant, heirs: Mapping[str, str], *, who: str, now: datetime
) -> Sequence[Moved]:
    """
    Send *person* away, give their desks to *heirs*, and hand their open leads on by the rules.

    *heirs* has the address of the next owner by the desk's key; each desk needs one.
    """
    for desk in list_desks_of(session, person):
        _bequeath(session, desk, person, heirs.get(desk.key, ""), who=who, now=now)
    try:
        deactivate_consultant(session, person, by=who, now=now)
    except LastAdministrator:
        told = "Nobody else lets people in. Make somebody else an administrator first."
        raise Unfit({"leaving": told}) from None
    session.flush()  # the choice of a desk must see that they are gone
    moved = []
    for lead in _open_leads(session, person):
        hand_on(session, lead, now=now)
        moved.append(Moved(lead.reference, lead.desk.name, lead.owner.name, lead.routed_because))
    return moved


def _bequeath(
    session: Session, desk: Desk, person: Consultant, heir: str, *, who: str, now: datetime
) -> None:
    found = select(Consultant).where(Consultant.email == heir.lower(), Consultant.active)
    other = session.scalar(found) if heir else None
    if other is None or other.id == person.id:
        raise Unfit({f"heir-{desk.key}": f"Say who has the desk {desk.name} from now on."})
    before = describe_desk(desk)
    desk.consultant = other
    session.flush()  # the choice of a desk must see whose it is
    note_changes(session, before, describe_desk(desk), kind="desk", subject=desk.key,
                 who=who, now=now)  # fmt: skip


def _open_leads(session: Session, person: Consultant) -> Sequence[Lead]:
    return session.scalars(
        select(Lead)
        .where(Lead.owner_id == person.id, Lead.is_open)
        .order_by(Lead.opened_at, Lead.id)
        .options(joinedload(Lead.candidate), joinedload(Lead.desk))
    ).all()
