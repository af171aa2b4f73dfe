"""Somebody leaves: who has their desks and leads from then on, shown before it is done."""

from fastapi import Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.unfit import Unfit
from agency.services.leads.leaving import (
    count_open_leads,
    let_leave,
    list_desks_of,
    preview_leaving,
)
from agency.services.people.access import list_people
from agency.storage.models import Consultant
from web.desk.access import (
    AnAdministrator,
    SignedIn,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages
from web.desk.settings.people import PREFIX, APerson, write_down
from web.desk.settings.typed import TheTyped

router = desk_pages(PREFIX)


@router.get("/{person_id}/leaving")
def ask_about_leaving(
    request: Request,
    person: APerson,
    me: AnAdministrator,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """Ask who has their desks from now on."""
    if not person.active or person.id == me.id:
        raise not_there()
    write_down(session, somebody, "saw what hangs on", str(person.id), now=now)
    return leaving_page(request, session, somebody, person, {}, {})


@router.post("/{person_id}/leaving")
def leave(
    request: Request,
    person: APerson,
    me: AnAdministrator,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Show who would have each lead, and then do it."""
    if not person.active or person.id == me.id:
        raise not_there()
    desks = [desk.key for desk in list_desks_of(session, person)]
    heirs = {key: typed.text(f"heir-{key}") for key in desks}
    sure = typed.text("sure") == "yes"
    name, person_id = person.name, person.id
    try:
        with session.begin_nested():
            act = let_leave if sure else preview_leaving
            moved = act(session, person, heirs, who=me.email, now=now)
    except Unfit as unfit:
        return leaving_page(request, session, somebody, person, heirs, unfit.problems, status=422)
    if sure:
        return RedirectResponse(f"{PREFIX}?told=left", 303)
    write_down(session, somebody, "saw who would have the leads of", str(person_id), now=now)
    return page(
        request,
        "settings_leaving_shown.html",
        somebody=somebody,
        name=name,
        person_id=person_id,
        heirs=heirs,
        moved=moved,
    )


def leaving_page(
    request: Request,
    session: Session,
    somebody: SignedIn,
    person: Consultant,
    heirs: dict[str, str],
    problems: dict[str, str],
    *,
    status: int = 200,
) -> Response:
    return page(
        request,
        "settings_leaving.html",
        status=status,
        somebody=somebody,
        person=person,
        desks=list_desks_of(session, person),
        leads=count_open_leads(session, person),
        people=[each for each in list_people(session) if each.id != person.id],
        heirs=heirs,
        problems=problems,
    )
