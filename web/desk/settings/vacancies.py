"""Work on offer: listed, added, changed, closed, and taken in from a file that was shown first."""

import base64
import binascii
from typing import Annotated, Any, Literal

from fastapi import Depends, Request, Response, UploadFile
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.differences import changes_in_words, fingerprint
from agency.core.roles import Role
from agency.core.unfit import Unfit
from agency.services.agency.desks import day_of
from agency.services.agency.sections import ChangedMeanwhile
from agency.services.agency.setup import SetupInvalid, import_vacancies
from agency.services.vacancies.changes import (
    FIELDS,
    LONGEST_FILE,
    FileShown,
    close_vacancy,
    describe_vacancy,
    list_vacancies,
    preview_rows,
    read_rows,
    save_vacancy,
)
from agency.storage.models import Vacancy
from web.desk.access import AManager, SignedIn, TheSignedIn, TheTime, TheUnit
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages
from web.desk.settings.typed import TheTyped, Typed, shown

PREFIX = "/desk/settings/vacancies"

router = desk_pages(PREFIX)

EMPTY = dict.fromkeys(FIELDS, "")
type Told = Literal["", "kept", "closed", "taken"]


def a_vacancy(vacancy_id: int, _: AManager, session: TheUnit) -> Vacancy:
    vacancy = session.get(Vacancy, vacancy_id)
    if vacancy is None:
        raise not_there()
    return vacancy


AVacancy = Annotated[Vacancy, Depends(a_vacancy)]


@router.get("")
def show_vacancies(
    request: Request,
    _: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    told: Told = "",
    which: Literal["open", "expired"] = "open",
) -> Response:
    """List what is open, or what has closed."""
    return list_page(request, session, somebody, told=told, which=which, now=now)


@router.get("/new")
def show_empty(request: Request, _: AManager, somebody: TheSignedIn) -> Response:
    """Show an empty form for a vacancy."""
    return vacancy_page(request, somebody, None, EMPTY, {})


@router.post("/new")
def add(
    request: Request,
    manager: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Add a vacancy, or say what does not fit."""
    given = vacancy_given(typed)
    try:
        save_vacancy(session, given, who=manager.email, now=now)
    except Unfit as unfit:
        return vacancy_page(request, somebody, None, given, unfit.problems, status=422)
    return RedirectResponse(f"{PREFIX}?told=kept", 303)


@router.post("/compare")
def compare(
    request: Request,
    _: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    file: UploadFile | None = None,
) -> Response:
    """Show what a file would change, and each line that is wrong. Keep nothing."""
    body = file.file.read(LONGEST_FILE + 1) if file is not None else b""
    try:
        found = preview_rows(session, read_rows(body), on=day_of(now))
    except SetupInvalid as problem:
        return list_page(request, session, somebody, problem=str(problem), now=now)
    sent = base64.b64encode(body).decode()
    return list_page(request, session, somebody, found=found, sent=sent, now=now)


@router.post("/take-in")
def take_in(
    request: Request,
    manager: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Take in the file that was shown; one wrong line refuses it whole."""
    try:
        body = base64.b64decode(typed.whole("sent", 2 * LONGEST_FILE), validate=True)
        with session.begin_nested():
            import_vacancies(session, read_rows(body), who=manager.email, now=now)
    except (SetupInvalid, binascii.Error) as problem:
        return list_page(request, session, somebody, problem=str(problem), now=now)
    return RedirectResponse(f"{PREFIX}?told=taken", 303)


@router.get("/{vacancy_id}")
def show_vacancy(request: Request, vacancy: AVacancy, somebody: TheSignedIn) -> Response:
    """Show one vacancy, to be changed."""
    return vacancy_page(request, somebody, vacancy, shown(describe_vacancy(vacancy)), {})


@router.post("/{vacancy_id}")
def change(
    request: Request,
    vacancy: AVacancy,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Keep what was changed, or say what does not fit or who was quicker."""
    given, who = vacancy_given(typed), somebody.consultant.email
    try:
        save_vacancy(session, given, vacancy, seen=typed.text("seen"), who=who, now=now)
    except Unfit as unfit:
        return vacancy_page(request, somebody, vacancy, given, unfit.problems, status=422)
    except ChangedMeanwhile:
        differs = changes_in_words(
            describe_vacancy(vacancy), given | {"reference": vacancy.reference}
        )
        return vacancy_page(request, somebody, vacancy, given, {}, differs=differs, status=409)
    return RedirectResponse(f"{PREFIX}?told=kept", 303)


@router.post("/{vacancy_id}/close")
def close(vacancy: AVacancy, manager: AManager, session: TheUnit, now: TheTime) -> Response:
    """Show a vacancy to nobody any more."""
    close_vacancy(session, vacancy, on=day_of(now), who=manager.email, now=now)
    return RedirectResponse(f"{PREFIX}?told=closed", 303)


def vacancy_given(typed: Typed) -> dict[str, Any]:
    return {name: typed.text(name) for name in FIELDS}


def list_page(
    request: Request,
    session: Session,
    somebody: SignedIn,
    *,
    told: str = "",
    which: str = "open",
    problem: str = "",
    found: FileShown | None = None,
    sent: str = "",
    now: Any,
) -> Response:
    today = day_of(now)
    return page(
        request,
        "settings_vacancies.html",
        status=422 if problem else 200,
        somebody=somebody,
        told=told,
        which=which,
        problem=problem,
        found=found,
        sent=sent,
        vacancies=list_vacancies(session, on=today, expired=which == "expired"),
    )


def vacancy_page(
    request: Request,
    somebody: SignedIn,
    vacancy: Vacancy | None,
    values: dict[str, Any],
    problems: dict[str, str],
    *,
    differs: list[str] | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        "settings_vacancy.html",
        status=status,
        somebody=somebody,
        vacancy=vacancy,
        values=values,
        problems=problems,
        differs=differs,
        seen=fingerprint(describe_vacancy(vacancy)) if vacancy else "",
        roles=list(Role),
    )
