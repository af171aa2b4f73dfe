"""The second step of coming in: the code of the second factor."""

import asyncio
import secrets
from datetime import datetime
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.audit import keep_audit
from agency.services.keys.pace import CODE, Turn, take_turn, was_right
from agency.services.keys.tokens import hash_token
from agency.services.keys.vault import Vault
from agency.services.people.second_factors import check_code
from agency.services.people.sign_ins import find_half_sign_in, open_sign_in
from agency.storage.models import Consultant, SignIn
from agency.storage.unit import OpenUnit
from web.desk.access import TheJar, TheSettings, TheTime, TheUnit, TheUnits
from web.desk.cookies import SIGNED_IN, Jar
from web.desk.routes import DeskPage
from web.desk.signing_in.browsers import is_our_form, let_in
from web.desk.signing_in.sign_in import CODE_PAGE, ours, outer_page

router = APIRouter(prefix=CODE_PAGE, route_class=DeskPage, include_in_schema=False)


class GivenCode(BaseModel):
    """The form for a code."""

    code: str = Field("", max_length=40)
    csrf: str = ""
    then: str = ""


@router.get("")
def ask_for_code(
    request: Request,
    session: TheUnit,
    jar: TheJar,
    settings: TheSettings,
    now: TheTime,
    then: str = "",
) -> Response:
    """Show the form for the code; whoever has not given a password goes back to that."""
    if half_sign_in(session, jar, now) is None:
        return RedirectResponse("/desk/sign-in", 303)
    return outer_page(request, jar, settings, "code.html", then=then, problem="")


@router.post("")
async def take_code(
    request: Request,
    given: Annotated[GivenCode, Form()],
    jar: TheJar,
    settings: TheSettings,
    units: TheUnits,
    now: TheTime,
) -> Response:
    """Let somebody in whose code is right, no faster than is good for six digits."""
    again: dict[str, Any] = {"then": given.then}
    if not is_our_form(request, jar, settings, given.csrf):
        return outer_page(request, jar, settings, "code.html", 403, problem="no_cookie", **again)
    found, turn = await to_thread.run_sync(queue, units, jar, settings.limits == "on", now)
    if not found:
        return RedirectResponse("/desk/sign-in", 303)
    if turn is None and settings.limits == "on":
        slow = outer_page(request, jar, settings, "code.html", 429, problem="too_often", **again)
        slow.headers["Retry-After"] = "60"
        return slow
    if turn:
        await asyncio.sleep(turn.wait.total_seconds())

    vault, at = Vault(settings.signing_key), request.app.state.now()
    entered = await to_thread.run_sync(enter, units, jar, given.code, vault, turn, at)
    if entered is None:
        return outer_page(request, jar, settings, "code.html", 403, problem="wrong", **again)
    token, email = entered
    response = RedirectResponse(ours(given.then), 303)
    let_in(response, jar, settings, token, email)
    return response


def half_sign_in(session: Session, jar: Jar, now: datetime) -> tuple[SignIn, Consultant] | None:
    token = jar.read(SIGNED_IN)
    return find_half_sign_in(session, token_hash=hash_token(token), now=now) if token else None


def queue(units: OpenUnit, jar: Jar, limited: bool, now: datetime) -> tuple[bool, Turn | None]:
    with units() as session:
        found = half_sign_in(session, jar, now)
        if found is None or not limited:
            return found is not None, None
        return True, take_turn(session, [(CODE, str(found[1].id))], now=now)


def enter(
    units: OpenUnit, jar: Jar, code: str, vault: Vault, turn: Turn | None, now: datetime
) -> tuple[str, str] | None:
    """Return a new token, and whose it is, or nothing."""
    with units() as session:
        found = half_sign_in(session, jar, now)
        if found is None:
            return None
        sign_in, consultant = found
        right = check_code(session, consultant, code, vault, now=now)
        token = secrets.token_urlsafe(32)
        if right:
            was_right(session, turn)
            open_sign_in(sign_in, token_hash=hash_token(token), now=now)
        keep_audit(
            session,
            who=consultant.email,
            did="signed in with a second factor" if right else "gave a wrong code",
            kind="consultant",
            subject=str(consultant.id),
            now=now,
        )
        return (token, consultant.email) if right else None
