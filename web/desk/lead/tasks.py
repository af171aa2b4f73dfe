"""What is to be done for a lead, by whom and by when."""

from datetime import date, datetime, time
from typing import Annotated, Literal

from fastapi import Form, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from agency.services.leads.tasks import NotTheirs, find_task, finish_task, reopen_task, set_task
from agency.storage.models import Consultant, Lead
from web.desk.access import TheirLeadToWorkOn, TheSignedIn, TheTime, TheUnit
from web.desk.lead.deeds import as_typed, back_to, write_down
from web.desk.lead.page import lead_page
from web.desk.pages import at_home
from web.desk.refusals import not_there
from web.desk.routes import desk_pages

LONGEST_TITLE = 200

router = desk_pages("/desk/leads/{reference}/tasks")

type From = Literal["lead", "my-day"]


class Wanted(BaseModel):
    """The form. The time is that of the United Kingdom."""

    title: str = Field("", max_length=LONGEST_TITLE)
    day: date
    at: time = time(9)
    whose: int = Field(0, ge=0, le=2**31 - 1)

    @property
    def moment(self) -> datetime:
        return at_home(self.day, self.at)


@router.post("")
def add(
    request: Request,
    lead: TheirLeadToWorkOn,
    wanted: Annotated[Wanted, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Set a task, for oneself or a colleague; a reminder comes when it falls due."""
    me, title = somebody.consultant, " ".join(as_typed(wanted.title).split())
    typed = {"title": title, "day": wanted.day.isoformat(), "at": f"{wanted.at:%H:%M}"}
    whose = session.get(Consultant, wanted.whose) if wanted.whose else me
    problem = "no_title" if not title else "" if whose else "not_theirs"
    if whose and not problem:
        try:
            set_task(session, lead, title=title, due_at=wanted.moment, whose=whose, by=me, now=now)
        except NotTheirs:
            problem = "not_theirs"
    if problem:
        return lead_page(request, session, lead, somebody, status=422, problem=problem, typed=typed)
    write_down(session, me, "set a task", lead, now=now)
    return back_to(lead, "task_set", "tasks")


@router.post("/{task_id}/done")
def done(
    lead: TheirLeadToWorkOn,
    task_id: int,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    on: Annotated[From, Form()] = "lead",
) -> Response:
    """Tick a task off."""
    task = find_task(session, lead, task_id)
    if task is None:
        raise not_there()
    if finish_task(session, task, by=somebody.consultant, now=now):
        write_down(session, somebody.consultant, "did a task", lead, now=now)
    return _back(lead, "task_done", on)


@router.post("/{task_id}/open")
def open_again(
    lead: TheirLeadToWorkOn, task_id: int, somebody: TheSignedIn, session: TheUnit, now: TheTime
) -> Response:
    """Take back that a task was done."""
    task = find_task(session, lead, task_id)
    if task is None:
        raise not_there()
    if reopen_task(session, task):
        write_down(session, somebody.consultant, "opened a task again", lead, now=now)
    return _back(lead, "task_open", "lead")


def _back(lead: Lead, told: str, on: From) -> Response:
    if on == "my-day":
        return RedirectResponse("/desk/my-day?told=done", 303)
    return back_to(lead, told, "tasks")
