"""What a candidate may do with what they told us: see it, put it right, have it erased."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.checks import DBS, RIGHT_TO_WORK
from agency.core.email import find_address
from agency.core.names import find_name
from agency.core.phone import find_phone_and_extension
from agency.core.postcode import find_outward, find_postcode
from agency.core.roles import find_role
from agency.services.candidates.profiles import FILENAME, make_profile
from agency.services.leads.changes import change_lead
from agency.services.news.queue import queue_change
from agency.services.privacy.erasures import erase_person
from agency.services.privacy.requests import keep_request
from agency.storage.files import CvStore
from agency.storage.models import (
    Asked,
    Consultant,
    Correction,
    Cv,
    Erasure,
    Lead,
    PrivacyRequest,
    Way,
)

BY = "candidate"
LONGEST = 200
MOST_YEARS = 60
MOST_QUALIFICATIONS = 20
IN_OWN_WORDS = ("town", "current_occupation", "availability", "start")
WAYS_TO_REACH = ("email", "phone")


@dataclass
class Read:
    """What was written into the page: the values to keep, and the fields that make no sense."""

    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def find_own_lead(session: Session, lead_id: str) -> Lead | None:
    """Return the lead that a private link is about."""
    return session.get(Lead, int(lead_id)) if lead_id.isdecimal() else None


def find_profile(session: Session, lead: Lead) -> Cv | None:
    """Return the profile that we made for the lead's candidate, if they sent no CV."""
    return session.scalar(
        select(Cv).where(Cv.candidate_id == lead.candidate_id, Cv.filename == FILENAME)
    )


def read_details(written: Mapping[str, str]) -> Read:
    """Return what a candidate wrote, each field as the chat would read it; empty is not given."""
    read = Read()
    finders = {
        "name": find_name,
        "email": find_address,
        "phone": find_phone_and_extension,
        "postcode": lambda text: find_postcode(text) or find_outward(text),
        "role": lambda text: find_role(text),
        "right_to_work": lambda text: text if text in RIGHT_TO_WORK else None,
        "dbs": lambda text: text if text in DBS else None,
        "experience_years": _years,
        "qualifications": _lines,
    }
    for name in IN_OWN_WORDS:
        finders[name] = lambda text: text if len(text) <= LONGEST else None
    for name, find in finders.items():
        text = written.get(name, "").strip()
        text = " ".join(text.split()) if name in IN_OWN_WORDS else text
        value = find(text) if text else None
        if text and value is None:
            read.wrong.append(name)
        read.values[name] = value
    if not any(read.values[name] for name in WAYS_TO_REACH):
        read.wrong += [name for name in WAYS_TO_REACH if name not in read.wrong]
    return read


def correct_details(
    session: Session,
    store: CvStore,
    lead: Lead,
    values: Mapping[str, Any],
    *,
    agency: str,
    cv_id: str,
    by: Consultant | str = BY,
    now: datetime,
) -> list[str]:
    """
    Keep what was put right, and return the names of the fields.

    The lead's page says which fields, and systems outside that know the lead are told how it
    stands now. The wrong values are there for a month, for those who must see what was done.
    """
    candidate = lead.candidate
    new = dict(values) | {"qualifications": list(values.get("qualifications") or ())}
    # A role is what a lead is for: it cannot be taken back, only exchanged for another.
    role = new.pop("role", None) or lead.role
    changed = [name for name, value in new.items() if getattr(candidate, name) != value]
    whose = by.email if isinstance(by, Consultant) else by
    for name in changed:
        _keep_correction(session, lead, name, getattr(candidate, name), new[name], whose, now)
        setattr(candidate, name, new[name])
    if role != lead.role:
        _keep_correction(session, lead, "role", lead.role, role, whose, now)
        lead.role = role
        changed.insert(0, "role")
    if changed:
        change_lead(session, lead, by=by, now=now, note=f"Put right: {', '.join(changed)}")
        queue_change(session, lead, now=now)
        if profile := find_profile(session, lead):
            store.erase(profile.key)
            session.delete(profile)
            session.flush()  # or the old one would pass for a CV
            make_profile(session, store, lead, agency=agency, cv_id=cv_id, now=now)
    return changed


def list_corrections(session: Session, lead_ids: Collection[int]) -> Sequence[Correction]:
    """Return what was put right on these leads, the latest first."""
    return session.scalars(
        select(Correction)
        .where(Correction.lead_id.in_(lead_ids))
        .order_by(Correction.at.desc(), Correction.id.desc())
    ).all()


def ask_for_everything(session: Session, lead: Lead, *, now: datetime) -> PrivacyRequest:
    """Put it into the register that the candidate asks for all we hold about them."""
    return keep_request(
        session, lead.candidate, Asked.ACCESS, way=Way.OWN_PAGE, received_by=BY, now=now
    )


def erase_own_details(session: Session, store: CvStore, lead: Lead, *, now: datetime) -> Erasure:
    """
    Erase the candidate and all that hangs on them: lead, chat, files, news.

    Held says that it cannot be done at once: the request is in the register then.
    """
    erasure, _ = erase_person(session, store, lead.candidate, by=BY, now=now)
    return erasure


def ask_for_erasure(session: Session, lead: Lead, *, now: datetime) -> PrivacyRequest:
    """Put it into the register that the candidate wants to be forgotten."""
    return keep_request(
        session, lead.candidate, Asked.ERASURE, way=Way.OWN_PAGE, received_by=BY, now=now
    )


def _keep_correction(
    session: Session, lead: Lead, field: str, before: Any, after: Any, by: str, now: datetime
) -> None:
    session.add(
        Correction(
            lead_id=lead.id,
            field=field,
            before=_as_text(before),
            after=_as_text(after),
            at=now,
            by=by,
        )
    )


def _as_text(value: Any) -> str | None:
    if value is None or value == []:
        return None
    return "; ".join(value) if isinstance(value, list) else str(value)


def _years(text: str) -> float | None:
    try:
        years = float(text.replace(",", "."))
    except ValueError:
        return None
    return years if 0 <= years <= MOST_YEARS else None


def _lines(text: str) -> list[str] | None:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    fits = len(lines) <= MOST_QUALIFICATIONS and all(len(line) <= LONGEST for line in lines)
    return lines if fits else None
