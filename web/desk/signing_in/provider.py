"""The organisation's own sign-in (OpenID Connect), as one of its clients."""

import secrets
import ssl
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from agency.settings import Settings

BACK = "/desk/sign-in/provider/back"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]  # never "none", never one with a shared secret
SECONDS = 10.0
LEEWAY = 60  # seconds that two clocks may differ


class ProviderRefused(Exception):
    """The provider could not be reached, said no, or said what cannot be believed."""


@dataclass(frozen=True)
class Errand:
    """What a browser is sent to the provider with, and must come back with."""

    state: str
    nonce: str
    verifier: str
    then: str

    @classmethod
    def new(cls, then: str) -> "Errand":
        """Return an errand that nobody else can know of."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, then)

    @property
    def challenge(self) -> str:
        """What the provider sees of the verifier beforehand: PKCE, RFC 7636."""
        digest = sha256(self.verifier.encode()).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass(frozen=True)
class Known:
    """Whom the provider vouches for; the address is theirs, and was verified."""

    subject: str
    email: str


class Provider:
    """The provider that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = (settings.oidc_issuer or "").rstrip("/")
        self.client_id = settings.oidc_client_id
        secret = settings.oidc_client_secret
        self.client_secret = secret.get_secret_value() if secret else ""
        self.way_back = settings.public_url + BACK
        trusted = ssl.create_default_context()
        if settings.ca_file:
            trusted.load_verify_locations(settings.ca_file)
        self.http = httpx.Client(timeout=SECONDS, verify=trusted, follow_redirects=False)

    def address(self, errand: Errand) -> str:
        """Return where the browser goes to sign in."""
        with self.http:
            endpoint = self._endpoint(self._discover(), "authorization_endpoint")
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.way_back,
            "scope": "openid email profile",
            "state": errand.state,
            "nonce": errand.nonce,
            "code_challenge": errand.challenge,
            "code_challenge_method": "S256",
        }
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def redeem(self, code: str, errand: Errand, *, now: datetime) -> Known:
        """Return whom the provider vouches for with *code*."""
        with self.http:
            found = self._discover()
            given = {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self.way_back,
                "code_verifier": errand.verifier,
            }
            told = self._ask(
                "POST",
                self._endpoint(found, "token_endpoint"),
                data=given,
                auth=httpx.BasicAuth(self.client_id, self.client_secret),
            )
            keys = self._ask("GET", self._endpoint(found, "jwks_uri"))
        claims = self._believed(str(told.get("id_token", "")), keys, errand, now)
        # Some providers let people type any address: only one that was verified says who it is.
        if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
            raise ProviderRefused("the address is not verified")
        return Known(f"{self.issuer} {claims['sub']}", claims["email"])

    def _believed(
        self, token: str, keys: dict[str, Any], errand: Errand, now: datetime
    ) -> dict[str, Any]:
        wanted = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": errand.nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        )
        try:
            claims = jwt.decode(token, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
            wanted.validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as problem:
            raise ProviderRefused(type(problem).__name__) from problem
        others = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (others or "azp" in claims) and claims.get("azp") != self.client_id:
            raise ProviderRefused("the token was made for somebody else")
        return dict(claims)

    def _discover(self) -> dict[str, Any]:
        found = self._ask("GET", f"{self.issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self.issuer:
            raise ProviderRefused("it calls itself by another name")
        return found

    def _endpoint(self, found: dict[str, Any], name: str) -> str:
        endpoint = str(found.get(name, ""))
        # What is https at the front door must not be sent on in the open.
        if urlsplit(endpoint).scheme not in {"https", urlsplit(self.issuer).scheme}:
            raise ProviderRefused(f"it has no safe {name}")
        return endpoint

    def _ask(self, method: str, url: str, **how: Any) -> dict[str, Any]:
        try:
            answer = self.http.request(method, url, **how)
            told = answer.json() if answer.status_code == httpx.codes.OK else None
        except (httpx.HTTPError, ValueError) as problem:
            raise ProviderRefused(type(problem).__name__) from problem
        if not isinstance(told, dict):
            raise ProviderRefused(f"it answered {answer.status_code}")
        return told
