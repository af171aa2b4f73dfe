"""Choosing a password, and changing it."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from agency.services.access import came_by_link, set_password
from agency.services.audit import keep_audit
from agency.services.passwords import check_password, hash_password, refuse_password
from web.desk.access import SignedIn, TheSignedIn, TheTime, TheUnit, their_own_form
from web.desk.pace import Try
from web.desk.pages import page
from web.desk.routes import DeskPage
from web.desk.sign_in import TheDoor

router = APIRouter(
    prefix="/desk/password",
    route_class=DeskPage,
    include_in_schema=False,
    dependencies=[Depends(their_own_form)],
)


class NewPassword(BaseModel):
    """The password form."""

    present: str = Field("", max_length=1024)
    password: str = Field("", max_length=1024)
    again: str = Field("", max_length=1024)


@router.get("")
def ask_for_password(request: Request, somebody: TheSignedIn, session: TheUnit) -> Response:
    """Show the form for a new password."""
    asks_present = must_know_present(somebody, came_by_link(session, somebody.sign_in))
    return page(
        request, "password.html", somebody=somebody, asks_present=asks_present, problem=None
    )


@router.post("")
def keep_password(
    request: Request,
    given: Annotated[NewPassword, Form()],
    somebody: TheSignedIn,
    session: TheUnit,
    door: TheDoor,
    now: TheTime,
) -> Response:
    """Set a new password, and sign its owner out everywhere else."""
    consultant = somebody.consultant
    asks_present = must_know_present(somebody, came_by_link(session, somebody.sign_in))
    tried = Try("", consultant.email, browser=f"sign-in {somebody.sign_in.id}")

    problem: str | None = None
    if given.password != given.again:
        problem = "not_the_same"
    elif asks_present and door.paces.wait(tried, now=now) != timedelta(0):
        problem = "too_often"
    elif asks_present and not check_password(consultant.password_hash, given.present):
        door.paces.failed(tried, now=now)
        problem = "wrong"
    else:
        problem = refuse_password(given.password, about=[consultant.email, consultant.name])
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
    return RedirectResponse("/desk/?told=password_kept", 303)


def must_know_present(somebody: SignedIn, came_by_link: bool) -> bool:
    """Say whether the old password is asked for: an open browser alone must not be enough."""
    return bool(somebody.consultant.password_hash) and not came_by_link
