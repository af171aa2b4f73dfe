"""Coming in with an e-mail address and a password, and going out."""

import asyncio
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.audit import keep_audit
from agency.services.keys.pace import ACCOUNT, ADDRESS, BROWSER, Pace, Turn, take_turn, was_right
from agency.services.keys.tokens import hash_token
from agency.services.people.access import find_consultant
from agency.services.people.passwords import check_password, hash_password, is_outdated
from agency.services.people.second_factors import has_second_factor
from agency.services.people.sign_ins import end_sign_in, find_sign_in, start_sign_in
from agency.settings import Settings
from agency.storage.models import Consultant
from agency.storage.unit import OpenUnit
from web.desk.access import (
    BarelySignedIn,
    PerhapsSignedIn,
    TheConsultant,
    TheJar,
    TheSettings,
    TheTime,
    TheUnit,
    TheUnits,
)
from web.desk.cookies import SIGNED_IN, Jar
from web.desk.menu import home_of
from web.desk.pages import page
from web.desk.routes import DeskPage, desk_pages
from web.desk.signing_in.browsers import (
    browser_of,
    form_secret,
    form_token,
    is_our_form,
    keep_form_secret,
    known_browser,
    let_half_in,
    let_in,
)

CHECKS_AT_ONCE = 2  # each takes 19 MiB, and a core for a moment
OUR_PAGE = re.compile(r"/desk/[\w./~?&=%+-]{0,500}", re.ASCII)
CODE_PAGE = "/desk/sign-in/code"
DOOR = "/desk"  # from there everybody goes on to their own work

Told = Literal["", "signed_out", "letter"]


class Credentials(BaseModel):
    """The sign-in form."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)
    csrf: str = ""
    then: str = ""


@dataclass(frozen=True)
class Begun:
    """A sign-in's token, and whether it still waits for a code."""

    token: str
    waits_for_code: bool


def the_checks(request: Request) -> CapacityLimiter:
    state = request.app.state
    if not hasattr(state, "password_checks"):
        state.password_checks = CapacityLimiter(CHECKS_AT_ONCE)
    checks: CapacityLimiter = state.password_checks
    return checks


# How many passwords are checked at once, in this process.
TheChecks = Annotated[CapacityLimiter, Depends(the_checks)]

outside = APIRouter(prefix="/desk", route_class=DeskPage, include_in_schema=False)
inside = desk_pages("/desk")


@inside.get("")
def go_home(consultant: TheConsultant) -> Response:
    """Lead to where this person's work is."""
    return RedirectResponse(home_of(consultant.access), 303)


@outside.get("/sign-in")
def ask_who_it_is(
    request: Request,
    jar: TheJar,
    settings: TheSettings,
    perhaps: PerhapsSignedIn,
    then: str = "",
    told: Told = "",
) -> Response:
    """Show the sign-in form; whoever is signed in already goes on."""
    if perhaps:
        return RedirectResponse(ours(then), 303)
    return sign_in_page(request, jar, settings, then=then, told=told)


@outside.post("/sign-in")
async def sign_in(
    request: Request,
    given: Annotated[Credentials, Form()],
    jar: TheJar,
    settings: TheSettings,
    units: TheUnits,
    checks: TheChecks,
    now: TheTime,
) -> Response:
    """Sign in with e-mail and password, no faster than is good for the account."""
    again: dict[str, Any] = {"email": given.email, "then": given.then}
    if not is_our_form(request, jar, settings, given.csrf):
        return sign_in_page(request, jar, settings, 403, problem="no_cookie", **again)

    turn: Turn | None = None
    if settings.limits == "on":
        counts = counted(request, jar, settings, given.email)
        turn = await to_thread.run_sync(queue, units, counts, now)
        if turn is None:
            slow = sign_in_page(request, jar, settings, 429, problem="too_often", **again)
            slow.headers["Retry-After"] = "60"
            return slow
        await asyncio.sleep(turn.wait.total_seconds())

    begun = await to_thread.run_sync(
        enter, units, given, Visit.of(request, jar, settings), turn, now, limiter=checks
    )
    if begun is None:
        return sign_in_page(request, jar, settings, 403, problem="wrong", **again)
    return let_begin(jar, settings, begun, given.email.strip(), then=given.then)


@inside.post("/sign-out")
def sign_out(somebody: BarelySignedIn, session: TheUnit, jar: TheJar, now: TheTime) -> Response:
    """End this browser's sign-in, here and in the database."""
    end_sign_in(somebody.sign_in, now=now)
    who = somebody.consultant
    keep_audit(
        session, who=who.email, did="signed out", kind="consultant", subject=str(who.id), now=now
    )
    response = RedirectResponse("/desk/sign-in?told=signed_out", 303)
    jar.forget(response, SIGNED_IN)
    return response


