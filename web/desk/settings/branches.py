"""Branches and teams: where leads go, and who sees them."""

from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.differences import changes_in_words, fingerprint
from agency.core.unfit import Unfit
from agency.core.working_days import WEEKDAYS
from agency.services.agency.changes import save_branch, save_team
from agency.services.agency.rows import describe_branch, describe_team
from agency.services.agency.sections import ChangedMeanwhile
from agency.services.people.access import list_branches
from agency.services.people.people import list_teams
from agency.storage.models import Branch, Team
from web.desk.access import AManager, TheSignedIn, TheTime, TheUnit
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages
from web.desk.settings.typed import TheTyped, Typed, shown
from web.desk.settings.undoing import TheUndoing

PREFIX = "/desk/settings/branches"
EMPTY_BRANCH = {"is_head": False, "hours": {}, "postcode_areas": [], "towns": []}
EXCEPTIONS = 3  # empty lines for days that are otherwise than their week

router = desk_pages(PREFIX)


def a_branch(key: str, _: AManager, session: TheUnit) -> Branch:
    branch = session.scalar(select(Branch).where(Branch.key == key))
    if branch is None:
        raise not_there()
    return branch


ABranch = Annotated[Branch, Depends(a_branch)]
Told = Literal["", "kept", "undone", "too_late"]


@router.get("")
def show_branches(
    request: Request, _: AManager, somebody: TheSignedIn, session: TheUnit, told: Told = ""
) -> Response:
    """List the branches with their desks, and the teams."""
    return branches_page(request, session, somebody, told=told)


@router.get("/new")
def show_empty(request: Request, _: AManager, somebody: TheSignedIn) -> Response:
    """Show an empty form for a branch."""
    return branch_page(request, somebody, None, EMPTY_BRANCH, {})


@router.post("/new")
def add(
    request: Request,
    manager: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Add a branch, or say what does not fit."""
    given = branch_given(typed)
    try:
        save_branch(session, given, who=manager.email, now=now)
    except Unfit as unfit:
        return branch_page(request, somebody, None, given, unfit.problems, status=422)
    return RedirectResponse(f"{PREFIX}?told=kept", 303)


@router.post("/teams")
def add_or_rename_team(
    request: Request,
    manager: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Add a team, or call one something else."""
    key = typed.text("key")
    team = session.scalar(select(Team).where(Team.key == key)) if key else None
    if key and team is None:
        raise not_there()
    given = {"name": typed.text("name")}
    try:
        save_team(session, given, team, seen=typed.text("seen") or None, who=manager.email, now=now)
    except Unfit as unfit:
        return branches_page(
            request, session, somebody, problems=unfit.problems, team=(key, given["name"])
        )
    except ChangedMeanwhile:
        problem = {"name": "Somebody gave this team another name meanwhile. Look, and try again."}
        return branches_page(
            request, session, somebody, problems=problem, team=(key, given["name"]), status=409
        )
    return RedirectResponse(f"{PREFIX}?told=kept", 303)


@router.get("/{key}")
def show_branch(
    request: Request, branch: ABranch, somebody: TheSignedIn, undoing: TheUndoing, told: Told = ""
) -> Response:
    """Show one branch, to be changed, with its desks."""
    standing = describe_branch(branch)
    values = shown(standing, hours=branch.hours or {})
    undo = undoing.find(f"branch {branch.key}", standing) is not None
    return branch_page(request, somebody, branch, values, {}, told=told, undo=undo)


@router.post("/{key}")
def change(
    request: Request,
    branch: ABranch,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    undoing: TheUndoing,
    typed: TheTyped,
) -> Response:
    """Keep what was changed, or say what does not fit or who was quicker."""
    given, who, before = branch_given(typed), somebody.consultant.email, describe_branch(branch)
    try:
        save_branch(session, given, branch, seen=typed.text("seen"), who=who, now=now)
    except Unfit as unfit:
        return branch_page(request, somebody, branch, given, unfit.problems, status=422)
    except ChangedMeanwhile:
        differs = changes_in_words(describe_branch(branch), given | {"key": branch.key})
        return branch_page(request, somebody, branch, given, {}, differs=differs, status=409)
    kept = RedirectResponse(f"{PREFIX}/{branch.key}?told=kept", 303)
    return undoing.offer(kept, f"branch {branch.key}", before, describe_branch(branch))


@router.post("/{key}/undo")
def undo_change(
    request: Request,
    branch: ABranch,
    somebody: TheSignedIn,
    session: TheUnit,
    undoing: TheUndoing,
    now: TheTime,
) -> Response:
    """Put back what stood there before this browser's last change, unless it changed since."""
    standing, who = describe_branch(branch), somebody.consultant.email
    before = undoing.find(f"branch {branch.key}", standing)
    if before is None:
        return RedirectResponse(f"{PREFIX}/{branch.key}?told=too_late", 303)
    try:
        save_branch(session, before, branch, seen=fingerprint(standing), who=who, now=now)
    except Unfit as unfit:
        values = shown(before, hours=before["hours"] or {})
        return branch_page(request, somebody, branch, values, unfit.problems, status=422)
    undone = RedirectResponse(f"{PREFIX}/{branch.key}?told=undone", 303)
    return undoing.forget(undone)


def branch_given(typed: Typed) -> dict[str, Any]:
    hours = {day: typed.text(f"hours_{day}") for day in WEEKDAYS}
    hours |= {row["day"]: row["span"] or "closed" for row in typed.rows("day", "span")}
    return {
        "name": typed.text("name"),
        "is_head": typed.ticked("is_head"),
        "phone": typed.text("phone"),
        "email": typed.text("email"),
        "address": typed.text("address"),
        "hours": hours,
        "postcode_areas": typed.text("postcode_areas").replace(",", " ").split(),
        "towns": [each.strip() for each in typed.text("towns").replace("\n", ",").split(",")],
    }


def branches_page(
    request: Request,
    session: Session,
    somebody: TheSignedIn,
    *,
    told: str = "",
    problems: dict[str, str] | None = None,
    team: tuple[str, str] | None = None,
    status: int | None = None,
) -> Response:
    return page(
        request,
        "settings_branches.html",
        status=status or (422 if problems else 200),
        somebody=somebody,
        told=told,
        branches=list_branches(session),
        teams=[(each, fingerprint(describe_team(each))) for each in list_teams(session)],
        problems=problems or {},
        team=team,
    )


def branch_page(
    request: Request,
    somebody: TheSignedIn,
    branch: Branch | None,
    values: dict[str, Any],
    problems: dict[str, str],
    *,
    told: str = "",
    differs: list[str] | None = None,
    undo: bool = False,
    status: int = 200,
) -> Response:
    exceptions = [(d, said) for d, said in values["hours"].items() if d not in WEEKDAYS]
    return page(
        request,
        "settings_branch.html",
        status=status,
        somebody=somebody,
        branch=branch,
        values=values,
        problems=problems,
        told=told,
        differs=differs,
        undo=undo,
        seen=fingerprint(describe_branch(branch)) if branch else "",
        weekdays=WEEKDAYS,
        exceptions=[*exceptions, *[("", "")] * EXCEPTIONS],
    )
