"""A branch's desks: whose leads of which role are."""

from typing import Annotated, Any

from fastapi import Depends, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.differences import changes_in_words, fingerprint
from agency.core.office_entries import TAKES
from agency.core.unfit import Unfit
from agency.services.agency.changes import save_desk
from agency.services.agency.rows import describe_desk
from agency.services.agency.sections import ChangedMeanwhile
from agency.services.people.access import list_people
from agency.services.people.people import list_teams
from agency.storage.models import Branch, Desk
from web.desk.access import TheSignedIn, TheTime, TheUnit
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages
from web.desk.settings.branches import PREFIX, ABranch
from web.desk.settings.typed import TheTyped, Typed, shown

EMPTY_DESK = {"roles": [], "on_duty": False, "consultant": "", "team": ""}

router = desk_pages(PREFIX)


def a_desk(desk_key: str, branch: ABranch, session: TheUnit) -> Desk:
    desk = session.scalar(select(Desk).where(Desk.key == desk_key, Desk.branch_id == branch.id))
    if desk is None:
        raise not_there()
    return desk


ADesk = Annotated[Desk, Depends(a_desk)]


@router.get("/{key}/desks/new")
def show_empty_desk(
    request: Request, branch: ABranch, somebody: TheSignedIn, session: TheUnit
) -> Response:
    """Show an empty form for a desk of this branch."""
    return desk_page(request, session, somebody, branch, None, EMPTY_DESK, {})


@router.post("/{key}/desks/new")
def add_desk(
    request: Request,
    branch: ABranch,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Add a desk, or say what does not fit."""
    given = desk_given(typed)
    try:
        save_desk(session, given, branch, who=somebody.consultant.email, now=now)
    except Unfit as unfit:
        return desk_page(
            request, session, somebody, branch, None, given, unfit.problems, status=422
        )
    return RedirectResponse(f"{PREFIX}/{branch.key}?told=kept", 303)


@router.get("/{key}/desks/{desk_key}")
def show_desk(
    request: Request, branch: ABranch, desk: ADesk, somebody: TheSignedIn, session: TheUnit
) -> Response:
    """Show one desk, to be changed."""
    values = shown(describe_desk(desk))
    return desk_page(request, session, somebody, branch, desk, values, {})


@router.post("/{key}/desks/{desk_key}")
def change_desk(
    request: Request,
    branch: ABranch,
    desk: ADesk,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Keep what was changed, or say what does not fit or who was quicker."""
    given, who = desk_given(typed), somebody.consultant.email
    try:
        save_desk(session, given, branch, desk, seen=typed.text("seen"), who=who, now=now)
    except Unfit as unfit:
        return desk_page(
            request, session, somebody, branch, desk, given, unfit.problems, status=422
        )
    except ChangedMeanwhile:
        differs = changes_in_words(describe_desk(desk), given | {"key": desk.key})
        return desk_page(
            request, session, somebody, branch, desk, given, {}, differs=differs, status=409
        )
    return RedirectResponse(f"{PREFIX}/{branch.key}?told=kept", 303)


def desk_given(typed: Typed) -> dict[str, Any]:
    return {
        "name": typed.text("name"),
        "roles": typed.many("roles"),
        "on_duty": typed.ticked("on_duty"),
        "consultant": typed.text("consultant"),
        "team": typed.text("team"),
        "capacity": typed.text("capacity"),
    }


def desk_page(
    request: Request,
    session: Session,
    somebody: TheSignedIn,
    branch: Branch,
    desk: Desk | None,
    values: dict[str, Any],
    problems: dict[str, str],
    *,
    differs: list[str] | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        "settings_desk.html",
        status=status,
        somebody=somebody,
        branch=branch,
        desk=desk,
        values=values,
        problems=problems,
        differs=differs,
        seen=fingerprint(describe_desk(desk)) if desk else "",
        takes=TAKES,
        people=list_people(session),
        teams=list_teams(session),
    )
