"""The files that came with a lead."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from agency.storage.models import Cv, Lead


def list_cvs(session: Session, lead: Lead) -> Sequence[Cv]:
    """Return every CV of the lead's candidate and conversation, newest first."""
    return list_cvs_of_each(session, [lead])[lead.id]


def list_cvs_of_each(session: Session, leads: Sequence[Lead]) -> dict[int, list[Cv]]:
    """Return the CVs of every lead, under the lead's id, newest first."""
    candidates = {lead.candidate_id for lead in leads}
    chats = {lead.conversation_id for lead in leads if lead.conversation_id}
    cvs = session.scalars(
        select(Cv)
        .where(or_(Cv.candidate_id.in_(candidates), Cv.conversation_id.in_(chats)))
        .order_by(Cv.received_at.desc(), Cv.id.desc())
    ).all()
    return {lead.id: [cv for cv in cvs if _came_with(cv, lead)] for lead in leads}


def _came_with(cv: Cv, lead: Lead) -> bool:
    in_its_chat = lead.conversation_id is not None and cv.conversation_id == lead.conversation_id
    return cv.candidate_id == lead.candidate_id or in_its_chat
