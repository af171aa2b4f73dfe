"""Coming in with the organisation's own account."""

import json
import logging
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from agency.services.keys.vault import SealBroken, Vault
from agency.services.people.provider_people import find_vouched_for
from agency.settings import Settings
from web.desk.access import TheJar, TheSettings, TheTime, TheUnits, is_same
from web.desk.cookies import Jar
from web.desk.refusals import not_there
from web.desk.routes import DeskPage
from web.desk.signing_in.provider import Errand, Provider, ProviderRefused
from web.desk.signing_in.sign_in import Visit, begin_sign_in, let_begin, sign_in_page

ERRAND = "desk-errand"
ERRAND_LASTS = 600  # seconds

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/desk/sign-in/provider", route_class=DeskPage, include_in_schema=False)

type Given = Annotated[str, Query(max_length=4_000)]


@router.get("")
def go_to_provider(
    request: Request, jar: TheJar, settings: TheSettings, then: Given = ""
) -> Response:
    """Send the browser to the provider, with what it must bring back."""
    if settings.oidc_issuer is None:
        raise not_there()
    errand = Errand.new(then)
    try:
        response = RedirectResponse(Provider(settings).address(errand), 303)
    except ProviderRefused as refused:
        return say_no(request, jar, settings, refused)
    sealed = Vault(settings.signing_key).seal(json.dumps(asdict(errand)))
    jar.keep(response, ERRAND, sealed, seconds=ERRAND_LASTS)
    return response


@router.get("/back")
def come_back(
    request: Request,
    jar: TheJar,
    settings: TheSettings,
    units: TheUnits,
    now: TheTime,
    state: Given = "",
    code: Given = "",
) -> Response:
    """Let in whom the provider vouches for and an administrator added; nobody else."""
    if settings.oidc_issuer is None:
        raise not_there()
    try:
        errand = errand_of(jar, settings)
        if not code or not is_same(state, errand.state):
            raise ProviderRefused("nobody was sent for this")
        # No unit is open while the provider is asked: a chat would wait for it.
        known = Provider(settings).redeem(code, errand, now=now)
        with units() as session:
            consultant = find_vouched_for(session, known.subject, known.email)
            if consultant is None:
                raise ProviderRefused("nobody here has this address")
            visit = Visit.of(request, jar, settings)
            did = "signed in with the organisation's account"
            begun = begin_sign_in(session, consultant, visit, did, now, by_provider=True)
            email = consultant.email
    except ProviderRefused as refused:
        return say_no(request, jar, settings, refused)
    response = let_begin(jar, settings, begun, email, then=errand.then)
    jar.forget(response, ERRAND)
    return response


def errand_of(jar: Jar, settings: Settings) -> Errand:
    """Return what this browser was sent with."""
    try:
        return Errand(**json.loads(Vault(settings.signing_key).unseal(jar.read(ERRAND) or "")))
    except SealBroken as problem:
        raise ProviderRefused("this browser was not sent") from problem


def say_no(request: Request, jar: Jar, settings: Settings, refused: ProviderRefused) -> Response:
    # The reason alone: an address of somebody who is not known here has no place in a log.
    logger.warning("the sign-in provider: %s", refused)
    response = sign_in_page(request, jar, settings, 403, problem="provider")
    jar.forget(response, ERRAND)
    return response
