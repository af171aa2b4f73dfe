"""What happens to a lead after it was opened: accepted, moved along, handed over, noted on."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.services.news_wishes import follow_the_owner
from agency.services.promises import keep_promise
from agency.storage.models import Consultant, Desk, Lead, Note, Stage


class LeadChanged(Exception):
    """Somebody else has changed the lead since it was read."""


class OwnerUnknown(Exception):
    """The lead was to go to somebody who does not work here, or no longer."""


def change_lead(
    session: Session,
    lead: Lead,
    *,
    by: Consultant | str,
    now: datetime,
    stage: Stage | None = None,
    owner: Consultant | None = None,
    note: str | None = None,
    expected_version: int | None = None,
) -> Lead:
    """
    Move a lead along, hand it over, write beside it; what is None stays as it is.

    *by* is a consultant, or the name of one of the agency's systems. A lead that moves past
    "new" counts as accepted. With *expected_version*, a lead changed since is left alone.
    """
    if expected_version is not None and expected_version != lead.version:
        raise LeadChanged
    if owner is not None and owner.id != lead.owner_id:
        _hand_over(session, lead, owner, now=now)
    if stage is not None and stage != lead.stage:
        lead.stage = stage
        lead.closed_because = note if stage is Stage.CLOSED else None
    if stage not in (None, Stage.NEW):
        keep_promise(session, lead, now=now)
    if lead.stage is not Stage.NEW and lead.accepted_at is None:
        lead.accepted_at = now
    if note:
        consultant = by if isinstance(by, Consultant) else None
        author = by.name if isinstance(by, Consultant) else by
        lead.notes.append(
            Note(
                consultant_id=consultant.id if consultant else None,
                author=author,
                text=note,
                at=now,
            )
        )
    session.flush()  # says at once if another has changed the lead meanwhile
    return lead


def log_call(
    session: Session,
    lead: Lead,
    *,
    by: Consultant,
    spoke: bool,
    note: str,
    now: datetime,
    expected_version: int | None = None,
) -> Lead:
    """
    Note that *by* has rung the lead's sender; only when they *spoke* does a new lead move along.

    Either way the call that was promised was made.
    """
    stage = Stage.CONTACTED if spoke and lead.stage is Stage.NEW else None
    change_lead(
        session, lead, by=by, stage=stage, note=note, expected_version=expected_version, now=now
    )
    keep_promise(session, lead, now=now)
    return lead


def accept_lead(session: Session, lead: Lead, *, by: Consultant, now: datetime) -> Lead:
    """Note that *by* has taken the lead on; whoever accepts a lead owns it."""
    if by.id != lead.owner_id:
        _hand_over(session, lead, by, now=now)
    lead.accepted_at = lead.accepted_at or now
    session.flush()  # says at once if another has accepted it meanwhile
    return lead


def _hand_over(session: Session, lead: Lead, owner: Consultant, *, now: datetime) -> None:
    if not owner.active:
        raise OwnerUnknown
    lead.owner = owner
    lead.stands_in = False  # where a person puts a lead, there it stays
    desks = session.scalars(
        select(Desk).where(Desk.consultant_id == owner.id).order_by(Desk.id)
    ).all()
    if desks and lead.desk not in desks:
        lead.desk = next(
            (desk for desk in desks if lead.role and lead.role in desk.roles), desks[0]
        )
        lead.branch = lead.desk.branch
    follow_the_owner(session, lead, now=now)
