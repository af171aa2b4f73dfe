"""How long things are kept: set by the privacy officer or administrators, in force from tonight."""

from typing import Annotated, Literal

from fastapi import Form, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from agency.core.retention import BOUNDS, DEFAULTS, PeriodUnclear, next_night
from agency.services.agency.periods import find_periods, keep_periods
from agency.services.audit import keep_audit
from agency.services.privacy.retention import find_expired
from web.desk.access import (
    APrivacyOfficer,
    SignedIn,
    TheCvs,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.pages import page
from web.desk.routes import desk_pages

router = desk_pages("/desk/settings/retention")

type Days = Annotated[str, Field(max_length=10)]


class Given(BaseModel):
    """The form: each period in days as it was typed; empty where there may be none."""

    conversation: Days = ""
    unclaimed_cv: Days = ""
    unregistered: Days = ""
    registered: Days = ""
    placed: Days = ""
    do: Literal["look", "keep"] = "keep"

    def days(self) -> dict[str, int | None]:
        """Return the periods; PeriodUnclear names one that is no number."""
        days: dict[str, int | None] = {}
        for name in DEFAULTS:
            typed = getattr(self, name).strip()
            if typed and not (typed.isascii() and typed.isdigit()):
                raise PeriodUnclear(name)
            days[name] = int(typed) if typed else None
        return days


@router.get("")
def show_periods(
    request: Request, _me: APrivacyOfficer, somebody: TheSignedIn, session: TheUnit, cvs: TheCvs
) -> Response:
    """Show how long what is kept, and what that erases tonight."""
    days = find_periods(session).days
    return periods_page(request, session, cvs, somebody, {k: _typed(v) for k, v in days.items()})


@router.post("")
def keep(
    request: Request,
    me: APrivacyOfficer,
    given: Annotated[Given, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    cvs: TheCvs,
    now: TheTime,
) -> Response:
    """Keep new periods, or only show what they would erase tonight."""
    typed = given.model_dump(exclude={"do"})
    trying = session.begin_nested()
    try:
        keep_periods(session, given.days(), who=me.email, now=now)
    except PeriodUnclear as unclear:
        trying.rollback()
        return periods_page(request, session, cvs, somebody, typed, status=422, wrong=str(unclear))
    if given.do == "look":
        # Looked at with the very selection of the night, and then taken back.
        shown = periods_page(request, session, cvs, somebody, typed, told="looked")
        trying.rollback()
        return shown
    trying.commit()
    keep_audit(
        session,
        who=me.email,
        did="set how long details are kept",
        kind="settings",
        subject=", ".join(f"{name} {days or 'unlimited'}" for name, days in given.days().items()),
        now=now,
    )
    return periods_page(request, session, cvs, somebody, typed, told="kept")


def periods_page(
    request: Request,
    session: Session,
    cvs: TheCvs,
    somebody: SignedIn,
    typed: dict[str, str],
    *,
    told: str = "",
    wrong: str = "",
    status: int = 200,
) -> Response:
    night = next_night(request.app.state.now())
    return page(
        request,
        "settings_retention.html",
        status=status,
        somebody=somebody,
        typed=typed,
        bounds=BOUNDS,
        defaults=DEFAULTS,
        told=told,
        wrong=wrong,
        night=night,
        goes=find_expired(session, cvs, now=night).as_counts(),
    )


def _typed(days: int | None) -> str:
    return "" if days is None else str(days)
