"""Where somebody is signed in, and how they or an administrator end it."""

import secrets
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Path, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.services.audit import keep_audit
from agency.services.people.account_letters import tell_of_change
from agency.services.people.second_factors import drop_second_factor, has_second_factor
from agency.services.people.sign_ins import (
    end_sign_in,
    end_sign_ins,
    find_own_sign_in,
    list_sign_ins,
)
from agency.storage.models import AccountChange, Consultant
from web.desk.access import (
    AnAdministrator,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages

MINE = "/desk/me/sign-ins"
LARGEST_ID = 2**31 - 1

router = desk_pages("/desk")

AnId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def the_person(person_id: AnId, _administrator: AnAdministrator, session: TheUnit) -> Consultant:
    person = session.get(Consultant, person_id)
    if person is None:
        raise not_there()
    return person


ThePerson = Annotated[Consultant, Depends(the_person)]


@router.get("/me/sign-ins")
def show_mine(
    request: Request, somebody: TheSignedIn, session: TheUnit, now: TheTime, told: str = ""
) -> Response:
    """Show where whoever asks is signed in."""
    return page(
        request,
        "sign_ins.html",
        somebody=somebody,
        person=somebody.consultant,
        home=MINE,
        sign_ins=list_sign_ins(session, somebody.consultant, now=now),
        has_second_factor=False,
        told=told == "ended",
    )


@router.post("/me/sign-ins/others/end")
def end_others(somebody: TheSignedIn, session: TheUnit, now: TheTime) -> Response:
    """Sign whoever asks out everywhere but here."""
    me = somebody.consultant
    end_sign_ins(session, me, but=somebody.sign_in, now=now)
    write_down(session, me, "ended all their other sign-ins", me, now=now)
    return RedirectResponse(f"{MINE}?told=ended", 303)


@router.post("/me/sign-ins/{sign_in_id}/end")
def end_mine(sign_in_id: AnId, somebody: TheSignedIn, session: TheUnit, now: TheTime) -> Response:
    """End one of one's own sign-ins."""
    end_one(session, somebody.consultant, sign_in_id, by=somebody.consultant, now=now)
    return RedirectResponse(f"{MINE}?told=ended", 303)


@router.get("/settings/people/{person_id}/sign-ins")
def show_theirs(
    request: Request,
    person: ThePerson,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    told: str = "",
) -> Response:
    """Show an administrator where somebody is signed in."""
    write_down(session, somebody.consultant, "saw the sign-ins of", person, now=now)
    return page(
        request,
        "sign_ins.html",
        somebody=somebody,
        person=person,
        home=f"/desk/settings/people/{person.id}/sign-ins",
        sign_ins=list_sign_ins(session, person, now=now),
        has_second_factor=has_second_factor(session, person),
        told=told == "ended",
    )


@router.post("/settings/people/{person_id}/sign-ins/all/end")
def end_all_of_theirs(
    person: ThePerson, administrator: AnAdministrator, session: TheUnit, now: TheTime
) -> Response:
    """Sign somebody out everywhere."""
    end_sign_ins(session, person, now=now)
    write_down(session, administrator, "ended all sign-ins of", person, now=now)
    return RedirectResponse(f"/desk/settings/people/{person.id}/sign-ins?told=ended", 303)


@router.post("/settings/people/{person_id}/sign-ins/{sign_in_id}/end")
def end_theirs(
    sign_in_id: AnId,
    person: ThePerson,
    administrator: AnAdministrator,
    session: TheUnit,
    now: TheTime,
) -> Response:
    """End one of somebody's sign-ins."""
    end_one(session, person, sign_in_id, by=administrator, now=now)
    return RedirectResponse(f"/desk/settings/people/{person.id}/sign-ins?told=ended", 303)


@router.post("/settings/people/{person_id}/second-factor/off")
def forget_second_factor(
    person: ThePerson, administrator: AnAdministrator, session: TheUnit, now: TheTime
) -> Response:
    """
    Turn the second factor off for somebody who has lost both telephone and paper.

    Whoever is signed in with it meanwhile is signed out: they sign in anew.
    """
    drop_second_factor(session, person)
    change = AccountChange.FACTOR_OFF
    tell_of_change(session, person, change, letter_id=secrets.token_hex(16), now=now)
    end_sign_ins(session, person, now=now)
    write_down(session, administrator, "turned off the second factor of", person, now=now)
    return RedirectResponse(f"/desk/settings/people/{person.id}/sign-ins?told=ended", 303)


def end_one(
    session: Session, person: Consultant, sign_in_id: int, *, by: Consultant, now: datetime
) -> None:
    sign_in = find_own_sign_in(session, person, sign_in_id, now=now)
    if sign_in is None:
        raise not_there()
    end_sign_in(sign_in, now=now)
    write_down(session, by, "ended a sign-in of", person, now=now)


def write_down(
    session: Session, who: Consultant, did: str, whose: Consultant, *, now: datetime
) -> None:
    keep_audit(session, who=who.email, did=did, kind="consultant", subject=str(whose.id), now=now)
