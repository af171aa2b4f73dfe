"""Coming in with a one-time link."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from agency.services.keys.tokens import hash_token
from agency.services.people.sign_in_links import find_sign_in_link, use_sign_in_link
from web.desk.access import TheJar, TheSettings, TheTime, TheUnit
from web.desk.pages import page
from web.desk.refusals import Refused
from web.desk.routes import DeskPage
from web.desk.signing_in.browsers import is_our_form
from web.desk.signing_in.sign_in import Visit, begin_sign_in, let_begin, outer_page

router = APIRouter(prefix="/desk/sign-in", route_class=DeskPage, include_in_schema=False)


@router.get("/{token}")
def show_link(
    request: Request, token: str, session: TheUnit, jar: TheJar, settings: TheSettings, now: TheTime
) -> Response:
    """
    Show a button; the link is used by the press.

    Mail programs open links to look at them: that must not use it up.
    """
    link = find_sign_in_link(session, token_hash=hash_token(token), now=now)
    if link is None:
        return page(request, "link.html", status=410, good=False)
    return outer_page(request, jar, settings, "link.html", good=True)


@router.post("/{token}")
def use_link(
    request: Request,
    token: str,
    session: TheUnit,
    jar: TheJar,
    settings: TheSettings,
    now: TheTime,
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Sign in, once; then comes the choice of a password."""
    if not is_our_form(request, jar, settings, csrf):
        raise Refused(403, "form_not_ours")
    consultant = use_sign_in_link(session, token_hash=hash_token(token), now=now)
    if consultant is None:
        return page(request, "link.html", status=410, good=False)

    visit = Visit.of(request, jar, settings)
    begun = begin_sign_in(session, consultant, visit, "signed in with a link", now, by_link=True)
    return let_begin(jar, settings, begun, consultant.email, then="/desk/password")
