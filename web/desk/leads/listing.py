"""The list of leads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response
from pydantic import Field
from sqlalchemy.orm import Session, joinedload, selectinload

from agency.services.audit import keep_audit, keep_view
from agency.services.leads.bulk_deeds import find_undoable, list_takers
from agency.services.leads.export import exports
from agency.services.leads.filters import Narrow
from agency.services.leads.listing import (
    CursorUnknown,
    LeadPage,
    count_leads,
    find_by_words,
    list_leads,
    newest_id,
)
from agency.services.leads.saved_views import list_views
from agency.services.people.access import WORKS_ON_LEADS, list_branches
from agency.storage.models import Consultant, DeliveryState, Lead
from web.desk.access import TheSignedIn, TheTime, TheUnit
from web.desk.leads.access import lists_open_to
from web.desk.leads.filters import Filters, Whose
from web.desk.pages import page
from web.desk.refusals import Refused, not_there
from web.desk.routes import desk_pages

PAGE = 50
SHOWN = (
    joinedload(Lead.candidate),
    joinedload(Lead.owner),
    joinedload(Lead.promise),
    selectinload(Lead.deliveries),
)

router = desk_pages("/desk")

type Told = Literal["", "done", "undone", "kept", "none_picked", "why_closed", "too_late"]


class Asked(Filters):
    """The list's whole address: its filters, and what there is to tell."""

    told: Told = ""
    count: int = Field(0, ge=0, le=1000)
    left: str = Field("", max_length=400, pattern=r"^[L0-9 -]*$")
    picked: str = Field("", max_length=2000, pattern=r"^[0-9 ]*$")
    deed: int = 0
    part: Literal["", "list"] = ""

    @property
    def still_picked(self) -> set[int]:
        """Return the leads that were picked for a deed which was not done."""
        return {int(each) for each in self.picked.split()}


@dataclass(frozen=True)
class Tab:
    """A list one may choose, its address, and how many open leads are on it."""

    whose: Whose
    href: str
    count: int


@router.get("/")
def show_leads(
    request: Request,
    asked: Annotated[Asked, Query()],
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Show the leads this person may see, filtered as the address says."""
    me = somebody.consultant
    whose = lists_open_to(me)
    filters = Filters.model_validate(asked.model_dump(include=set(Filters.model_fields)))
    if whose and filters.whose not in whose:
        raise not_there()
    found = find_leads(session, me, filters, now=now) if whose else LeadPage((), None)
    if whose:
        write_down(session, me, asked, found, now=now)
    undelivered = {
        lead.id
        for lead in found.leads
        if any(delivery.state is DeliveryState.DEAD for delivery in lead.deliveries)
    }
    works = me.access in WORKS_ON_LEADS
    deed = find_undoable(session, asked.deed, me, now) if asked.deed else None
    return page(
        request,
        "leads_list.html" if asked.part else "leads.html",
        somebody=somebody,
        asked=asked,
        deed=deed,
        tabs=tabs(session, me, whose, filters, now=now) if whose and not asked.part else [],
        filters=filters,
        branches=[(branch.key, branch.name) for branch in list_branches(session)],
        views=list_views(session, me) if whose else [],
        takers=list_takers(session) if works else [],
        works=works,
        found=found,
        newest=newest_id(session),
        undelivered=undelivered,
        takes_away=exports(me, only_own=filters.whose is Whose.MINE),
    )


def find_leads(
    session: Session, consultant: Consultant, filters: Filters, *, now: datetime
) -> LeadPage:
    """Return a page of the leads asked for."""
    narrow = filters.narrow(consultant, now)
    try:
        if not filters.q:
            return list_leads(
                session,
                **narrow,
                order=filters.order,
                cursor=filters.cursor,
                limit=PAGE,
                loads=SHOWN,
            )
        return find_by_words(
            session, filters.q, cursor=filters.cursor, limit=PAGE, loads=SHOWN, **narrow
        )
    except CursorUnknown as problem:
        raise Refused(400, "not_readable") from problem


def write_down(
    session: Session, me: Consultant, asked: Asked, found: LeadPage, *, now: datetime
) -> None:
    """
    Write down whose list was seen and by which filters, or what a search found.

    What a filter or a search says stays out of the log: it is people's names and addresses.
    """
    names = [name for name in asked.chosen if name in Filters.model_fields]
    keep = keep_view if asked.part else keep_audit
    if asked.q:
        did, subject = "searched", " ".join(lead.reference for lead in found.leads) or "no lead"
    else:
        did, subject = "saw the list", ", ".join([asked.whose.value, *names])
    keep(session, who=me.email, did=did, kind="leads", subject=subject, now=now)


def narrowed(consultant: Consultant, filters: Filters, now: datetime) -> dict[str, Any]:
    """Return what a file of this list is made from: what the page is, words and order included."""
    return {**filters.narrow(consultant, now), "q": filters.q, "order": filters.order}


def tabs(
    session: Session, me: Consultant, whose: list[Whose], filters: Filters, *, now: datetime
) -> list[Tab]:
    """Return the lists open to somebody, each with how many leads are still open on it."""
    shown = []
    for each in whose:
        narrow: Narrow = {**Filters(whose=each).narrow(me, now), "open_only": True}
        href = filters.but(whose=each, branch=None)
        shown.append(Tab(each, href, count_leads(session, **narrow)))
    return shown
