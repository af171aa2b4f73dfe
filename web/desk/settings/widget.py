"""The chat on the agency's websites: which may show it, its colour, and how it greets a page."""

from typing import Any, Literal

from fastapi import Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.differences import changes_in_words, fingerprint
from agency.core.section_entries import WIDGET
from agency.core.unfit import Unfit
from agency.services.agency.sections import (
    ChangedMeanwhile,
    keep_section,
    list_section_versions,
    section_in_force,
    take_back_section,
)
from agency.settings import Settings
from web.desk.access import (
    AManager,
    SignedIn,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.pages import page
from web.desk.routes import desk_pages
from web.desk.settings.typed import TheTyped, Typed

PREFIX = "/desk/settings/widget"
EMPTY_ROWS = 2

router = desk_pages(PREFIX)


@router.get("")
def show_widget(
    request: Request,
    _: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    told: Literal["", "kept"] = "",
) -> Response:
    """Show how the chat looks elsewhere, and the lines that put it on a page."""
    given = section_in_force(session, WIDGET)
    return widget_page(request, session, somebody, given, {}, told=told)


@router.post("")
def keep_widget(
    request: Request,
    manager: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Keep what was changed, or say what does not fit or who was quicker."""
    given, who = widget_given(typed), manager.email
    try:
        keep_section(session, WIDGET, given, seen=typed.text("seen"), who=who, now=now)
    except Unfit as unfit:
        return widget_page(request, session, somebody, given, unfit.problems, status=422)
    except ChangedMeanwhile:
        differs = changes_in_words(section_in_force(session, WIDGET), given)
        return widget_page(request, session, somebody, given, {}, differs=differs, status=409)
    return RedirectResponse(f"{PREFIX}?told=kept", 303)


@router.post("/back")
def take_back(manager: AManager, session: TheUnit, now: TheTime, typed: TheTyped) -> Response:
    """Put an earlier version in force again."""
    number = typed.text("number")
    if number.isascii() and number.isdigit() and len(number) < 9:
        take_back_section(session, WIDGET, int(number), who=manager.email, now=now)
    return RedirectResponse(f"{PREFIX}?told=kept", 303)


def widget_given(typed: Typed) -> dict[str, Any]:
    return {
        "name": typed.text("name"),
        "colour": typed.text("colour"),
        "position": typed.text("position"),
        "greetings": typed.rows("page", "text"),
        "origins": typed.text("origins").split(),
    }


def widget_page(
    request: Request,
    session: Session,
    somebody: SignedIn,
    given: dict[str, Any],
    problems: dict[str, str],
    *,
    told: str = "",
    differs: list[str] | None = None,
    status: int = 200,
) -> Response:
    settings: Settings = request.app.state.settings
    return page(
        request,
        "settings_widget.html",
        status=status,
        somebody=somebody,
        told=told,
        problems=problems,
        differs=differs,
        values=given,
        greetings=[*given["greetings"], *[{"page": "", "text": ""}] * EMPTY_ROWS],
        seen=fingerprint(section_in_force(session, WIDGET)),
        versions=list_section_versions(session, WIDGET)[:10],
        fixed=settings.origins,
        public_url=settings.public_url,
    )
