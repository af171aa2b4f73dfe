"""The files that came with a lead."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agency.storage.models import Cv, Lead


def list_cvs(session: Session, lead: Lead) -> Sequence[Cv]:
    """Return every CV of the lead's candidate and conversation, newest first."""
    theirs = Cv.candidate_id == lead.candidate_id
    if lead.conversation_id:
        theirs = or_(theirs, Cv.conversation_id == lead.conversation_id)
    newest_first = (Cv.received_at.desc(), Cv.id.desc())
    return session.scalars(select(Cv).where(theirs).order_by(*newest_first)).all()
