"""One lead's page, and what a consultant does there."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.care import shared
from agency.services.access import works_on
from agency.services.audit import keep_audit
from agency.services.lead_files import list_cvs
from agency.services.leads import LeadChanged, accept_lead, change_lead, log_call
from agency.services.same_people import find_same_people
from agency.storage.models import Consultant, Lead, Scan, Stage
from web.desk.access import (
    SignedIn,
    TheConsultant,
    TheCvs,
    TheirLead,
    TheirLeadToWorkOn,
    TheSignedIn,
    TheTime,
    TheUnit,
    their_own_form,
)
from web.desk.cv import cv_download
from web.desk.cv_text import cv_text
from web.desk.pages import in_words, page
from web.desk.refusals import Refused, not_there
from web.desk.routes import DeskPage
from web.desk.same_person import list_deeds, shown_together

LONGEST_NOTE = 4000

type Told = Literal[
    "", "accepted", "moved", "noted", "called", "merged", "apart", "undone", "verified"
]

router = APIRouter(
    prefix="/desk/leads/{reference}",
    route_class=DeskPage,
    include_in_schema=False,
    dependencies=[Depends(their_own_form)],
)


class NewStage(BaseModel):
    """The form that moves a lead along."""

    stage: Stage
    version: int
    note: str = Field("", max_length=LONGEST_NOTE)


class Called(BaseModel):
    """The form that says how a call ended."""

    outcome: Literal["spoke", "no_answer"]
    version: int


@router.get("")
def show_lead(
    request: Request,
    lead: TheirLead,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    told: Told = "",
    shown: Literal["", "private"] = "",
) -> Response:
    """Show what matters first: who, where, which role, from when, and how to reach them."""
    same = find_same_people(session, lead, seen_by=somebody.consultant)
    for each in (lead, *(alike.lead for alike in same.merged)):
        write_down(session, somebody.consultant, "saw", each, now=now)
    if shown:
        write_down(session, somebody.consultant, "saw private details in the CV", lead, now=now)
    return lead_page(request, session, lead, somebody, told=told, uncovered=bool(shown))


@router.post("/accept")
def accept(
    request: Request, lead: TheirLeadToWorkOn, somebody: TheSignedIn, session: TheUnit, now: TheTime
) -> Response:
    """Take the lead on. Of two who press at once, the second is told who has it."""
    me = somebody.consultant
    if lead.accepted_at and lead.owner_id != me.id:
        return lead_page(request, session, lead, somebody, status=409, problem="taken")
    accept_lead(session, lead, by=me, now=now)
    write_down(session, me, "accepted", lead, now=now)
    return back_to(lead, "accepted")


@router.post("/notes")
def write_note(
    request: Request,
    lead: TheirLeadToWorkOn,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    note: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
) -> Response:
    """Write beside the lead. Notes only add up, so nobody's version matters."""
    text = note.replace("\r\n", "\n").strip()
    if not text:
        return lead_page(request, session, lead, somebody, status=422, problem="empty_note")
    me = somebody.consultant
    change_lead(session, lead, by=me, note=text, now=now)
    write_down(session, me, "wrote a note", lead, now=now)
    return back_to(lead, "noted")


@router.post("/stage")
def move(
    request: Request,
    lead: TheirLeadToWorkOn,
    given: Annotated[NewStage, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Move the lead along, if it still stands where this person saw it."""
    me, note = somebody.consultant, given.note.strip()
    if given.stage is Stage.CLOSED and lead.stage is not Stage.CLOSED and not note:
        return lead_page(request, session, lead, somebody, status=422, problem="why_closed")
    try:
        change_lead(
            session,
            lead,
            by=me,
            stage=given.stage,
            note=note or None,
            expected_version=given.version,
            now=now,
        )
    except LeadChanged:
        return lead_page(
            request, session, lead, somebody, status=409, problem="changed", because=note
        )
    write_down(session, me, f"moved to {given.stage}", lead, now=now)
    return back_to(lead, "moved")


@router.post("/called")
def note_call(
    request: Request,
    lead: TheirLeadToWorkOn,
    given: Annotated[Called, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Note a telephone call; whether or not somebody answered, what was promised is kept."""
    me = somebody.consultant
    try:
        log_call(
            session,
            lead,
            by=me,
            spoke=given.outcome == "spoke",
            note=in_words("called", given.outcome),
            expected_version=given.version,
            now=now,
        )
    except LeadChanged:
        return lead_page(request, session, lead, somebody, status=409, problem="changed")
    write_down(session, me, "noted a call", lead, now=now)
    return back_to(lead, "called")


@router.get("/cv/{cv_id}")
def download_cv(
    lead: TheirLead,
    cv_id: str,
    consultant: TheConsultant,
    session: TheUnit,
    cvs: TheCvs,
    now: TheTime,
) -> Response:
    """Hand out one of the lead's CVs, and write down who took it."""
    cv = next((cv for cv in list_cvs(session, lead) if cv.id == cv_id), None)
    if cv is None:
        raise not_there()
    if cv.scan is Scan.UNSAFE:
        raise Refused(409, "cv_unsafe")
    try:
        response = cv_download(cvs, cv)
    except FileNotFoundError as gone:
        raise not_there() from gone
    write_down(session, consultant, "took the CV", lead, now=now)
    return response


def lead_page(
    request: Request,
    session: Session,
    lead: Lead,
    somebody: SignedIn,
    *,
    status: int = 200,
    told: str = "",
    problem: str = "",
    because: str = "",
    uncovered: bool = False,
) -> Response:
    """Return the lead as it stands, with what went well or wrong above it."""
    cvs = list_cvs(session, lead)
    same = find_same_people(session, lead, seen_by=somebody.consultant)
    return page(
        request,
        "lead.html",
        status=status,
        somebody=somebody,
        lead=lead,
        turns=shared(lead.conversation.turns) if lead.conversation else [],
        cvs=cvs,
        cv_says=cv_text(cvs[0], uncovered=uncovered) if cvs else None,
        works=works_on(somebody.consultant, lead),
        same=same,
        together=shown_together(session, same),
        deeds=list_deeds(session, lead, same) if same.any else [],
        told=told,
        problem=problem,
        because=because,
    )


def write_down(
    session: Session, consultant: Consultant, did: str, lead: Lead, *, now: datetime
) -> None:
    keep_audit(session, who=consultant.email, did=did, kind="lead", subject=lead.reference, now=now)


def back_to(lead: Lead, told: str) -> Response:
    return RedirectResponse(f"/desk/leads/{lead.reference}?told={told}", 303)
