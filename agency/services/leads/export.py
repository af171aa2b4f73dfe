"""Whole lists of leads, to be taken away: who may, and what stands in each row."""

from collections.abc import Iterator
from typing import Any, Unpack

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from agency.services.leads.filters import Narrow, leads_that_fit
from agency.services.leads.listing import Order, in_order
from agency.services.leads.search import search_leads
from agency.storage.models import (
    Access,
    Branch,
    Candidate,
    Consent,
    Consultant,
    Desk,
    Lead,
    Promise,
)

EXPORTS_WHAT_IT_SEES = frozenset({Access.MANAGER, Access.ADMINISTRATOR})
EXPORTS_ITS_OWN = frozenset({Access.CONSULTANT})
AT_ONCE = 500
MOST_FOUND = 20_000  # of a search; a list without words has no end


def exports(consultant: Consultant, *, only_own: bool) -> bool:
    """
    Say whether *consultant* may take a list of leads away; *only_own* if they own them all.

    A file is read by whoever gets it: fewer people make one than see a list on the desk.
    """
    if consultant.access in EXPORTS_WHAT_IT_SEES:
        return True
    return only_own and consultant.access in EXPORTS_ITS_OWN


def export_leads(
    session: Session, *, order: Order = Order.NEWEST, **narrow: Unpack[Narrow]
) -> Iterator[dict[str, Any]]:
    """
    Yield every lead that `list_leads` would show page by page, in its order, a row for each.

    One look at the database: what changes meanwhile is in all of the rows or in none. Only a
    few hundred rows are held at a time.
    """
    words = narrow.pop("q", None)
    wanted = leads_that_fit(session, **narrow)
    found = (
        select(
            Lead.id,
            Lead.opened_at,
            Lead.stage,
            Lead.kind,
            Candidate.name,
            Candidate.email,
            Candidate.phone,
            Candidate.postcode,
            Candidate.town,
            Lead.role,
            Candidate.current_occupation,
            Candidate.experience_years,
            Candidate.qualifications,
            Candidate.availability,
            Candidate.start,
            Candidate.right_to_work,
            Candidate.dbs,
            Lead.has_cv.label("cv"),
            Lead.grade,
            Lead.points,
            Lead.question,
            Lead.call_when,
            Branch.name.label("branch"),
            Desk.name.label("desk"),
            Consultant.name.label("owner"),
            func.coalesce(Promise.call_at, Promise.due_at).label("promised_at"),
            Promise.kept_at,
            Lead.accepted_at,
            Lead.closed_because,
            Consent.version.label("consent"),
            Consent.at.label("consent_at"),
        )
        .join(Lead.candidate)
        .join(Lead.branch)
        .join(Lead.desk)
        .join(Lead.owner)
        .join(Lead.consent)
        .outerjoin(Lead.promise)
        .where(Lead.id.in_(wanted.with_only_columns(Lead.id)))
    )
    if words and words.strip():
        yield from _as_found(session, words, wanted, found)
        return
    ordered = in_order(found, order)
    for row in session.execute(ordered.execution_options(yield_per=AT_ONCE)):
        yield row._asdict()


def _as_found(
    session: Session, words: str, wanted: Select[Lead], found: Select[*tuple[Any, ...]]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a search in its own order, the best first."""
    ids, _over = search_leads(session, words, wanted, limit=MOST_FOUND)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        rows = {row.id: row for row in session.execute(found.where(Lead.id.in_(some)))}
        yield from (rows[lead_id]._asdict() for lead_id in some if lead_id in rows)
