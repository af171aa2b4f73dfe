"""A CV for whoever has none: a profile of one page, made from what they told us."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency.core.enquiry import Kind
from agency.core.phone import say_phone
from agency.cv.profile import Profile, write_profile
from agency.services.cvs.cvs import keep_cv
from agency.storage.files import CvStore
from agency.storage.models import Conversation, Cv, Lead

FILENAME = "profile.pdf"


def make_profile(
    session: Session, store: CvStore, lead: Lead, *, agency: str, cv_id: str, now: datetime
) -> Cv | None:
    """
    Keep a profile as the lead's CV; None where a registration has a CV, or is not one.

    It is nothing that a program had to read, so nothing of it is told or asked about.
    """
    conversation = session.get(Conversation, lead.conversation_id) if lead.conversation_id else None
    if lead.kind is not Kind.REGISTRATION or conversation is None or has_cv(session, lead):
        return None
    body = write_profile(profile_of(lead), agency=agency, on=now.date())
    cv = keep_cv(session, store, conversation, FILENAME, body, cv_id=cv_id, now=now)
    cv.read_at = cv.told_at = now
    return cv


def has_cv(session: Session, lead: Lead) -> bool:
    theirs = select(func.count()).select_from(Cv).where(Cv.candidate_id == lead.candidate_id)
    return bool(session.scalar(theirs))


def profile_of(lead: Lead) -> Profile:
    """Return what the profile of a lead's candidate says."""
    candidate = lead.candidate
    place = ", ".join(part for part in (candidate.town, candidate.postcode) if part)
    return Profile(
        name=candidate.name,
        role=lead.role.value if lead.role else None,
        email=candidate.email,
        phone=say_phone(candidate.phone) if candidate.phone else None,
        place=place or None,
        current_occupation=candidate.current_occupation,
        experience_years=candidate.experience_years,
        qualifications=tuple(candidate.qualifications),
        availability=candidate.availability,
        start=candidate.start,
        right_to_work=candidate.right_to_work,
        dbs=candidate.dbs,
    )
