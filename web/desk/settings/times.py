"""Days on which the whole agency is closed, and when somebody is reminded of a promise."""

from datetime import timedelta
from typing import Any, Literal

from fastapi import Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.differences import changes_in_words, fingerprint
from agency.core.section_entries import CALLS, CLOSING
from agency.core.unfit import Unfit
from agency.services.agency.bank_holidays import list_bank_holidays
from agency.services.agency.desks import day_of
from agency.services.agency.sections import (
    ChangedMeanwhile,
    keep_section,
    list_section_versions,
    section_in_force,
)
from web.desk.access import AManager, SignedIn, TheSignedIn, TheTime, TheUnit
from web.desk.pages import page
from web.desk.routes import desk_pages
from web.desk.settings.typed import TheTyped, shown

PREFIX = "/desk/settings/times"
EMPTY_ROWS = 4
A_YEAR = timedelta(days=366)

router = desk_pages(PREFIX)


@router.get("")
def show_times(
    request: Request,
    _: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    told: Literal["", "kept"] = "",
) -> Response:
    """Show the closing days, the bank holidays ahead, and when somebody is reminded."""
    return times_page(request, session, somebody, {}, {}, told=told, now=now)


@router.post("")
def keep_times(
    request: Request,
    manager: AManager,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Keep what was changed, or say what does not fit or who was quicker."""
    given: dict[str, Any] = {
        CLOSING: {"days": typed.rows("day", "name")},
        CALLS: {name: typed.text(name) for name in ("remind_minutes", "quiet_minutes")},
    }
    problems, differs = {}, None
    try:
        with session.begin_nested():
            for section, content in given.items():
                seen = typed.text(f"seen_{section}")
                keep_section(session, section, content, seen=seen, who=manager.email, now=now)
    except Unfit as unfit:
        problems = unfit.problems
    except ChangedMeanwhile:
        differs = [
            each
            for section, content in given.items()
            for each in changes_in_words(section_in_force(session, section), content)
        ]
    else:
        return RedirectResponse(f"{PREFIX}?told=kept", 303)
    return times_page(request, session, somebody, given, problems, differs=differs, now=now)


def times_page(
    request: Request,
    session: Session,
    somebody: SignedIn,
    given: dict[str, Any],
    problems: dict[str, str],
    *,
    told: str = "",
    differs: list[str] | None = None,
    now: Any,
) -> Response:
    today = day_of(now)
    kept = {section: section_in_force(session, section) for section in (CLOSING, CALLS)}
    days = given.get(CLOSING, kept[CLOSING])["days"]
    holidays = sorted(list_bank_holidays("england", around=today).items())
    settings = request.app.state.settings
    return page(
        request,
        "settings_times.html",
        status=422 if problems else 409 if differs is not None else 200,
        somebody=somebody,
        told=told,
        problems=problems,
        differs=differs,
        days=[*days, *[{"day": "", "name": ""}] * EMPTY_ROWS],
        calls=shown(given.get(CALLS, kept[CALLS])),
        usual={"remind": settings.remind_minutes, "quiet": settings.takeover_quiet_minutes},
        seen={section: fingerprint(content) for section, content in kept.items()},
        holidays=[(day, name) for day, name in holidays if today <= day < today + A_YEAR],
        versions=list_section_versions(session, CLOSING)[:5],
    )
