"""The desk API: leads for the agency's own systems."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy.orm import Session

from agency.services.audit import keep_audit
from agency.services.leads.description import describe_lead, describe_leads
from agency.services.leads.files import list_cvs
from agency.services.leads.leads import (
    CursorUnknown,
    LeadChanged,
    OwnerUnknown,
    change_lead,
    list_leads,
)
from agency.services.people.access import WORKS_ON_LEADS, find_consultant, find_people_named
from agency.storage.models import ApiToken, Consultant, Lead, Role, Scan, Stage
from web.desk.access import TheCvs, TheTime, TheUnit
from web.desk.api.problems import Problem
from web.desk.api.shapes import LeadChange, LeadShape, LeadsShape, ProblemShape
from web.desk.api.tokens import ALeadToChange, ALeadToRead, AReader, AWriter
from web.desk.lead.cv import cv_download
from web.desk.leads.filters import NO_NUL, Given
from web.desk.routes import DeskApi

REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {"application/problem+json": {"schema": ProblemShape.model_json_schema()}},
    }
    for status, description in {
        401: "No token, or not one of ours",
        403: "The token lacks the scope",
        404: "No such lead",
        422: "Something is not as expected",
    }.items()
}

router = APIRouter(prefix="/api/v1/leads", route_class=DeskApi, tags=["desk"], responses=REFUSALS)


class Sieve(BaseModel):
    """Which leads; an empty filter filters nothing."""

    stage: Given[Stage] = None
    branch: Given[Annotated[str, Field(max_length=80, pattern=NO_NUL)]] = None
    role: Given[Role] = None
    q: Given[Annotated[str, Field(max_length=200, pattern=NO_NUL)]] = None
    since: Given[AwareDatetime] = None


class Wanted(Sieve):
    """Which leads, and which page of them."""

    cursor: Given[Annotated[str, Field(max_length=200)]] = None
    limit: int = Field(50, ge=1, le=100)


@router.get("", response_model=LeadsShape)
def read_leads(
    wanted: Annotated[Wanted, Query()], reader: AReader, session: TheUnit, now: TheTime
) -> dict[str, Any]:
    """Return a page of leads, newest first; `next` is the cursor of the page after it."""
    try:
        found = list_leads(session, **dict(wanted))
    except CursorUnknown as problem:
        at = [{"at": ["query", "cursor"], "problem": "unknown"}]
        raise Problem("not_acceptable", fields=at) from problem
    references = " ".join(lead.reference for lead in found.leads)
    write_down(session, reader, "read", references or "no lead", now=now)
    return {"leads": describe_leads(session, found.leads), "next": found.next}


@router.get("/{id}", response_model=LeadShape)
def read_lead(
    lead: ALeadToRead, reader: AReader, response: Response, session: TheUnit, now: TheTime
) -> dict[str, Any]:
    """Return one lead. Its ETag is what a change must send as `If-Match`."""
    write_down(session, reader, "read", lead.reference, now=now)
    response.headers["ETag"] = etag(lead)
    return describe_lead(session, lead)


@router.patch(
    "/{id}",
    response_model=LeadShape,
    responses={
        412: {"description": "Changed since it was read", "model": ProblemShape},
        428: {"description": "No If-Match", "model": ProblemShape},
    },
)
def write_lead(
    lead: ALeadToChange,
    change: LeadChange,
    writer: AWriter,
    response: Response,
    session: TheUnit,
    now: TheTime,
    if_match: Annotated[str | None, Header(description="the ETag of the lead as read")] = None,
) -> dict[str, Any]:
    """Change stage or owner, or add a note, if nobody changed the lead since it was read."""
    if if_match is None:
        raise Problem("if_match_needed")
    if lead.candidate.restricted_at:
        raise Problem("restricted")
    if not is_met(if_match, lead):
        raise Problem("changed_meanwhile")
    try:
        change_lead(
            session,
            lead,
            by=writer.name,
            stage=change.stage,
            owner=None if change.owner is None else owner_named(change.owner, session),
            note=change.note,
            now=now,
        )
    except (OwnerUnknown, LeadChanged) as problem:
        unknown = isinstance(problem, OwnerUnknown)
        raise Problem("owner_unknown" if unknown else "changed_meanwhile") from problem
    write_down(session, writer, "changed", lead.reference, now=now)
    response.headers["ETag"] = etag(lead)
    return describe_lead(session, lead)


@router.get("/{id}/cv", response_class=Response, responses={200: {"content": {"*/*": {}}}})
def read_cv(
    lead: ALeadToRead, reader: AReader, session: TheUnit, cvs: TheCvs, now: TheTime
) -> Response:
    """Return the newest CV as the file that was sent."""
    cv = next(iter(list_cvs(session, lead)), None)
    if cv is None:
        raise Problem("no_cv")
    if cv.scan is Scan.UNSAFE:
        raise Problem("cv_unsafe")
    try:
        file = cv_download(cvs, cv)
    except FileNotFoundError as gone:
        raise Problem("no_cv") from gone
    write_down(session, reader, "took the CV", lead.reference, now=now)
    return file


def owner_named(named: str, session: Session) -> Consultant:
    """Return whom an e-mail address names, or a name as a lead shows it that one person has."""
    by_address = find_consultant(session, named)
    found = [by_address] if by_address else find_people_named(session, named)
    able = [each for each in found if each.active and each.access in WORKS_ON_LEADS]
    if len(able) != 1:
        raise OwnerUnknown
    return able[0]


def etag(lead: Lead) -> str:
    return f'"{lead.version}"'


def is_met(if_match: str, lead: Lead) -> bool:
    """Say whether an If-Match header names this version; a weak tag promises too little."""
    tags = {tag.strip() for tag in if_match.split(",")}
    return "*" in tags or etag(lead) in tags


def write_down(session: Session, token: ApiToken, did: str, subject: str, *, now: datetime) -> None:
    keep_audit(session, who=f"token {token.name}", did=did, kind="lead", subject=subject, now=now)
