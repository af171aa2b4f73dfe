"""Two people on one lead: the second gets one of their own, or both are put together again."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from fastapi import Depends, Form, Request, Response
from sqlalchemy.orm import Session

from agency.core.names import find_name
from agency.core.roles import find_role
from agency.services.leads.files import list_cvs
from agency.services.leads.splits import (
    FACTS,
    NothingChosen,
    WorkedOn,
    find_splits,
    split_lead,
    undo_split,
)
from agency.storage.models import Lead
from web.desk.access import (
    SignedIn,
    TheirLeadToWorkOn,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.lead.deeds import back_to, write_down
from web.desk.pages import page
from web.desk.refusals import Refused, not_there
from web.desk.routes import desk_pages

LONGEST = 120
NOTHING_SAID: Mapping[str, str] = MappingProxyType({})

type Problem = Literal["", "nothing", "name"]

router = desk_pages("/desk/leads/{reference}/split")


@router.get("")
def show_split(
    request: Request, lead: TheirLeadToWorkOn, somebody: TheSignedIn, session: TheUnit, now: TheTime
) -> Response:
    """Show which facts there are, to say whose each of them is."""
    write_down(session, somebody.consultant, "saw the facts of", lead, now=now)
    return split_page(request, session, lead, somebody)


async def whose_facts(request: Request) -> Mapping[str, str]:
    """Return what a form says of each fact, whose it is."""
    return {name: said for name, said in (await request.form()).items() if isinstance(said, str)}


@router.post("")
def split(
    request: Request,
    lead: TheirLeadToWorkOn,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    said: Annotated[Mapping[str, str], Depends(whose_facts)],
    role: Annotated[str, Form(max_length=40)] = "",
    name: Annotated[str, Form(max_length=LONGEST)] = "",
) -> Response:
    """Open a second lead for another person, with the facts that are theirs."""
    chosen = {name: said.get(f"fact-{name}") for name in FACTS}
    cvs = [cv.id for cv in list_cvs(session, lead) if said.get(f"cv-{cv.id}") == "other"]
    me = somebody.consultant
    theirs = find_name(name) if name.strip() else None

    def again(problem: Problem) -> Response:
        return split_page(request, session, lead, somebody, status=422, problem=problem, said=said)

    if name.strip() and theirs is None:
        return again("name")
    try:
        new = split_lead(
            session,
            lead,
            moved=[name for name, whose in chosen.items() if whose == "other"],
            shared=[name for name, whose in chosen.items() if whose == "both"],
            cv_ids=cvs,
            role=find_role(role),
            name=theirs,
            by=me.name,
            now=now,
        )
    except NothingChosen:
        return again("nothing")
    write_down(session, me, f"opened {new.reference} for another person", lead, now=now)
    write_down(session, me, f"opened it out of {lead.reference}", new, now=now)
    return back_to(new, "split")


@router.post("/undo")
def undo(
    lead: TheirLeadToWorkOn, somebody: TheSignedIn, session: TheUnit, now: TheTime
) -> Response:
    """Put a lead back on the one it was opened out of; it is as if it had never been made."""
    came_from = find_splits(session, lead, seen_by=somebody.consultant).came_from
    if came_from is None:
        raise not_there()
    reference = lead.reference
    try:
        first = undo_split(session, came_from)
    except WorkedOn:
        raise Refused(409, "changed_meanwhile") from None
    write_down(session, somebody.consultant, f"put {reference} back", first, now=now)
    return back_to(first, "whole")


def split_page(
    request: Request,
    session: Session,
    lead: Lead,
    somebody: SignedIn,
    *,
    status: int = 200,
    problem: Problem = "",
    said: Mapping[str, str] = NOTHING_SAID,
) -> Response:
    """Return every fact of the lead with the question whose it is, and what was said of it."""
    values = {
        name: getattr(lead if name in {"question", "call_when"} else lead.candidate, name)
        for name in FACTS
    }
    return page(
        request,
        "lead_split.html",
        status=status,
        somebody=somebody,
        lead=lead,
        values={name: value for name, value in values.items() if value not in (None, "", [])},
        cvs=list_cvs(session, lead),
        problem=problem,
        said=said,
        longest=LONGEST,
    )
