"""Exports for the agency's own systems: whole lists, and one candidate as a standard file."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.security import HTTPAuthorizationCredentials

from agency.services.audit import keep_audit
from agency.services.candidates.contact_cards import write_vcard
from agency.services.candidates.json_resumes import describe_resume
from agency.services.keys.tokens import Scope
from web.desk.access import TheSettings, TheTime, TheUnit, TheUnits
from web.desk.api.leads import REFUSALS, Sieve, write_down
from web.desk.api.problems import Problem
from web.desk.api.shapes import JsonResumeShape
from web.desk.api.tokens import ALeadToRead, AReader, allowed, bearer, the_token
from web.desk.exports.downloads import as_file
from web.desk.exports.making import MEDIA_TYPES, Busy, TheLooks, hand_out, make_list
from web.desk.routes import DeskApi

router = APIRouter(prefix="/api/v1", route_class=DeskApi, tags=["desk"], responses=REFUSALS)

FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {media_type.partition(";")[0]: {} for media_type in MEDIA_TYPES.values()}},
    503: {"description": "Another list is being made"},
}
VCARD: dict[int | str, dict[str, Any]] = {200: {"content": {"text/vcard": {}}}}


@router.get("/leads.{suffix}", response_class=Response, responses=FILES)
def read_list(
    suffix: Literal["csv", "xlsx"],
    sieve: Annotated[Sieve, Query()],
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    open_unit: TheUnits,
    looks: TheLooks,
    settings: TheSettings,
    now: TheTime,
) -> Response:
    """Return every lead that the filters let through, newest first, as one table."""
    wanted = dict(sieve)
    with open_unit() as session:
        who = allowed(the_token(given, session, now), Scope.LEADS_READ).name
    try:
        listed = make_list(looks, wanted, suffix, scratch=settings.home)
    except Busy as busy:
        raise Problem("list_waits") from busy
    with open_unit() as session:
        keep_audit(
            session,
            who=f"token {who}",
            did=f"exported {listed.count} leads as {suffix.upper()}",
            kind="leads",
            subject=listed.subject(wanted),
            now=now,
        )
    return hand_out(listed, suffix, now=now)


@router.get("/leads/{id}/resume", response_model=JsonResumeShape, response_model_exclude_unset=True)
def read_resume(
    lead: ALeadToRead, reader: AReader, session: TheUnit, now: TheTime
) -> dict[str, Any]:
    """Return the candidate as a JSON Resume 1.0.0; a school that wants staff has none."""
    if not lead.kind.seeks_work:
        raise Problem("no_resume")
    write_down(session, reader, "took the JSON Resume", lead.reference, now=now)
    return describe_resume(session, lead)


@router.get("/leads/{id}/vcard", response_class=Response, responses=VCARD)
def read_vcard(lead: ALeadToRead, reader: AReader, session: TheUnit, now: TheTime) -> Response:
    """Return how the candidate is reached, as a vCard 4.0."""
    write_down(session, reader, "took the vCard", lead.reference, now=now)
    return as_file(write_vcard(lead), lead, "vcf", "text/vcard; charset=utf-8")
