"""Where a lead stands in a list, and by what lists are narrowed: columns of the lead's own."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select, update

from agency.core.postcode import area_of
from agency.storage.models import Candidate, Conversation, Cv, Lead, Promise, Stage

# Behind everybody who waits for what was promised stand the others, the newest first.
BEHIND = 10**11
WAITS_IN = frozenset(Stage) - {Stage.CLOSED}


def put_in_line(connection: Connection, lead_ids: Iterable[int]) -> None:
    """Set the place of these leads, and what lists are narrowed by, from where it comes from."""
    ids = sorted(lead_ids)
    if not ids:
        return
    rows = connection.execute(
        select(
            Lead.id,
            Lead.stage,
            Lead.in_line,
            Lead.area,
            Lead.town,
            Lead.page,
            Lead.has_cv,
            Candidate.postcode,
            Candidate.town.label("lives_in"),
            Conversation.page.label("came_from"),
            Promise.call_at,
            Promise.due_at,
            Promise.kept_at,
            _cv_of(Lead.candidate_id, Lead.conversation_id).label("sent_cv"),
        )
        .join(Candidate, Candidate.id == Lead.candidate_id)
        .outerjoin(Conversation, Conversation.id == Lead.conversation_id)
        .outerjoin(Promise, Promise.lead_id == Lead.id)
        .where(Lead.id.in_(ids))
    ).all()
    for row in rows:
        place = listed_as(row)
        if any(getattr(row, name) != value for name, value in place.items()):
            # Past the model: the list's own columns are no change that a consultant could miss.
            connection.execute(update(Lead).where(Lead.id == row.id).values(**place))


def listed_as(row: Any) -> dict[str, Any]:
    """Return the columns of the list for a lead as it was read with what it hangs on."""
    waits = row.due_at is not None and row.kept_at is None and row.stage in WAITS_IN
    town = (row.lives_in or "").strip().casefold()
    return {
        "in_line": int((row.call_at or row.due_at).timestamp()) if waits else BEHIND - row.id,
        "area": (area_of(row.postcode) or None) if row.postcode else None,
        "town": town[:80] or None,
        # An erased chat takes the page it was on with it only from itself.
        "page": row.came_from if row.came_from is not None else row.page,
        "has_cv": bool(row.sent_cv),
    }


def _cv_of(candidate_id: Any, conversation_id: Any) -> Any:
    by_candidate = select(Cv.id).where(Cv.candidate_id == candidate_id, Cv.counts)
    by_chat = select(Cv.id).where(Cv.conversation_id == conversation_id, Cv.counts)
    return by_candidate.exists() | by_chat.exists()
