"""A telephone call with a candidate: agreed, moved, called off, made."""

from datetime import date, datetime, time
from typing import Annotated, Literal

from fastapi import Form, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from agency.services.calls.agreed_calls import CallInThePast, agree_call, cancel_call, find_call
from agency.services.leads.leads import LeadChanged, log_call
from agency.services.leads.tasks import set_task
from agency.services.people.access import works_on
from agency.storage.models import Lead
from web.desk.access import (
    TheirLead,
    TheirLeadToWorkOn,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.lead.deeds import LONGEST_NOTE, SeenAt, as_typed, back_to, write_down
from web.desk.lead.page import lead_page
from web.desk.leads.filters import Given
from web.desk.pages import LONDON, at_home, in_words, page
from web.desk.routes import desk_pages

router = desk_pages("/desk/leads/{reference}/call")


outcomes = desk_pages("/desk/leads/{reference}/called")

RING_AGAIN = "Ring again"


class Called(BaseModel):
    """The form that says how a call ended, and when to ring again, in the time of the UK."""

    outcome: Literal["spoke", "no_answer"]
    version: int
    words: str = Field("", max_length=LONGEST_NOTE)
    again_day: Given[date] = None
    again_time: Given[time] = None
    seen: SeenAt = None

    @property
    def again_at(self) -> datetime | None:
        if self.again_day is None:
            return None
        return at_home(self.again_day, self.again_time or time(9))


class Wanted(BaseModel):
    """The form. The time is that of the United Kingdom."""

    day: date
    at: time
    minutes: Literal["15", "30", "45", "60"] = "15"

    @property
    def moment(self) -> datetime:
        return at_home(self.day, self.at)


@router.get("")
def show_call(
    request: Request,
    lead: TheirLead,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    told: Literal["", "agreed", "cancelled"] = "",
) -> Response:
    """Show the call that is agreed, and the form to agree one."""
    write_down(session, somebody.consultant, "saw the call of", lead, now=now)
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
    write_down(session, somebody.consultant, "agreed a call", lead, now=now)
    return RedirectResponse(f"/desk/leads/{lead.reference}/call?told=agreed", 303)


@outcomes.post("")
def note_call(
    request: Request,
    lead: TheirLeadToWorkOn,
    given: Annotated[Called, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Note a telephone call: what was promised is kept, or there is a time to ring again."""
    me, spoke = somebody.consultant, given.outcome == "spoke"
    said = " ".join(filter(None, [in_words("called", given.outcome), as_typed(given.words)]))
    again = given.again_at
    if again and again <= now:
        return lead_page(
            request, session, lead, somebody, status=422, problem="past",
            typed={"words": given.words},
        )  # fmt: skip
    try:
        log_call(
            session,
            lead,
            by=me,
            spoke=spoke,
            note=said,
            expected_version=given.version,
            now=now,
        )
    except LeadChanged:
        return lead_page(
            request, session, lead, somebody, status=409, problem="changed",
            typed={"words": given.words}, since=given.seen,
        )  # fmt: skip
    if again:
        set_task(session, lead, title=RING_AGAIN, due_at=again, whose=me, by=me, now=now)
    write_down(session, me, "noted a call", lead, now=now)
    return back_to(lead, "called" if spoke else "no_answer")


@router.post("/cancel")
def cancel(
    lead: TheirLeadToWorkOn, somebody: TheSignedIn, session: TheUnit, now: TheTime
) -> Response:
    """Call the call off, and tell both sides."""
    if cancel_call(session, lead, now=now):
        write_down(session, somebody.consultant, "called a call off", lead, now=now)
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
