"""The list of leads."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session

from agency.services.access import SEES_EVERYONES, SEES_ITS_BRANCH, list_branches
from agency.services.lead_export import exports
from agency.services.leads import CursorUnknown, LeadPage, list_leads
from agency.storage.models import Branch, Consultant, DeliveryState
from web.desk.access import TheSignedIn, TheUnit, their_own_form
from web.desk.filters import Filters, Whose
from web.desk.pages import page
from web.desk.refusals import Refused, not_there
from web.desk.routes import DeskPage

PAGE = 50

router = APIRouter(
    prefix="/desk",
    route_class=DeskPage,
    include_in_schema=False,
    dependencies=[Depends(their_own_form)],
)


class Asked(Filters):
    """The list's whole address: its filters, and what there is to tell."""

    told: Literal["", "password_kept"] = ""


@router.get("")
@router.get("/")
def show_leads(
    request: Request, asked: Annotated[Asked, Query()], somebody: TheSignedIn, session: TheUnit
) -> Response:
    """Show the leads this person may see, filtered as the address says."""
    whose = lists_open_to(somebody.consultant)
    filters = Filters.model_validate(asked.model_dump(exclude={"told"}))
    if whose and filters.whose not in whose:
        raise not_there()
    found = find_leads(session, somebody.consultant, filters) if whose else LeadPage((), None)
    undelivered = {
        lead.id
        for lead in found.leads
        if any(delivery.state is DeliveryState.DEAD for delivery in lead.deliveries)
    }
    return page(
        request,
        "leads.html",
        somebody=somebody,
        told=asked.told,
        whose=whose,
        filters=filters,
        branches=[(branch.key, branch.name) for branch in list_branches(session)],
        leads=found.leads,
        next=found.next,
        undelivered=undelivered,
        takes_away=exports(somebody.consultant, only_own=filters.whose is Whose.MINE),
    )


def find_leads(session: Session, consultant: Consultant, filters: Filters) -> LeadPage:
    """Return a page of the leads asked for."""
    wanted = narrowed(session, consultant, filters)
    try:
        return list_leads(session, **wanted, cursor=filters.cursor, limit=PAGE)
    except CursorUnknown as problem:
        raise Refused(400, "not_readable") from problem


def narrowed(session: Session, consultant: Consultant, filters: Filters) -> dict[str, Any]:
    """Return what is asked of the service; filters narrow what a person sees, never widen it."""
    branch = filters.branch
    if filters.whose is Whose.TEAM and consultant.branch_id:
        branch = session.get_one(Branch, consultant.branch_id).key
    return {
        "stage": filters.stage,
        "branch": branch,
        "role": filters.role,
        "q": filters.q,
        "owner_id": consultant.id if filters.whose is Whose.MINE else None,
        "by_the_clock": True,
    }


def lists_open_to(consultant: Consultant) -> list[Whose]:
    """Return whose leads this person may list."""
    everyones = consultant.access in SEES_EVERYONES
    if not everyones and consultant.access not in SEES_ITS_BRANCH:
        return []
    team = [Whose.TEAM] if consultant.branch_id else []
    return [Whose.MINE, *team, *([Whose.EVERYONE] if everyones else [])]
