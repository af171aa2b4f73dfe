"""A person erased at the desk, and the holds that keep one."""

from datetime import date
from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.audit import keep_audit
from agency.services.candidates.search import find_person
from agency.services.privacy.erasures import Held, erase_person, look_ahead
from agency.services.privacy.holds import end_hold, find_holds, place_hold
from agency.storage.models import Lead
from web.desk.access import (
    APrivacyOfficer,
    SignedIn,
    TheCvs,
    TheirLead,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.candidates.changes import back_to
from web.desk.candidates.people import person_page, write_down
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages

router = desk_pages("/desk/candidates/{reference}")


@router.get("/erase")
def show_what_goes(
    request: Request,
    lead: TheirLead,
    me: APrivacyOfficer,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Show what would go, what is held and why, and who outside has been told."""
    write_down(session, me, "saw the person of", find_person(session, lead, by=me), now=now)
    return erase_page(request, session, lead, somebody)


@router.post("/erase")
def erase(
    request: Request,
    lead: TheirLead,
    me: APrivacyOfficer,
    somebody: TheSignedIn,
    session: TheUnit,
    cvs: TheCvs,
    now: TheTime,
    typed: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Erase somebody everywhere, once the reference was typed, and show the certificate."""
    if typed.strip().upper() != lead.reference:
        return erase_page(request, session, lead, somebody, problem="typed", status=422)
    try:
        erasure, _ = erase_person(session, cvs, lead.candidate, by=me.email, now=now)
    except Held:
        return erase_page(request, session, lead, somebody, problem="held", status=409)
    keep_audit(
        session,
        who=me.email,
        did="erased a person",
        kind="erasure",
        subject=erasure.reference,
        now=now,
    )
    return RedirectResponse(f"/desk/privacy/erasures/{erasure.reference}", 303)


@router.post("/holds")
def hold(
    request: Request,
    lead: TheirLead,
    me: APrivacyOfficer,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    because: Annotated[str, Form(max_length=500)] = "",
    until: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Keep somebody until a day, for a reason."""
    try:
        day = date.fromisoformat(until)
        place_hold(session, lead.candidate, because=because, until=day, by=me.email, now=now)
    except ValueError:  # no date, or HoldUnclear
        return person_page(request, session, lead, somebody, status=422, problem="hold")
    write_down(session, me, "placed a hold on", find_person(session, lead, by=me), now=now)
    return back_to(lead, "held")


@router.post("/holds/{hold_id}/end")
def end(
    lead: TheirLead, hold_id: int, me: APrivacyOfficer, session: TheUnit, now: TheTime
) -> Response:
    """End a hold before its day."""
    person = find_person(session, lead, by=me)
    held = next((e for e in find_holds(session, person.ids, now=now) if e.id == hold_id), None)
    if held is None:
        raise not_there()
    end_hold(held, by=me.email, now=now)
    write_down(session, me, "ended a hold on", person, now=now)
    return back_to(lead, "hold_ended")


def erase_page(
    request: Request,
    session: Session,
    lead: Lead,
    somebody: SignedIn,
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    person = find_person(session, lead, by=somebody.consultant)
    outlook = look_ahead(session, person.ids, now=request.app.state.now())
    return page(
        request,
        "candidate_erase.html",
        status=status,
        somebody=somebody,
        lead=lead,
        person=person,
        outlook=outlook,
        problem=problem,
    )
