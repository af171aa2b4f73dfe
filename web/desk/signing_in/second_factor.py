"""Setting the second factor up, and turning it off."""

import secrets
from datetime import datetime
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.audit import keep_audit
from agency.services.keys.pace import BROWSER, CODE, take_turn, was_right
from agency.services.keys.vault import Vault
from agency.services.people.account_letters import tell_of_change
from agency.services.people.passwords import check_password
from agency.services.people.second_factors import (
    address_for_app,
    check_code,
    confirm_factor,
    count_recovery_codes,
    drop_second_factor,
    has_second_factor,
    is_demanded,
    make_recovery_codes,
    offer_secret,
)
from agency.services.people.sign_ins import is_fresh
from agency.storage.models import AccountChange
from web.desk.access import (
    BarelySignedIn,
    SignedIn,
    TheSettings,
    TheTime,
    TheUnit,
    the_settings,
    their_own_form,
)
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import DeskPage

PAGE = "/desk/me/second-factor"


def where_it_is_offered(settings: TheSettings) -> None:
    if settings.second_factor == "off":
        raise not_there()


router = APIRouter(
    prefix=PAGE,
    route_class=DeskPage,
    include_in_schema=False,
    dependencies=[Depends(their_own_form), Depends(where_it_is_offered)],
)


class Proof(BaseModel):
    """A code, and the password where it is not known lately who sits there."""

    code: str = Field("", max_length=40)
    present: str = Field("", max_length=1024)


@router.get("")
def show_second_factor(
    request: Request, somebody: BarelySignedIn, session: TheUnit, now: TheTime
) -> Response:
    """Show the square for the app, or how things stand."""
    return second_factor_page(request, session, somebody, now=now)


@router.post("")
def set_up(
    request: Request,
    given: Annotated[Proof, Form()],
    somebody: BarelySignedIn,
    session: TheUnit,
    settings: TheSettings,
    now: TheTime,
) -> Response:
    """Let the app count from now on, and show the recovery codes, this once."""
    consultant = somebody.consultant
    problem = refuse_present(session, somebody, given, now=now)
    if not problem and not confirm_factor(
        session, consultant, given.code, Vault(settings.signing_key), now=now
    ):
        problem = "wrong"
    if problem:
        return second_factor_page(request, session, somebody, problem, now=now)
    write_down(session, somebody, "set up a second factor", AccountChange.FACTOR_ON, now=now)
    return codes_page(request, session, somebody)


@router.post("/codes")
def renew_codes(
    request: Request,
    given: Annotated[Proof, Form()],
    somebody: BarelySignedIn,
    session: TheUnit,
    settings: TheSettings,
    now: TheTime,
) -> Response:
    """Show new recovery codes; the old ones are void."""
    if problem := refuse_code(session, somebody, given.code, settings.signing_key, now=now):
        return second_factor_page(request, session, somebody, problem, now=now)
    write_down(session, somebody, "made new recovery codes", AccountChange.CODES, now=now)
    return codes_page(request, session, somebody, renewed=True)


@router.post("/off")
def turn_off(
    request: Request,
    given: Annotated[Proof, Form()],
    somebody: BarelySignedIn,
    session: TheUnit,
    settings: TheSettings,
    now: TheTime,
) -> Response:
    """Turn the second factor off, for a new telephone or for good."""
    if problem := refuse_code(session, somebody, given.code, settings.signing_key, now=now):
        return second_factor_page(request, session, somebody, problem, now=now)
    drop_second_factor(session, somebody.consultant)
    write_down(session, somebody, "turned the second factor off", AccountChange.FACTOR_OFF, now=now)
    demanded = is_demanded(settings.second_factor, somebody.consultant.access)
    return RedirectResponse(PAGE if demanded else "/desk/me?told=factor_off", 303)


def refuse_present(
    session: Session, somebody: SignedIn, given: Proof, *, now: datetime
) -> str | None:
    """Ask for the password where it is some time ago that somebody proved who they are."""
    consultant = somebody.consultant
    if is_fresh(somebody.sign_in, now=now) or not consultant.password_hash:
        return None
    counts = [(BROWSER, f"sign-in {somebody.sign_in.id}")]
    turn = take_turn(session, counts, patient=False, now=now)
    if turn is None:
        return "too_often"
    if not check_password(consultant.password_hash, given.present):
        return "wrong_password"
    was_right(session, turn)
    return None


def refuse_code(
    session: Session, somebody: SignedIn, code: str, key: str, *, now: datetime
) -> str | None:
    consultant = somebody.consultant
    turn = take_turn(session, [(CODE, str(consultant.id))], patient=False, now=now)
    if turn is None:
        return "too_often"
    if not check_code(session, consultant, code, Vault(key), now=now):
        return "wrong"
    was_right(session, turn)
    return None


def second_factor_page(
    request: Request, session: Session, somebody: SignedIn, problem: str = "", *, now: datetime
) -> Response:
    """Show how things stand with somebody's second factor."""
    settings, consultant = the_settings(request), somebody.consultant
    has_one = has_second_factor(session, consultant)
    secret, square = "", ""
    if not has_one:
        secret = offer_secret(session, consultant, Vault(settings.signing_key), now=now)
        address = address_for_app(secret, consultant, issuer="Desk")
        square = segno.make(address, error="m").svg_inline(
            scale=5, border=4, dark="#000", light="#fff", omitsize=True
        )
    return page(
        request,
        "second_factor.html",
        status=422 if problem else 200,
        somebody=somebody,
        has_one=has_one,
        demanded=somebody.lacks_second_factor,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        square=square,
        left=count_recovery_codes(session, consultant),
        asks_present=bool(consultant.password_hash) and not is_fresh(somebody.sign_in, now=now),
        problem=problem,
    )


def codes_page(
    request: Request, session: Session, somebody: SignedIn, *, renewed: bool = False
) -> Response:
    codes = make_recovery_codes(session, somebody.consultant)
    return page(request, "recovery_codes.html", somebody=somebody, codes=codes, renewed=renewed)


def write_down(
    session: Session, somebody: SignedIn, did: str, change: AccountChange, *, now: datetime
) -> None:
    """Write it down, and tell its owner by letter."""
    who = somebody.consultant
    keep_audit(session, who=who.email, did=did, kind="consultant", subject=str(who.id), now=now)
    tell_of_change(session, who, change, letter_id=secrets.token_hex(16), now=now)
