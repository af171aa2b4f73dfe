"""A telephone call with a candidate: agreed, moved, called off."""

from datetime import date, datetime, time
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import BaseModel
from starlette.responses import RedirectResponse

from agency.services.access import works_on
from agency.services.agreed_calls import CallInThePast, agree_call, cancel_call, find_call
from agency.services.audit import keep_audit
from agency.storage.models import Lead
from web.desk.access import (
    TheirLead,
    TheirLeadToWorkOn,
    TheSignedIn,
    TheTime,
    TheUnit,
    their_own_form,
)
from web.desk.pages import LONDON, page
from web.desk.routes import DeskPage

router = APIRouter(
    prefix="/desk/leads/{reference}/call",
    route_class=DeskPage,
    include_in_schema=False,
    dependencies=[Depends(their_own_form)],
)


class Wanted(BaseModel):
    """The form. The time is that of the United Kingdom."""

    day: date
    at: time
    minutes: Literal["15", "30", "45", "60"] = "15"

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.day, self.at.replace(tzinfo=None), LONDON)


@router.get("")
def show_call(
    request: Request,
    lead: TheirLead,
    somebody: TheSignedIn,
    session: TheUnit,
    told: Literal["", "agreed", "cancelled"] = "",
) -> Response:
    """Show the call that is agreed, and the form to agree one."""
    return call_page(request, lead, somebody, session, told=told)


@router.post("")
def agree(
    request: Request,
    lead: TheirLeadToWorkOn,
    wanted: Annotated[Wanted, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Agree a call, or move the one there is; both sides get a letter for their calendars."""
    try:
        agree_call(session, lead, at=wanted.moment, minutes=int(wanted.minutes), now=now)
    except CallInThePast:
        return call_page(request, lead, somebody, session, status=422, problem="past")
    write_down(session, somebody, "agreed a call", lead, now)
    return RedirectResponse(f"/desk/leads/{lead.reference}/call?told=agreed", 303)


@router.post("/cancel")
def cancel(
    lead: TheirLeadToWorkOn, somebody: TheSignedIn, session: TheUnit, now: TheTime
) -> Response:
    """Call the call off, and tell both sides."""
    if cancel_call(session, lead, now=now):
        write_down(session, somebody, "called a call off", lead, now)
    return RedirectResponse(f"/desk/leads/{lead.reference}/call?told=cancelled", 303)


def call_page(
    request: Request,
    lead: Lead,
    somebody: TheSignedIn,
    session: TheUnit,
    *,
    status: int = 200,
    told: str = "",
    problem: str = "",
) -> Response:
    call = find_call(session, lead)
    now: datetime = request.app.state.now()
    return page(
        request,
        "call.html",
        status=status,
        somebody=somebody,
        lead=lead,
        call=call,
        chosen=(call.at if call else now).astimezone(LONDON),
        today=now.astimezone(LONDON).date(),
        works=works_on(somebody.consultant, lead),
        told=told,
        problem=problem,
    )


def write_down(
    session: TheUnit, somebody: TheSignedIn, did: str, lead: Lead, now: datetime
) -> None:
    who = somebody.consultant.email
    keep_audit(session, who=who, did=did, kind="lead", subject=lead.reference, now=now)
