"""One lead's page, and taking the lead on."""

from typing import Literal

from fastapi import Request, Response

from agency.services.agency.ready_words import find_canned_reply
from agency.services.leads.leads import accept_lead
from agency.services.leads.mentions import see_mentions
from agency.services.leads.same_people import find_same_people
from agency.services.leads.timeline import Group
from agency.services.leads.visits import note_visit
from web.desk.access import (
    TheirLead,
    TheirLeadToWorkOn,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.lead.deeds import back_to, write_down
from web.desk.lead.page import Told, lead_page
from web.desk.routes import desk_pages

router = desk_pages("/desk/leads/{reference}")


@router.get("")
def show_lead(
    request: Request,
    lead: TheirLead,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    told: Told = "",
    shown: Literal["", "private"] = "",
    happened: Group | Literal[""] = "",
    reply: str = "",
) -> Response:
    """Show what matters first: who, where, which role, from when, and how to reach them."""
    me = somebody.consultant
    same = find_same_people(session, lead, seen_by=me)
    for each in (lead, *(alike.lead for alike in same.merged)):
        write_down(session, me, "saw", each, now=now)
    if shown:
        write_down(session, me, "saw private details in the CV", lead, now=now)
    note_visit(session, lead, me, now=now)
    ready = find_canned_reply(session, reply) if reply else None
    typed = {"note": ready.text} if ready else {}
    response = lead_page(
        request,
        session,
        lead,
        somebody,
        told=told,
        typed=typed,
        happened=happened,
        uncovered=bool(shown),
        same=same,
    )
    see_mentions(session, lead, me, now=now)
    return response


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
