"""A list of what is open, and a page for each: the chat on it knows which job it is about."""

from datetime import date, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from agency.core.opening_hours import LONDON
from agency.core.roles import Role
from agency.services.vacancies.vacancies import search_vacancies
from agency.services.vacancies.words import find_vacancy
from agency.storage.unit import OpenUnit
from web.gateway.example.pages import render
from web.gateway.words import as_reference

NOT_FOUND, MOVED = 404, 308
MOST = 200

router = APIRouter(include_in_schema=False)


@router.get("/vacancies")
def show_vacancies(request: Request) -> Response:
    """List what is open today, by role."""
    with the_unit(request)() as session:
        found = search_vacancies(session, on=today(request), limit=MOST)
        names = TITLES.items()
        groups = [(title, [each for each in found if each.role == role]) for role, title in names]
        shown = [(title, under) for title, under in groups if under]
        return HTMLResponse(render("vacancies", "/vacancies", groups=shown))


@router.get("/vacancies/{reference}")
def show_vacancy(request: Request, reference: str) -> Response:
    """Show one vacancy; what is closed is not there any more."""
    with the_unit(request)() as session:
        known = as_reference(reference)
        vacancy = known and find_vacancy(session, known, on=today(request))
        if not vacancy:
            raise HTTPException(NOT_FOUND)
        address = f"/vacancies/{vacancy.reference}"
        return HTMLResponse(render("vacancy", address, vacancy=vacancy))


@router.get("/vacancy-stockport")
def show_where_it_moved() -> Response:
    """Lead on from the address that one example vacancy had."""
    return RedirectResponse("/vacancies", MOVED)


TITLES = {
    Role.SEN_SUPPORT_WORKER: "SEND support",
    Role.SEMH_SUPPORT_WORKER: "SEMH support",
    Role.SENCO: "SENCO",
}


def the_unit(request: Request) -> OpenUnit:
    look: OpenUnit = request.app.state.looks
    return look


def today(request: Request) -> date:
    now: datetime = request.app.state.now()
    return now.astimezone(LONDON).date()
