"""An access request answered: all we hold about one person, as a file for them."""

from typing import Annotated

from fastapi import Form, Request, Response
from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from agency.services.candidates.everything import tell_everything, words_of_consultants
from agency.services.candidates.search import find_person
from agency.services.privacy.requests import close_request, find_open_requests
from agency.storage.models import Asked, Fate
from web.desk.access import (
    APrivacyOfficer,
    TheCvs,
    TheirLead,
    TheSettings,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.candidates.file import the_agency, write_zip
from web.desk.candidates.people import write_down
from web.desk.exports.making import pieces
from web.desk.pages import page
from web.desk.routes import desk_pages

router = desk_pages("/desk/candidates/{reference}/everything")


@router.get("")
def show_first(
    request: Request,
    lead: TheirLead,
    me: APrivacyOfficer,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Show what consultants wrote in their own words: what is about somebody else is left out."""
    person = find_person(session, lead, by=me)
    write_down(session, me, "saw the person of", person, now=now)
    told = tell_everything(session, person.ids, now=now)
    return page(
        request,
        "candidate_access.html",
        somebody=somebody,
        lead=lead,
        person=person,
        told=told,
        written=words_of_consultants(session, person.ids),
        waiting=[e for e in find_open_requests(session, person.ids) if e.asked is Asked.ACCESS],
    )


@router.post("")
def hand_out(
    lead: TheirLead,
    me: APrivacyOfficer,
    session: TheUnit,
    cvs: TheCvs,
    settings: TheSettings,
    now: TheTime,
    leave_out: Annotated[list[str], Form(default_factory=list, max_length=1000)],
    done: Annotated[bool, Form()] = False,
) -> Response:
    """Hand out everything as a file; the request that waited for it is done, if they say so."""
    person = find_person(session, lead, by=me)
    told = tell_everything(session, person.ids, leave_out=leave_out, now=now)
    file = write_zip(told, cvs, the_agency(session), scratch=settings.home)
    size = file.seek(0, 2)
    file.seek(0)
    without = f", {told.left_out} left out" if told.left_out else ""
    write_down(session, me, f"took everything{without}", person, now=now)
    if done:
        for each in find_open_requests(session, person.ids):
            if each.asked is Asked.ACCESS:
                close_request(session, each, Fate.DONE, by=me.email, now=now)
    headers = {
        "Content-Disposition": f'attachment; filename="{lead.reference}-everything.zip"',
        "Content-Length": str(size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return StreamingResponse(
        pieces(file),
        media_type="application/zip",
        headers=headers,
        background=BackgroundTask(file.close),
    )
