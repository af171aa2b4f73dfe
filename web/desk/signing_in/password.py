"""Choosing a password, and changing it."""

import secrets
from typing import Annotated

from fastapi import Form, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from agency.services.audit import keep_audit
from agency.services.keys.pace import BROWSER, take_turn, was_right
from agency.services.people.account_letters import tell_of_change
from agency.services.people.passwords import check_password, hash_password, refuse_password
from agency.services.people.sign_ins import set_password, sets_password_freely
from agency.storage.models import AccountChange
from web.desk.access import BarelySignedIn, TheTime, TheUnit
from web.desk.menu import home_of
from web.desk.pages import page
from web.desk.routes import desk_pages

router = desk_pages("/desk/password")


class NewPassword(BaseModel):
    """The password form."""

    present: str = Field("", max_length=1024)
    password: str = Field("", max_length=1024)
    again: str = Field("", max_length=1024)


@router.get("")
def ask_for_password(request: Request, somebody: BarelySignedIn, now: TheTime) -> Response:
    """Show the form for a new password."""
    asks_present = not sets_password_freely(somebody.sign_in, now=now)
    return page(
        request, "password.html", somebody=somebody, asks_present=asks_present, problem=None
    )


@router.post("")
def keep_password(
    request: Request,
    given: Annotated[NewPassword, Form()],
    somebody: BarelySignedIn,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """
    Set a new password, and sign its owner out everywhere else.

    An open browser alone is not enough: the present one is asked for, unless a link by which
    only its owner can have come was used just now.
    """
    consultant = somebody.consultant
    asks_present = not sets_password_freely(somebody.sign_in, now=now)
    counts = [(BROWSER, f"sign-in {somebody.sign_in.id}")]

    problem: str | None = None
    if given.password != given.again:
        problem = "not_the_same"
    elif asks_present:
        turn = take_turn(session, counts, patient=False, now=now)
        if turn is None:
            problem = "too_often"
        elif not check_password(consultant.password_hash, given.present):
            problem = "wrong"
        else:
            was_right(session, turn)
    problem = problem or refuse_password(given.password, about=[consultant.email, consultant.name])
    if problem:
        return page(
            request,
            "password.html",
            status=422,
            somebody=somebody,
            asks_present=asks_present,
            problem=problem,
        )

    set_password(session, consultant, hash_password(given.password), here=somebody.sign_in, now=now)
    keep_audit(
        session,
        who=consultant.email,
        did="set a password",
        kind="consultant",
        subject=str(consultant.id),
        now=now,
    )
    change = AccountChange.PASSWORD
    tell_of_change(session, consultant, change, letter_id=secrets.token_hex(16), now=now)
    return RedirectResponse(f"{home_of(consultant.access)}?password=kept", 303)