@dataclass(frozen=True)
class Visit:
    """The browser in which a sign-in begins, and by which rules."""

    jar: Jar
    browser: str
    asks_codes: bool

    @classmethod
    def of(cls, request: Request, jar: Jar, settings: Settings) -> "Visit":
        """Return the visit this request belongs to."""
        return cls(jar, browser_of(request), settings.second_factor != "off")


def counted(request: Request, jar: Jar, settings: Settings, email: str) -> list[tuple[Pace, str]]:
    """Return what a try at this person's password counts against."""
    # A browser in which this person signed in before counts by itself:
    # somebody else's wrong guesses never make its owner wait.
    if browser := known_browser(jar, settings, email):
        return [(BROWSER, browser)]
    address = request.client.host if request.client else ""
    return [(ADDRESS, address), (ACCOUNT, email.strip().lower())]


def queue(units: OpenUnit, counts: list[tuple[Pace, str]], now: datetime) -> Turn | None:
    with units() as session:
        return take_turn(session, counts, now=now)


def enter(
    units: OpenUnit, given: Credentials, visit: Visit, turn: Turn | None, now: datetime
) -> Begun | None:
    """
    Return a new sign-in, or nothing.

    The password is checked between two units: a unit that waited for it would
    hold up every other writer.
    """
    with units() as session:
        consultant = find_consultant(session, given.email)
        kept = consultant.password_hash if consultant and consultant.active else None
    if not check_password(kept, given.password) or consultant is None:
        return None
    renewed = hash_password(given.password) if is_outdated(kept or "") else kept

    with units() as session:
        consultant = session.get_one(Consultant, consultant.id)
        if consultant.password_hash != kept or not consultant.active:
            return None
        consultant.password_hash = renewed
        was_right(session, turn)
        return begin_sign_in(session, consultant, visit, "signed in", now)


def begin_sign_in(
    session: Session,
    consultant: Consultant,
    visit: Visit,
    did: str,
    now: datetime,
    *,
    by_link: bool = False,
    by_provider: bool = False,
) -> Begun:
    """Start a sign-in under a new token and end the one this browser had."""
    earlier = find_sign_in(session, token_hash=hash_token(visit.jar.read(SIGNED_IN) or ""), now=now)
    waits = visit.asks_codes and not by_provider and has_second_factor(session, consultant)
    token = secrets.token_urlsafe(32)
    start_sign_in(
        session,
        consultant,
        token_hash=hash_token(token),
        csrf=secrets.token_urlsafe(32),
        browser=visit.browser,
        by_link=by_link,
        by_provider=by_provider,
        waits_for_code=waits,
        instead_of=earlier[0] if earlier else None,
        now=now,
    )
    keep_audit(
        session,
        who=consultant.email,
        did=f"{did}, the code still to come" if waits else did,
        kind="consultant",
        subject=str(consultant.id),
        now=now,
    )
    return Begun(token, waits)


def let_begin(jar: Jar, settings: Settings, begun: Begun, email: str, *, then: str) -> Response:
    """Let somebody in, or on to the code of their second factor."""
    goal = ours(then)
    if begun.waits_for_code:
        then = "" if goal == DOOR else f"?{urlencode({'then': goal})}"
        response = RedirectResponse(CODE_PAGE + then, 303)
        let_half_in(response, jar, begun.token)
    else:
        response = RedirectResponse(goal, 303)
        let_in(response, jar, settings, begun.token, email)
    return response


def sign_in_page(
    request: Request,
    jar: Jar,
    settings: Settings,
    status: int = 200,
    *,
    email: str = "",
    then: str = "",
    told: str = "",
    problem: str = "",
) -> Response:
    """Show the sign-in form, and give the browser what proves that it came from here."""
    return outer_page(
        request,
        jar,
        settings,
        "sign_in.html",
        status,
        email=email,
        then=then,
        told=told,
        problem=problem,
        provider=settings.oidc_issuer is not None,
    )


def outer_page(
    request: Request, jar: Jar, settings: Settings, template: str, status: int = 200, **values: Any
) -> Response:
    """Show a form to somebody who is not signed in."""
    secret = form_secret(jar)
    shown = page(request, template, status=status, csrf=form_token(settings, secret), **values)
    keep_form_secret(shown, jar, secret)
    return shown


def ours(then: str) -> str:
    """Return *then* if it is a page of the desk; nobody may send a consultant elsewhere."""
    return then if OUR_PAGE.fullmatch(then) else DOOR
