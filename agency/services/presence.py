"""Which consultants are there: those who have the conversations open."""

from datetime import datetime

from sqlalchemy.orm import Session

from agency.services.access import IDLE, LONGEST
from agency.storage.models import Consultant, SignIn


def note_presence(session: Session, sign_in_id: int, *, now: datetime) -> bool:
    """
    Note that the person of this sign-in is there; say whether they may stay.

    A page that only lies open is no use of the desk: it does not make a sign-in last longer.
    """
    sign_in = session.get(SignIn, sign_in_id)
    if sign_in is None or sign_in.ended_at:
        return False
    if now - sign_in.seen_at > IDLE or now - sign_in.started_at > LONGEST:
        return False
    consultant = session.get_one(Consultant, sign_in.consultant_id)
    if not consultant.active:
        return False
    consultant.here_at = now
    return True
