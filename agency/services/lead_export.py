"""Whole lists of leads, to be taken away: who may, and what stands in each row."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from agency.core.roles import Role
from agency.services.lead_list import in_order, leads_that_fit
from agency.storage.models import (
    Access,
    Branch,
    Candidate,
    Consent,
    Consultant,
    Cv,
    Desk,
    Lead,
    Promise,
    Stage,
)

EXPORTS_WHAT_IT_SEES = frozenset({Access.MANAGER, Access.ADMINISTRATOR})
EXPORTS_ITS_OWN = frozenset({Access.CONSULTANT})
AT_ONCE = 500


def exports(consultant: Consultant, *, only_own: bool) -> bool:
    """
    Say whether *consultant* may take a list of leads away; *only_own* if they own them all.

    A file is read by whoever gets it: fewer people make one than see a list on the desk.
    """
    if consultant.access in EXPORTS_WHAT_IT_SEES:
        return True
    return only_own and consultant.access in EXPORTS_ITS_OWN


def export_leads(
    session: Session,
    *,
    stage: Stage | None = None,
    branch: str | None = None,
    role: Role | None = None,
    q: str | None = None,
    since: datetime | None = None,
    owner_id: int | None = None,
    by_the_clock: bool = False,
) -> Iterator[dict[str, Any]]:
    """
    Yield every lead that `list_leads` would show page by page, in its order, a row for each.

    One look at the database: what changes meanwhile is in all of the rows or in none. Only a
    few hundred rows are held at a time.
    """
    wanted = leads_that_fit(
        stage=stage, branch=branch, role=role, q=q, since=since, owner_id=owner_id
    )
    has_cv = (
        select(Cv.id)
        .where(
            or_(
                Cv.candidate_id == Lead.candidate_id,
                Cv.conversation_id == Lead.conversation_id,
            )
        )
        .exists()
    )
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
            has_cv.label("cv"),
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
        .where(Lead.id.in_(wanted.with_only_columns(Lead.id)))
    )
    if not by_the_clock:
        found = found.outerjoin(Lead.promise)
    ordered = in_order(found, by_the_clock=by_the_clock)
    for row in session.execute(ordered.execution_options(yield_per=AT_ONCE)):
        yield row._asdict()
