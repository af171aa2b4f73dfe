"""My day: what is promised, to be done, agreed, said to one, and new."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from agency.services.audit import keep_audit
from agency.services.leads.day import find_day
from web.desk.access import ALeadsWorker, TheSignedIn, TheTime, TheUnit
from web.desk.pages import page
from web.desk.routes import DeskPage

router = APIRouter(prefix="/desk/my-day", route_class=DeskPage, include_in_schema=False)


@router.get("")
def show_day(
    request: Request,
    me: ALeadsWorker,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    told: Literal["", "done"] = "",
) -> Response:
    """Show what waits for this person, and what comes first of it."""
    day = find_day(session, me, now=now)
    keep_audit(session, who=me.email, did="saw their day", kind="leads", subject="mine", now=now)
    return page(request, "my_day.html", somebody=somebody, day=day, told=told)
