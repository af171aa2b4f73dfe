"""What happens to a lead after it was opened: accepted, moved along, handed over, noted on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.services.calls.promises import keep_promise, try_again
from agency.services.leads.mentions import mention_colleagues
from agency.services.news.queue import HANDED, queue_to_colleague
from agency.services.news.wishes import follow_the_owner
from agency.services.people.access import WORKS_ON_LEADS
from agency.services.reports.journeys import note_progress
from agency.storage.models import Consultant, Desk, Lead, Note, NoteKind, Stage


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
    reason: str | None = None,
    kind: NoteKind = NoteKind.NOTE,
    expected_version: int | None = None,
) -> Lead:
    """
    Move a lead along, hand it over, write beside it; what is None stays as it is.

    *by* is a consultant, or the name of one of the agency's systems. A lead that moves past
    "new" counts as accepted, and one that is closed keeps the agency's *reason*. Colleagues named
    in a consultant's note are told. With *expected_version*, a lead changed since is left alone.
    """
    if expected_version is not None and expected_version != lead.version:
        raise LeadChanged
    if owner is not None and owner.id != lead.owner_id:
        _hand_over(session, lead, owner, by=by, now=now)
        if isinstance(by, str):  # a system hands over behind everybody's back
            says, about = {"by": by, "text": ""}, f"{lead.version}"
            queue_to_colleague(session, lead, owner, type=HANDED, says=says, about=about, now=now)
    if stage is not None and stage != lead.stage:
        lead.stage = stage
        lead.closed_because = note if stage is Stage.CLOSED else None
        lead.closed_reason = reason if stage is Stage.CLOSED else None
    if stage not in (None, Stage.NEW):
        keep_promise(session, lead, now=now)
        note_progress(session, lead)
    if lead.stage is not Stage.NEW and lead.accepted_at is None:
        lead.accepted_at = now
    if note:
        _write_note(session, lead, note, by=by, kind=kind, now=now)
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

    Whoever did not answer is to be rung again: the clock then runs to the next time.
    """
    stage = Stage.CONTACTED if spoke and lead.stage is Stage.NEW else None
    change_lead(
        session,
        lead,
        by=by,
        stage=stage,
        note=note,
        kind=NoteKind.CALL,
        expected_version=expected_version,
        now=now,
    )
    if spoke:
        keep_promise(session, lead, now=now)
    else:
        try_again(session, lead, now=now)
    return lead


def hand_lead(
    session: Session,
    lead: Lead,
    to: Consultant | Desk,
    *,
    by: Consultant,
    note: str,
    expected_version: int | None = None,
    tell: bool = True,
    now: datetime,
) -> Lead:
    """
    Hand a lead to a person or a desk, with a note, and *tell* whoever has it now.

    A new owner has not accepted it yet; it stays at the desk it is put on.
    """
    if expected_version is not None and expected_version != lead.version:
        raise LeadChanged
    owner = to if isinstance(to, Consultant) else to.consultant
    is_new = owner.id != lead.owner_id
    if is_new:
        if owner.access not in WORKS_ON_LEADS:
            raise OwnerUnknown
        _hand_over(session, lead, owner, by=by, now=now)
        lead.accepted_at = now if owner.id == by.id else None
    if isinstance(to, Desk):
        lead.desk, lead.branch = to, to.branch
        lead.stands_in, lead.placed_by_hand = False, True
    if note:
        _write_note(session, lead, note, by=by, kind=NoteKind.NOTE, now=now)
    if is_new and tell:
        tell_new_owner(session, [lead], owner, by=by, note=note, now=now)
    session.flush()  # says at once if another has changed the lead meanwhile
    return lead


def tell_new_owner(
    session: Session,
    leads: Sequence[Lead],
    owner: Consultant,
    *,
    by: Consultant,
    note: str = "",
    now: datetime,
) -> None:
    """Queue one letter to *owner* about *leads* that somebody else handed over."""
    if not leads or owner.id == by.id:
        return
    says = {"by": by.name, "text": note}
    if len(leads) > 1:
        says |= {
            "references": ", ".join(each.reference for each in leads),
            "count": f"{len(leads)}",
        }
    first = leads[0]
    about = f"{first.version}"
    queue_to_colleague(session, first, owner, type=HANDED, says=says, about=about, now=now)


def accept_lead(session: Session, lead: Lead, *, by: Consultant, now: datetime) -> Lead:
    """Note that *by* has taken the lead on; whoever accepts a lead owns it."""
    if by.id != lead.owner_id:
        _hand_over(session, lead, by, by=by, now=now)
    lead.accepted_at = lead.accepted_at or now
    session.flush()  # says at once if another has accepted it meanwhile
    return lead


def _write_note(
    session: Session, lead: Lead, text: str, *, by: Consultant | str, kind: NoteKind, now: datetime
) -> None:
    consultant = by if isinstance(by, Consultant) else None
    note = Note(
        consultant_id=consultant.id if consultant else None,
        author=consultant.name if consultant else str(by),
        text=text,
        kind=kind,
        at=now,
    )
    lead.notes.append(note)
    if consultant:  # what comes from elsewhere names nobody
        mention_colleagues(session, lead, note, by=consultant, now=now)


def _hand_over(
    session: Session, lead: Lead, owner: Consultant, *, by: Consultant | str, now: datetime
) -> None:
    if not owner.active:
        raise OwnerUnknown
    lead.owner = owner
    # Where a person puts a lead, there it stays.
    lead.stands_in, lead.placed_by_hand = False, True
    giver = by.name if isinstance(by, Consultant) else by
    taken = isinstance(by, Consultant) and by.id == owner.id
    lead.routed_because = f"{giver} took it on" if taken else f"{giver} handed it to {owner.name}"
    desks = session.scalars(
        select(Desk).where(Desk.consultant_id == owner.id).order_by(Desk.id)
    ).all()
    if desks and lead.desk not in desks:
        lead.desk = next(
            (desk for desk in desks if lead.role and lead.role in desk.roles), desks[0]
        )
        lead.branch = lead.desk.branch
    follow_the_owner(session, lead, now=now)
