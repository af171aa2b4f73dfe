"""Which consultants are there: those who have the conversations open."""

from datetime import datetime

from sqlalchemy.orm import Session

from agency.services.people.sign_ins import IDLE, LONGEST
from agency.storage.models import Consultant, SignIn


def note_presence(session: Session, sign_in_id: int, *, now: datetime) -> bool:
    """
    Note that the person of this sign-in is there; say whether they may stay.

    A page that only lies open is no use of the desk: it does not make a sign-in last longer.
    """
    consultant = still_signed_in(session, sign_in_id, now=now)
    if consultant is None:
        return False
    consultant.here_at = now
    return True


def still_signed_in(session: Session, sign_in_id: int, *, now: datetime) -> Consultant | None:
    """Return whose sign-in this is while it lasts, and note nothing: any open page may ask."""
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is None or sign_in.ended_at:
        return None
    if now - sign_in.seen_at > IDLE or now - sign_in.started_at > LONGEST:
        return None
    consultant = session.get_one(Consultant, sign_in.consultant_id)
    return consultant if consultant.active else None
