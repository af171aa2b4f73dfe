"""People whom the sign-in provider vouches for."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.services.people.access import find_consultant
from agency.storage.models import Consultant


def find_vouched_for(session: Session, subject: str, email: str) -> Consultant | None:
    """
    Return whom *subject* is here, if an administrator added them and they still work here.

    The first time it is the verified address that says so; from then on the subject alone, so
    that whoever is given a leaver's address later does not become the leaver.
    """
    consultant = session.scalar(select(Consultant).where(Consultant.provider_subject == subject))
    if consultant is None:
        consultant = find_consultant(session, email)
        if consultant is None or consultant.provider_subject is not None:
            return None
    if not consultant.active:
        return None
    consultant.provider_subject = subject
    return consultant
