"""Coming in with an e-mail address and a password, and going out."""

import asyncio
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.access import end_sign_in, find_consultant, find_sign_in, start_sign_in
from agency.services.audit import keep_audit
from agency.services.passwords import check_password, hash_password, is_outdated
from agency.services.tokens import hash_token
from agency.settings import Settings
from agency.storage.models import Consultant
from agency.storage.unit import OpenUnit
from web.desk.access import (
    PerhapsSignedIn,
    TheJar,
    TheSettings,
    TheSignedIn,
    TheTime,
    TheUnit,
    TheUnits,
    their_own_form,
)
from web.desk.browsers import (
    form_secret,
    form_token,
    is_our_form,
    keep_form_secret,
    known_browser,
    let_in,
)
from web.desk.cookies import SIGNED_IN, Jar
from web.desk.pace import Paces, Try
from web.desk.pages import page
from web.desk.routes import DeskPage

CHECKS_AT_ONCE = 2  # each takes 19 MiB, and a core for a moment
OUR_PAGE = re.compile(r"/desk/[\w./~?&=%+-]{0,500}", re.ASCII)


class Credentials(BaseModel):
    """The sign-in form."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1024)
    csrf: str = ""
    then: str = ""


@dataclass(frozen=True)
class Door:
    """How fast passwords are tried, and how many are checked at once, in this process."""

    paces: Paces
    checks: CapacityLimiter


def the_door(request: Request) -> Door:
    state = request.app.state
    if not hasattr(state, "desk_door"):
        state.desk_door = Door(Paces(), CapacityLimiter(CHECKS_AT_ONCE))
    door: Door = state.desk_door
    return door


TheDoor = Annotated[Door, Depends(the_door)]

outside = APIRouter(prefix="/desk", route_class=DeskPage, include_in_schema=False)
inside = APIRouter(
    prefix="/desk",
    route_class=DeskPage,
    include_in_schema=False,
    dependencies=[Depends(their_own_form)],
)


@outside.get("/sign-in")
def ask_who_it_is(
    request: Request,
    jar: TheJar,
    settings: TheSettings,
    perhaps: PerhapsSignedIn,
    then: str = "",
    told: Literal["", "signed_out"] = "",
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
    door: TheDoor,
    now: TheTime,
) -> Response:
    """Sign in with e-mail and password, no faster than is good for the account."""
    again: dict[str, Any] = {"email": given.email, "then": given.then}
    if not is_our_form(request, jar, settings, given.csrf):
        return sign_in_page(request, jar, settings, 403, problem="no_cookie", **again)

    tried = Try(
        address=request.client.host if request.client else "",
        email=given.email,
        browser=known_browser(jar, settings, given.email),
    )
    wait = door.paces.wait(tried, now=now) if settings.limits == "on" else timedelta(0)
    if wait is None:
        slow = sign_in_page(request, jar, settings, 429, problem="too_often", **again)
        slow.headers["Retry-After"] = "60"
        return slow

    with door.paces.checking(tried):
        await asyncio.sleep(wait.total_seconds())
        token = await to_thread.run_sync(enter, units, given, jar, now, limiter=door.checks)
        if token is None:
            door.paces.failed(tried, now=now)
    if token is None:
        return sign_in_page(request, jar, settings, 403, problem="wrong", **again)
    response = RedirectResponse(ours(given.then), 303)
    let_in(response, jar, settings, token, given.email.strip())
    return response


@inside.post("/sign-out")
def sign_out(somebody: TheSignedIn, session: TheUnit, jar: TheJar, now: TheTime) -> Response:
    """End this browser's sign-in, here and in the database."""
    end_sign_in(somebody.sign_in, now=now)
    who = somebody.consultant
    keep_audit(
        session, who=who.email, did="signed out", kind="consultant", subject=str(who.id), now=now
    )
    response = RedirectResponse("/desk/sign-in?told=signed_out", 303)
    jar.forget(response, SIGNED_IN)
    return response


def enter(units: OpenUnit, given: Credentials, jar: Jar, now: datetime) -> str | None:
    """
    Return a new sign-in's token, or nothing.

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
        return begin_sign_in(session, consultant, jar, "signed in", now)


def begin_sign_in(
    session: Session, consultant: Consultant, jar: Jar, did: str, now: datetime
) -> str:
    """Start a sign-in under a new token and end the one this browser had."""
    earlier = find_sign_in(session, token_hash=hash_token(jar.read(SIGNED_IN) or ""), now=now)
    token = secrets.token_urlsafe(32)
    start_sign_in(
        session,
        consultant,
        token_hash=hash_token(token),
        csrf=secrets.token_urlsafe(32),
        instead_of=earlier[0] if earlier else None,
        now=now,
    )
    keep_audit(
        session,
        who=consultant.email,
        did=did,
        kind="consultant",
        subject=str(consultant.id),
        now=now,
    )
    return token


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
    secret = form_secret(jar)
    shown = page(
        request,
        "sign_in.html",
        status=status,
        csrf=form_token(settings, secret),
        email=email,
        then=then,
        told=told,
        problem=problem,
    )
    keep_form_secret(shown, jar, secret)
    return shown


def ours(then: str) -> str:
    """Return *then* if it is a page of the desk; nobody may send a consultant elsewhere."""
    return then if OUR_PAGE.fullmatch(then) else "/desk/"
