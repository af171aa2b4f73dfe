"""The list as a file, and one candidate as a file, for a consultant to take away."""

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from agency.services.audit import keep_audit
from agency.services.candidates.contact_cards import write_vcard
from agency.services.candidates.json_resumes import describe_resume
from agency.services.leads.export import exports
from agency.storage.models import Lead
from web.desk.access import (
    TheConsultant,
    TheirLead,
    TheJar,
    TheSettings,
    TheTime,
    TheUnit,
    TheUnits,
    comes_from_elsewhere,
    perhaps_signed_in,
    signed_in,
)
from web.desk.exports.making import Busy, TheLooks, hand_out, make_list
from web.desk.lead.deeds import write_down
from web.desk.leads.access import lists_open_to
from web.desk.leads.filters import Filters, Whose
from web.desk.leads.listing import narrowed
from web.desk.refusals import Refused, not_there
from web.desk.routes import DeskPage

# What is typed may be anything, and so anybody's name.
TYPED = ("place", "page")

router = APIRouter(prefix="/desk", route_class=DeskPage, include_in_schema=False)


@router.get("/leads.{suffix}")
def take_the_list(
    request: Request,
    suffix: Literal["csv", "xlsx"],
    filters: Annotated[Filters, Query()],
    jar: TheJar,
    open_unit: TheUnits,
    looks: TheLooks,
    settings: TheSettings,
    now: TheTime,
) -> Response:
    """
    Hand out every lead that the list shows with these filters, and write down who took it.

    No unit stays open while the file is made: a chat would wait for it.
    """
    if comes_from_elsewhere(request):
        raise Refused(403, "form_not_ours")
    with open_unit() as session:
        consultant = signed_in(perhaps_signed_in(session, jar, settings, now)).consultant
        if not exports(consultant, only_own=filters.whose is Whose.MINE):
            raise Refused(403, "takes_no_list")
        if filters.whose not in lists_open_to(consultant):
            raise not_there()
        wanted, who = narrowed(consultant, filters, now), consultant.email
    try:
        listed = make_list(looks, wanted, suffix, scratch=settings.home)
    except Busy as busy:
        raise Refused(503, "list_waits", {"Retry-After": "20"}) from busy
    chosen = filters.chosen
    told = {"whose": filters.whose} | {k: v for k, v in chosen.items() if k not in TYPED}
    with open_unit() as session:
        keep_audit(
            session,
            who=who,
            did=f"exported {listed.count} leads as {suffix.upper()}",
            kind="leads",
            subject=listed.subject(told),
            now=now,
        )
    return hand_out(listed, suffix, now=now)


@router.get("/leads/{reference}/resume.json")
def take_the_resume(
    lead: TheirLead, consultant: TheConsultant, session: TheUnit, now: TheTime
) -> Response:
    """Hand out the candidate as a JSON Resume; a school that wants staff has none."""
    if not lead.kind.seeks_work:
        raise not_there()
    told = json.dumps(describe_resume(session, lead), ensure_ascii=False, indent=2)
    write_down(session, consultant, "took the JSON Resume", lead, now=now)
    return as_file(told.encode(errors="replace"), lead, "resume.json", "application/json")


@router.get("/leads/{reference}/contact.vcf")
def take_the_vcard(
    lead: TheirLead, consultant: TheConsultant, session: TheUnit, now: TheTime
) -> Response:
    """Hand out how the candidate is reached, for an address book."""
    write_down(session, consultant, "took the vCard", lead, now=now)
    return as_file(write_vcard(lead), lead, "vcf", "text/vcard; charset=utf-8")


def as_file(body: bytes, lead: Lead, suffix: str, media_type: str) -> Response:
    """Return a file to keep, named after the lead: a folder's names are read by many."""
    headers = {
        "Content-Disposition": f'attachment; filename="{lead.reference}.{suffix}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return Response(body, media_type=media_type, headers=headers)
