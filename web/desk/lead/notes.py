"""Notes beside a lead."""

from typing import Annotated

from fastapi import Form, Request, Response

from agency.services.leads.leads import change_lead
from web.desk.access import TheirLeadToWorkOn, TheSignedIn, TheTime, TheUnit
from web.desk.lead.deeds import LONGEST_NOTE, as_typed, back_to, write_down
from web.desk.lead.page import lead_page
from web.desk.routes import desk_pages

router = desk_pages("/desk/leads/{reference}/notes")


@router.post("")
def write_note(
    request: Request,
    lead: TheirLeadToWorkOn,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    note: Annotated[str, Form(max_length=LONGEST_NOTE)] = "",
) -> Response:
    """Write beside the lead. Notes only add up, so nobody's version matters."""
    text = as_typed(note)
    if not text:
        return lead_page(request, session, lead, somebody, status=422, problem="empty_note")
    me = somebody.consultant
    change_lead(session, lead, by=me, note=text, now=now)
    write_down(session, me, "wrote a note", lead, now=now)
    return back_to(lead, "noted", "notes")
