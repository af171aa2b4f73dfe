"""The organisation's own account: a real provider on this machine, and what it may not do."""

import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from agency.storage.models import AuditEntry, Consultant
from agency.storage.unit import OpenUnit
from tests.web.desk.people import Browser, Clock, Office

GO, BACK = "/desk/sign-in/provider", "/desk/sign-in/provider/back"
CLIENT, SECRET = "the desk", "an example secret"


@dataclass
class SmallProvider:
    """An OpenID Connect provider with one person signed in, who may be anybody."""

    clock: Clock
    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    but: dict[str, Any] = field(default_factory=dict)
    signs_with: RSAKey | None = None
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def discover() -> dict[str, str]:
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }

        @app.get("/authorize")
        def authorize(request: Request) -> RedirectResponse:
            code, asked = secrets.token_urlsafe(16), dict(request.query_params)
            self.asked[code] = asked
            return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.post("/token")
        def token(
            request: Request,
            code: Annotated[str, Form()],
            code_verifier: Annotated[str, Form()],
            redirect_uri: Annotated[str, Form()],
        ) -> Any:
            asked = self.asked.pop(code, {})
            digest = urlsafe_b64encode(sha256(code_verifier.encode()).digest()).decode()
            basic = httpx.BasicAuth(CLIENT, SECRET)._auth_header
            if (
                request.headers["authorization"] != basic
                or digest.rstrip("=") != asked.get("code_challenge")
                or redirect_uri != asked.get("redirect_uri")
            ):
                return JSONResponse({"error": "invalid_grant"}, 400)
            now = int(self.clock().timestamp())
            claims = {
                "iss": self.issuer,
                "aud": CLIENT,
                "sub": "248289761001",
                "iat": now,
                "exp": now + 300,
                "nonce": asked["nonce"],
            }
            signed = jwt.encode(
                {"alg": "RS256", "kid": "one"},
                claims | self.person | self.but,
                self.signs_with or self.key,
            )
            return {"id_token": signed, "access_token": "x", "token_type": "Bearer"}

        return app


@pytest.fixture
def provider(served: Any, address: str, clock: Clock) -> Iterator[SmallProvider]:
    small = SmallProvider(clock)
    server = uvicorn.Server(uvicorn.Config(small.app(), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    small.issuer = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    state = served[0].state
    state.settings = state.settings.model_copy(
        update={
            "oidc_issuer": small.issuer,
            "oidc_client_id": CLIENT,
            "oidc_client_secret": SecretStr(SECRET),
        }
    )
    yield small
    server.should_exit = True
    thread.join()


def somebody(email: str, **but: Any) -> dict[str, Any]:
    return {"email": email, "email_verified": True} | but


def test_whom_the_provider_vouches_for_comes_in_and_where_they_wanted_to(
    browser: Browser, office: Office, provider: SmallProvider, open_unit: OpenUnit
):
    provider.person = somebody(office.ada.upper())
    page = browser.opens(f"/desk/leads/{office.lead}")
    assert "organisation’s account" in page.text

    inside = browser.opens(f"{GO}?then=/desk/leads/{office.lead}")

    assert inside.url.path == f"/desk/leads/{office.lead}"
    with open_unit() as session:
        done = [entry.did for entry in session.query(AuditEntry)]
    assert done == ["signed in with the organisation's account", "saw"]


@pytest.mark.parametrize(
    "person",
    [
        somebody("nobody@example.org"),
        somebody("ada@example.org", email_verified=False),
        {"email": "ada@example.org"},
        {"email_verified": True},
    ],
    ids=["nobody added them", "not verified", "says nothing of it", "no address"],
)
def test_nobody_else_comes_in(
    browser: Browser, office: Office, provider: SmallProvider, person: dict[str, Any]
):
    provider.person = person

    page = browser.opens(GO)

    assert page.status_code == 403
    assert "did not let you in" in page.text
    assert browser.opens("/desk/").url.path == "/desk/sign-in"


@pytest.mark.parametrize(
    "but",
    [
        {"iss": "https://evil.example.org"},
        {"aud": "another client"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "of another sign-in"},
        {"exp": 1_000_000_000},
    ],
    ids=["issuer", "audience", "azp", "nonce", "expired"],
)
def test_a_token_made_for_something_else_opens_nothing(
    browser: Browser, office: Office, provider: SmallProvider, but: dict[str, Any]
):
    provider.person, provider.but = somebody(office.ada), but

    assert browser.opens(GO).status_code == 403
    assert browser.opens("/desk/").url.path == "/desk/sign-in"


def test_a_token_signed_by_somebody_else_opens_nothing(
    browser: Browser, office: Office, provider: SmallProvider
):
    provider.person = somebody(office.ada)
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})

    assert browser.opens(GO).status_code == 403


def test_another_persons_code_is_not_let_in_by_this_browser(
    browser: Browser,
    another_browser: Callable[[], Browser],
    office: Office,
    provider: SmallProvider,
):
    provider.person = somebody(office.ada)
    attacker = another_browser()
    sent = attacker.client.get(GO)
    way_back = httpx.get(sent.headers["location"], timeout=20).headers["location"]

    forced = browser.opens(f"{BACK}?{urlsplit(way_back).query}")

    assert forced.status_code == 403
    browser.client.get(GO)
    assert browser.opens(f"{BACK}?{urlsplit(way_back).query}").status_code == 403


def test_the_browser_takes_along_a_challenge_and_never_the_secret(
    browser: Browser, office: Office, provider: SmallProvider
):
    sent = browser.client.get(GO)
    asked = parse_qs(urlsplit(sent.headers["location"]).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert SECRET not in sent.headers["location"]
    kept = " ".join(browser.client.cookies.values())
    assert asked["state"][0] not in kept
    assert asked["nonce"][0] not in kept


def test_an_address_given_to_somebody_new_does_not_make_them_the_old_one(
    browser: Browser, office: Office, provider: SmallProvider, open_unit: OpenUnit
):
    provider.person = somebody(office.ada)
    assert browser.opens(GO).url.path == "/desk/"
    browser.presses("/desk/sign-out", on="/desk/")
    provider.person = somebody(office.ada, sub="somebody new")

    assert browser.opens(GO).status_code == 403


def test_whoever_was_sent_away_stays_out(
    browser: Browser, office: Office, provider: SmallProvider, open_unit: OpenUnit
):
    with open_unit() as session:
        session.query(Consultant).filter_by(email=office.ada).one().active = False
    provider.person = somebody(office.ada)

    assert browser.opens(GO).status_code == 403


def test_a_provider_that_is_away_is_said_to_be_and_a_password_still_works(
    browser: Browser, office: Office, provider: SmallProvider, served: Any, unused_port: int
):
    state = served[0].state
    away = {"oidc_issuer": f"http://127.0.0.1:{unused_port}"}
    state.settings = state.settings.model_copy(update=away)

    assert browser.opens(GO).status_code == 403
    assert browser.signs_in(office.ada).url.path == "/desk/"


def test_where_no_provider_is_set_there_is_no_such_door(browser: Browser, office: Office):
    assert browser.opens(GO).status_code == 404
    assert browser.opens(BACK).status_code == 404
    assert "organisation" not in browser.opens("/desk/sign-in").text
