"""Two people in one chat: the second gets a lead of their own, with the facts that are theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.roles import Role
from agency.services.calls.promises import make_promise
from agency.services.leads.enquiries import enquiry_of
from agency.services.leads.files import list_cvs
from agency.services.leads.qualifying import qualify
from agency.services.leads.same_people import say_they_differ, take_back
from agency.services.people.access import sees
from agency.storage.models import (
    AgreedCall,
    Candidate,
    CandidateLetter,
    Consent,
    Consultant,
    Cv,
    Lead,
    LeadSplit,
    Stage,
    Task,
)

OF_THE_PERSON = (
    "name", "email", "phone", "postcode", "town", "current_occupation", "experience_years",
    "qualifications", "availability", "start", "right_to_work", "dbs",
)  # fmt: skip
OF_THE_REQUEST = ("question", "call_when")
FACTS = (*OF_THE_PERSON, *OF_THE_REQUEST)


class NothingChosen(ValueError):
    """A second lead needs something that is its own."""


class WorkedOn(Exception):
    """Somebody has worked on the second lead: it cannot be put back any more."""


@dataclass(frozen=True)
class Splits:
    """Which leads were opened out of one, and out of which it was opened itself."""

    out_of_it: Sequence[LeadSplit]
    came_from: LeadSplit | None

    @property
    def any(self) -> bool:
        return bool(self.out_of_it or self.came_from)


def find_splits(session: Session, lead: Lead, *, seen_by: Consultant) -> Splits:
    """Return what was split from a lead and what it was split from, as far as one may know."""
    out_of_it = session.scalars(
        select(LeadSplit).where(LeadSplit.lead_id == lead.id).order_by(LeadSplit.at)
    ).all()
    came_from = session.get(LeadSplit, lead.id)
    return Splits(
        [each for each in out_of_it if sees(seen_by, each.new)],
        came_from if came_from and sees(seen_by, came_from.lead) else None,
    )


def split_lead(
    session: Session,
    lead: Lead,
    *,
    moved: Collection[str],
    shared: Collection[str] = (),
    cv_ids: Collection[str] = (),
    role: Role | None,
    name: str | None = None,
    by: str,
    now: datetime,
) -> Lead:
    """
    Open a second lead on the same desk: *moved* facts go there, *shared* ones are on both.

    *name* is the other person's, where it is no fact of the first lead. The agreement to the
    notice was given in the same chat, and holds for what was said in it.
    """
    moved = [fact for fact in FACTS if fact in moved and _value(lead, fact)]
    shared = [fact for fact in FACTS if fact in shared and fact not in moved]
    cvs = [cv for cv in list_cvs(session, lead) if cv.id in cv_ids]
    if not (moved or cvs or name):
        raise NothingChosen
    candidate = Candidate(qualifications=[], created_at=now)
    new = Lead(
        conversation_id=None,
        candidate=candidate,
        consent=_consent_again(lead.consent, candidate),
        branch=lead.branch,
        desk=lead.desk,
        owner=lead.owner,
        kind=lead.kind,
        role=role,
        stage=Stage.NEW,
        routed_because="a second person wrote in one chat, and has a lead of their own",
        language=lead.language,
        opened_at=now,
    )
    taken = {fact: _value(lead, fact) for fact in moved}
    for fact in (*moved, *shared):
        _set(new, fact, _value(lead, fact))
    for fact in moved:
        _set(lead, fact, [] if fact == "qualifications" else None)
    candidate.name = name or candidate.name
    _score(session, new, has_cv=any(cv.counts for cv in cvs))
    session.add(new)
    session.flush()  # gives the second lead and its candidate their ids
    files = {cv.id: cv.conversation_id for cv in cvs}
    for cv in cvs:
        cv.candidate_id, cv.conversation_id = new.candidate_id, None
    session.flush()  # the score looks at whose CV is whose
    _score(session, lead, has_cv=_has_cv(session, lead))
    make_promise(session, new, now=now)
    kept = LeadSplit(new=new, lead=lead, moved={"facts": taken, "cvs": files}, split_by=by, at=now)
    session.add(kept)
    # One telephone in a family would propose that they are one person, whom somebody just parted.
    say_they_differ(session, lead, new, by=by, now=now)
    session.flush()  # what cannot be kept must not be written down as done
    return new


def undo_split(session: Session, split: LeadSplit) -> Lead:
    """Put everything back on the first lead and return it; the second is gone, as if never made."""
    new, lead = split.new, split.lead
    if is_worked_on(session, new):
        raise WorkedOn
    for name, value in split.moved["facts"].items():
        if not _value(lead, name):  # what they told us since is newer
            _set(lead, name, value)
    for cv_id, conversation_id in split.moved["cvs"].items():
        if cv := session.get(Cv, cv_id):
            cv.candidate_id, cv.conversation_id = lead.candidate_id, conversation_id
    take_back(session, new, lead)
    candidate, consent = new.candidate, new.consent
    session.delete(split)
    session.delete(new)
    session.flush()  # the lead lets go of both before they are gone
    session.delete(consent)
    session.flush()
    session.delete(candidate)
    _score(session, lead, has_cv=_has_cv(session, lead))
    session.flush()  # a page shown at once must have it whole again
    return lead


def is_worked_on(session: Session, lead: Lead) -> bool:
    """Say whether anybody has done anything with a lead that would be lost with it."""
    others = (
        select(Task.id).where(Task.lead_id == lead.id),
        select(CandidateLetter.id).where(CandidateLetter.lead_id == lead.id),
        select(AgreedCall.id).where(AgreedCall.lead_id == lead.id),
        select(LeadSplit.new_id).where(LeadSplit.lead_id == lead.id),
    )
    touched = lead.stage is not Stage.NEW or bool(lead.notes)
    return touched or any(session.scalar(each.limit(1)) is not None for each in others)


def _value(lead: Lead, name: str) -> Any:
    return getattr(lead if name in OF_THE_REQUEST else lead.candidate, name)


def _set(lead: Lead, name: str, value: Any) -> None:
    setattr(lead if name in OF_THE_REQUEST else lead.candidate, name, value)


def _score(session: Session, lead: Lead, *, has_cv: bool) -> None:
    score = qualify(session, enquiry_of(lead), has_cv=has_cv)
    lead.grade, lead.points = score.grade, score.points
    lead.reasons, lead.missing = score.as_json(), score.missing_as_json()


def _has_cv(session: Session, lead: Lead) -> bool:
    return any(cv.counts for cv in list_cvs(session, lead))


def _consent_again(given: Consent, candidate: Candidate) -> Consent:
    return Consent(
        conversation_id=given.conversation_id,
        candidate=candidate,
        version=given.version,
        wording=given.wording,
        agreed=given.agreed,
        at=given.at,
        withdrawn_at=given.withdrawn_at,
    )
