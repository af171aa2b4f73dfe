"""Asking for a link by e-mail, when the password is forgotten."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from agency.services.keys.pace import LETTER, take_turn
from agency.services.people.access import find_consultant
from agency.services.people.sign_in_links import ask_for_letter
from web.desk.access import TheJar, TheSettings, TheTime, TheUnit
from web.desk.routes import DeskPage
from web.desk.signing_in.browsers import is_our_form
from web.desk.signing_in.sign_in import outer_page

router = APIRouter(prefix="/desk/sign-in/forgotten", route_class=DeskPage, include_in_schema=False)


class Forgotten(BaseModel):
    """The form that asks for a letter."""

    email: str = Field(max_length=254)
    csrf: str = ""


@router.get("")
def ask_where_to(request: Request, jar: TheJar, settings: TheSettings) -> Response:
    """Show the form."""
    return outer_page(request, jar, settings, "forgotten.html", problem="")


@router.post("")
def send_letter(
    request: Request,
    given: Annotated[Forgotten, Form()],
    session: TheUnit,
    jar: TheJar,
    settings: TheSettings,
    now: TheTime,
) -> Response:
    """Have a link sent, and say the same whether there is such a person or not."""
    if not is_our_form(request, jar, settings, given.csrf):
        return outer_page(request, jar, settings, "forgotten.html", 403, problem="no_cookie")
    address = request.client.host if request.client else ""
    if settings.limits == "on" and take_turn(session, [(LETTER, address)], now=now) is None:
        return outer_page(request, jar, settings, "forgotten.html", 429, problem="too_often")
    ask_for_letter(
        session,
        find_consultant(session, given.email),
        letter_id=uuid4().hex,
        key=settings.signing_key,
        now=now,
    )
    return RedirectResponse("/desk/sign-in?told=letter", 303)
