"""The agency's people: added, changed, away, sent away and let back in. Administrators only."""

import secrets
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.differences import changes_in_words, fingerprint
from agency.core.unfit import Unfit
from agency.core.working_days import WEEKDAYS
from agency.services.agency.absences import list_absences
from agency.services.agency.changes import save_person
from agency.services.agency.desks import day_of, find_load
from agency.services.agency.rows import describe_person
from agency.services.agency.sections import ChangedMeanwhile
from agency.services.audit import keep_audit
from agency.services.keys.tokens import hash_token
from agency.services.people.access import list_branches
from agency.services.people.people import list_everybody, list_teams, reactivate_consultant
from agency.services.people.sign_in_links import make_sign_in_link
from agency.storage.field_words import languages
from agency.storage.models import Access, Consultant
from web.desk.access import (
    AnAdministrator,
    SignedIn,
    TheSettings,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages
from web.desk.settings.typed import TheTyped, Typed, shown
from web.desk.settings.undoing import TheUndoing

PREFIX = "/desk/settings/people"

router = desk_pages(PREFIX)

EMPTY = {
    "access": "consultant",
    "branch": "",
    "branches": [],
    "teams": [],
    "languages": [],
    "working_days": [],
}

type Told = Literal["", "kept", "left", "back", "undone", "too_late"]


def a_person(person_id: int, _: AnAdministrator, session: TheUnit) -> Consultant:
    person = session.get(Consultant, person_id)
    if person is None:
        raise not_there()
    return person


APerson = Annotated[Consultant, Depends(a_person)]


@router.get("")
def show_people(
    request: Request,
    _: AnAdministrator,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    told: Told = "",
) -> Response:
    """List everybody, and what they hold."""
    keep_audit(
        session,
        who=somebody.consultant.email,
        did="saw the list",
        kind="consultants",
        subject="all",
        now=now,
    )
    today = day_of(now)
    away = {each.consultant_id: each for each in reversed(list_absences(session, on=today))}
    return page(
        request,
        "settings_people.html",
        somebody=somebody,
        told=told,
        people=list_everybody(session),
        branches={branch.id: branch.name for branch in list_branches(session)},
        held=find_load(session).consultants,
        away=away,
        today=today,
    )


@router.get("/new")
def show_empty(
    request: Request, _: AnAdministrator, somebody: TheSignedIn, session: TheUnit
) -> Response:
    """Show an empty form for a person."""
    return person_page(request, session, somebody, None, EMPTY, {})


@router.post("/new")
def add(
    request: Request,
    me: AnAdministrator,
    somebody: TheSignedIn,
    session: TheUnit,
    settings: TheSettings,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Add somebody, and show their sign-in link, this once."""
    given = person_given(typed) | {"email": typed.text("email")}
    try:
        person = save_person(session, given, who=me.email, now=now)
    except Unfit as unfit:
        return person_page(request, session, somebody, None, given, unfit.problems, status=422)
    return with_link(request, session, somebody, person, settings.public_url, now=now)


@router.get("/{person_id}")
def show_person(
    request: Request,
    person: APerson,
    somebody: TheSignedIn,
    session: TheUnit,
    undoing: TheUndoing,
    now: TheTime,
    told: Told = "",
) -> Response:
    """Show one person, to be changed."""
    write_down(session, somebody, "saw", str(person.id), now=now)
    standing = describe_person(session, person)
    undo = undoing.find(f"person {person.id}", standing) is not None
    return person_page(
        request, session, somebody, person, shown(standing), {}, told=told, undo=undo
    )


@router.post("/{person_id}")
def change(
    request: Request,
    person: APerson,
    me: AnAdministrator,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    undoing: TheUndoing,
    typed: TheTyped,
) -> Response:
    """Keep what was changed, or say what does not fit or who was quicker."""
    given = person_given(typed) | {"email": person.email}
    session.refresh(person, with_for_update=True)
    before = describe_person(session, person)
    try:
        save_person(session, given, person, seen=typed.text("seen"), who=me.email, now=now)
    except Unfit as unfit:
        return person_page(request, session, somebody, person, given, unfit.problems, status=422)
    except ChangedMeanwhile:
        differs = changes_in_words(describe_person(session, person), given)
        return person_page(
            request, session, somebody, person, given, {}, differs=differs, status=409
        )
    kept = RedirectResponse(f"{PREFIX}/{person.id}?told=kept", 303)
    return undoing.offer(kept, f"person {person.id}", before, describe_person(session, person))


@router.post("/{person_id}/undo")
def undo_change(
    request: Request,
    person: APerson,
    me: AnAdministrator,
    somebody: TheSignedIn,
    session: TheUnit,
    undoing: TheUndoing,
    now: TheTime,
) -> Response:
    """Put back what stood there before this browser's last change, unless it changed since."""
    session.refresh(person, with_for_update=True)
    standing = describe_person(session, person)
    before = undoing.find(f"person {person.id}", standing)
    if before is None:
        return RedirectResponse(f"{PREFIX}/{person.id}?told=too_late", 303)
    try:
        save_person(session, before, person, seen=fingerprint(standing), who=me.email, now=now)
    except Unfit as unfit:
        values = shown(before)
        return person_page(request, session, somebody, person, values, unfit.problems, status=422)
    undone = RedirectResponse(f"{PREFIX}/{person.id}?told=undone", 303)
    return undoing.forget(undone)


@router.post("/{person_id}/link")
def make_link(
    request: Request,
    person: APerson,
    somebody: TheSignedIn,
    session: TheUnit,
    settings: TheSettings,
    now: TheTime,
) -> Response:
    """Make a new sign-in link, and show it this once."""
    if not person.active:
        raise not_there()
    return with_link(request, session, somebody, person, settings.public_url, now=now)


@router.post("/{person_id}/back")
def come_back(person: APerson, me: AnAdministrator, session: TheUnit, now: TheTime) -> Response:
    """Let somebody who left come back."""
    if not person.active:
        reactivate_consultant(session, person, by=me.email, now=now)
    return RedirectResponse(f"{PREFIX}?told=back", 303)


def person_given(typed: Typed) -> dict[str, Any]:
    return {
        "name": typed.text("name"),
        "phone": typed.text("phone"),
        "access": typed.text("access"),
        "branch": typed.text("branch"),
        "branches": [each for each in typed.many("branches") if each != typed.text("branch")],
        "teams": typed.many("teams"),
        "languages": typed.many("languages"),
        "working_days": typed.many("working_days"),
        "capacity": typed.text("capacity"),
    }


def with_link(
    request: Request,
    session: Session,
    somebody: SignedIn,
    person: Consultant,
    public_url: str,
    *,
    now: Any,
) -> Response:
    """Return a page that shows a sign-in link; only its hash is kept, so it is shown this once."""
    token = secrets.token_urlsafe(32)
    make_sign_in_link(session, person, token_hash=hash_token(token), now=now)
    write_down(session, somebody, "made a sign-in link", str(person.id), now=now)
    return page(
        request,
        "settings_link.html",
        somebody=somebody,
        person=person,
        link=f"{public_url}/desk/sign-in/{token}",
    )


def person_page(
    request: Request,
    session: Session,
    somebody: SignedIn,
    person: Consultant | None,
    values: dict[str, Any],
    problems: dict[str, str],
    *,
    told: str = "",
    differs: list[str] | None = None,
    undo: bool = False,
    status: int = 200,
) -> Response:
    return page(
        request,
        "settings_person.html",
        status=status,
        somebody=somebody,
        person=person,
        values=values,
        problems=problems,
        told=told,
        differs=differs,
        undo=undo,
        seen=fingerprint(describe_person(session, person)) if person else "",
        accesses=list(Access),
        branches=list_branches(session),
        teams=list_teams(session),
        languages=sorted(languages().titles.items(), key=lambda each: each[1]),
        weekdays=WEEKDAYS,
    )


def write_down(
    session: Session, somebody: SignedIn, did: str, subject: str, *, now: datetime
) -> None:
    who = somebody.consultant.email
    keep_audit(session, who=who, did=did, kind="consultant", subject=subject, now=now)
