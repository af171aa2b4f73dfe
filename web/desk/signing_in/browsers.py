"""What a browser brings to the sign-in page, and what it takes away from there."""

import hmac
import secrets
from datetime import timedelta

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer

from agency.core.browser_names import name_browser
from agency.services.people.sign_ins import CODE_WITHIN, LONGEST
from agency.settings import Settings
from web.desk.access import comes_from_elsewhere, is_same
from web.desk.cookies import FORM, KNOWN, SIGNED_IN, Jar

KNOWN_FOR = timedelta(days=180)
FORM_FOR = timedelta(hours=12)


def form_secret(jar: Jar) -> str:
    """Return what this browser keeps for our forms, or something new for it to keep."""
    return jar.read(FORM) or secrets.token_urlsafe(32)


def form_token(settings: Settings, secret: str) -> str:
    """Return what proves that a form before sign-in came from our page, to this browser."""
    key = settings.signing_key.encode()
    return hmac.new(key, f"desk form {secret}".encode(), "sha256").hexdigest()


def keep_form_secret(response: Response, jar: Jar, secret: str) -> None:
    """Let the browser keep the secret behind a form it is shown."""
    jar.offer(response, FORM, secret, seconds=int(FORM_FOR.total_seconds()))


def is_our_form(request: Request, jar: Jar, settings: Settings, csrf: str) -> bool:
    """Say whether this browser got the form from us."""
    secret = jar.read(FORM)
    if secret is None or comes_from_elsewhere(request):
        return False
    return is_same(csrf, form_token(settings, secret))


def let_in(response: Response, jar: Jar, settings: Settings, token: str, email: str) -> None:
    """Give the browser its sign-in, and remember that its owner signed in here before."""
    known = f"{email.lower()} {secrets.token_urlsafe(16)}"
    jar.keep(response, SIGNED_IN, token, seconds=int(LONGEST.total_seconds()))
    jar.keep(response, KNOWN, signer(settings).dumps(known), seconds=int(KNOWN_FOR.total_seconds()))


def let_half_in(response: Response, jar: Jar, token: str) -> None:
    """Give the browser what the code of the second factor will turn into a sign-in."""
    jar.keep(response, SIGNED_IN, token, seconds=int(CODE_WITHIN.total_seconds()))


def browser_of(request: Request) -> str:
    """Return what this browser is called, so that its owner knows it again."""
    return name_browser(request.headers.get("user-agent", ""))


def known_browser(jar: Jar, settings: Settings, email: str) -> str | None:
    """Return this browser's name, if the person with this address signed in here before."""
    try:
        known: str = signer(settings).loads(jar.read(KNOWN) or "")
    except BadSignature:
        return None
    return known if known.partition(" ")[0] == email.strip().lower() else None


def signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.signing_key, salt="desk-known")
