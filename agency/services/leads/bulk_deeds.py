"""What is done to several leads at once, and taken back within some minutes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.services.audit import keep_audit
from agency.services.leads.changes import (
    OwnerUnknown,
    accept_lead,
    change_lead,
    hand_lead,
    tell_new_owner,
)
from agency.services.news.queue import drop_hand_over
from agency.services.news.wishes import follow_the_owner
from agency.services.people.access import WORKS_ON_LEADS, works_on
from agency.storage.models import BulkDeed, Consultant, Lead, Note, Stage

MOST_AT_ONCE = 200
CAN_BE_UNDONE = timedelta(minutes=10)
# A lead's own columns that a deed may change, and that go back with it.
_GOES_BACK = ("owner_id", "desk_id", "branch_id", "stands_in")

type Deed = Callable[[Lead], object]


@dataclass(frozen=True)
class Done:
    """How many leads a deed reached; the references of those it left alone, and what to undo."""

    count: int
    left_alone: tuple[str, ...]
    deed: BulkDeed | None = None


def accept_many(
    session: Session, picked: Mapping[int, int], *, by: Consultant, now: datetime
) -> Done:
    """Have *by* take these leads on; what another has accepted stays theirs."""

    def accept(lead: Lead) -> object:
        if lead.accepted_at and lead.owner_id != by.id:
            return None
        return accept_lead(session, lead, by=by, now=now)

    return _do(session, picked, "accepted", accept, by=by, now=now)


def hand_many(
    session: Session, picked: Mapping[int, int], owner: Consultant, *, by: Consultant, now: datetime
) -> Done:
    """
    Hand these leads to *owner*, who is told of all of them in one letter.

    OwnerUnknown if they do not work here, or on no leads.
    """
    if not owner.active:
        raise OwnerUnknown
    new: list[Lead] = []

    def hand(lead: Lead) -> object:
        if lead.owner_id != owner.id:
            new.append(lead)
        return hand_lead(session, lead, owner, by=by, note="", tell=False, now=now)

    done = _do(session, picked, "handed over", hand, by=by, now=now)
    tell_new_owner(session, new, owner, by=by, now=now)
    return done


def move_many(
    session: Session,
    picked: Mapping[int, int],
    stage: Stage,
    *,
    because: str | None = None,
    by: Consultant,
    now: datetime,
) -> Done:
    """Move these leads to *stage*; *because* is the reason why they are closed."""

    def move(lead: Lead) -> object:
        if lead.stage is stage:
            return None
        return change_lead(session, lead, by=by, stage=stage, note=because, now=now)

    return _do(session, picked, f"moved to {stage}", move, by=by, now=now)


def list_takers(session: Session) -> Sequence[Consultant]:
    """Return everybody whom leads may be handed to, by name."""
    return session.scalars(
        select(Consultant)
        .where(Consultant.active, Consultant.access.in_(WORKS_ON_LEADS))
        .order_by(Consultant.name, Consultant.id)
    ).all()


def find_undoable(session: Session, deed_id: int, by: Consultant, now: datetime) -> BulkDeed | None:
    """Return a deed of *by* that can still be taken back."""
    deed = session.get(BulkDeed, deed_id)
    if deed is None or deed.consultant_id != by.id or deed.undone_at:
        return None
    return deed if now - deed.at <= CAN_BE_UNDONE else None


def undo_deed(session: Session, deed: BulkDeed, *, by: Consultant, now: datetime) -> Done:
    """Put back what *deed* changed; a lead that was changed since is left alone, and named."""
    before = {each["id"]: each for each in deed.leads}
    leads = _locked(session, list(before))
    left, undone = [f"L-{gone:04d}" for gone in before.keys() - {lead.id for lead in leads}], 0
    for lead in leads:
        was = before[lead.id]
        if lead.version != was["version"] or not works_on(by, lead):
            left.append(lead.reference)
            continue
        _put_back(session, lead, was, now=now)
        _write_down(session, by, f"took back: {deed.did}", lead, now)
        undone += 1
    deed.undone_at = now
    session.flush()  # says at once if another has changed one of them meanwhile
    return Done(undone, tuple(sorted(left)))


def _do(
    session: Session,
    picked: Mapping[int, int],
    did: str,
    deed: Deed,
    *,
    by: Consultant,
    now: datetime,
) -> Done:
    """Do *deed* to every lead picked that still stands at the version that was seen."""
    done: list[dict[str, Any]] = []
    left: list[str] = []
    for lead in _locked(session, list(picked)[:MOST_AT_ONCE]):
        if not works_on(by, lead):
            continue  # for them it is not there
        if lead.version != picked[lead.id]:
            left.append(lead.reference)
            continue
        was = _as_it_is(lead)
        if deed(lead) is None:
            left.append(lead.reference)
            continue
        session.flush()  # gives the lead its next version, which an undo must find
        done.append(was | {"version": lead.version, "note": _new_note(lead, was)})
        _write_down(session, by, did, lead, now)
    if not done:
        return Done(0, tuple(left))
    kept = BulkDeed(consultant_id=by.id, did=did, leads=done, at=now)
    session.add(kept)
    session.flush()  # gives the deed its id, which the undo is asked with
    return Done(len(done), tuple(left), kept)


def _locked(session: Session, ids: Sequence[int]) -> Sequence[Lead]:
    """Return these leads; of two who change one at once the second waits here."""
    every = select(Lead).where(Lead.id.in_(ids)).order_by(Lead.id)
    return session.scalars(
        every.with_for_update(of=Lead).execution_options(populate_existing=True)
    ).all()


def _as_it_is(lead: Lead) -> dict[str, Any]:
    return {
        "id": lead.id,
        "stage": lead.stage.value,
        "accepted_at": _said(lead.accepted_at),
        "kept_at": _said(lead.promise.kept_at) if lead.promise else None,
        "notes": [note.id for note in lead.notes],
        # Why a lead was closed is somebody's words: they stay in the note that says so.
        "why": next((n.id for n in lead.notes if n.text == lead.closed_because), None),
        **{name: getattr(lead, name) for name in _GOES_BACK},
    }


def _new_note(lead: Lead, was: dict[str, Any]) -> int | None:
    known = set(was.pop("notes"))
    return next((note.id for note in lead.notes if note.id not in known), None)


def _put_back(session: Session, lead: Lead, was: dict[str, Any], *, now: datetime) -> None:
    handed_back = lead.owner_id != was["owner_id"]
    if handed_back:
        drop_hand_over(lead)
    for name in _GOES_BACK:
        setattr(lead, name, was[name])
    lead.stage = Stage(was["stage"])
    why = session.get(Note, was["why"]) if was["why"] else None
    lead.closed_because = why.text if why else None
    lead.accepted_at = _time(was["accepted_at"])
    if lead.promise:
        lead.promise.kept_at = _time(was["kept_at"])
    if was["note"] and (note := session.get(Note, was["note"])):
        lead.notes.remove(note)
    session.flush()  # the owner must be read anew before they are told
    session.expire(lead, ["owner", "desk", "branch"])
    if handed_back:
        follow_the_owner(session, lead, now=now)


def _said(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _time(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def _write_down(session: Session, by: Consultant, did: str, lead: Lead, now: datetime) -> None:
    keep_audit(session, who=by.email, did=did, kind="lead", subject=lead.reference, now=now)
