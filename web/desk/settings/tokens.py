"""Keys for the agency's own systems: made, shown once, and revoked. Administrators only."""

import secrets
from collections.abc import Mapping
from typing import Literal

from fastapi import Request, Response
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse

from agency.core.unfit import Unfit
from agency.services.keys.tokens import (
    Scope,
    hash_token,
    list_tokens,
    make_token,
    revoke_token,
)
from web.desk.access import (
    AnAdministrator,
    SignedIn,
    TheSignedIn,
    TheTime,
    TheUnit,
)
from web.desk.pages import page
from web.desk.refusals import not_there
from web.desk.routes import desk_pages
from web.desk.settings.typed import TheTyped

PREFIX = "/desk/settings/tokens"

router = desk_pages(PREFIX)


@router.get("")
def show_tokens(
    request: Request,
    _: AnAdministrator,
    somebody: TheSignedIn,
    session: TheUnit,
    told: Literal["", "revoked"] = "",
) -> Response:
    """List the tokens, those in use first."""
    return tokens_page(request, session, somebody, told=told)


@router.post("")
def create(
    request: Request,
    me: AnAdministrator,
    somebody: TheSignedIn,
    session: TheUnit,
    now: TheTime,
    typed: TheTyped,
) -> Response:
    """Make a token and show it, this once."""
    made = secrets.token_urlsafe(32)
    name, scopes = typed.text("name"), typed.many("scopes")
    try:
        make_token(session, name, scopes, token_hash=hash_token(made), who=me.email, now=now)
    except Unfit as unfit:
        values = {"name": name, "scopes": scopes}
        return tokens_page(request, session, somebody, values=values, problems=unfit.problems)
    return tokens_page(request, session, somebody, made=made)


@router.post("/{token_id}/revoke")
def revoke(token_id: int, me: AnAdministrator, session: TheUnit, now: TheTime) -> Response:
    """Let a token open nothing any more."""
    if revoke_token(session, token_id, who=me.email, now=now) is None:
        raise not_there()
    return RedirectResponse(f"{PREFIX}?told=revoked", 303)


def tokens_page(
    request: Request,
    session: Session,
    somebody: SignedIn,
    *,
    told: str = "",
    made: str = "",
    values: Mapping[str, object] | None = None,
    problems: dict[str, str] | None = None,
) -> Response:
    return page(
        request,
        "settings_tokens.html",
        status=422 if problems else 200,
        somebody=somebody,
        tokens=list_tokens(session),
        scopes=[(scope.value, scope.value) for scope in Scope],
        made=made,
        told=told,
        values=values or {"scopes": []},
        problems=problems or {},
    )
