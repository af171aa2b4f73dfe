"""Tokens with which the agency's own systems read and change leads."""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.storage.models.consultant import ApiToken

USED_EVERY = timedelta(minutes=1)


class Scope(StrEnum):
    LEADS_READ = "leads:read"
    LEADS_WRITE = "leads:write"
    ROUTING_READ = "routing:read"


class ScopeUnknown(Exception):
    """There is no scope of this name."""


def hash_token(token: str) -> str:
    """
    Return the form in which a random token is kept.

    For long random values only: a password needs a slow hash.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(
    session: Session, name: str, scopes: Iterable[str], *, token_hash: str, now: datetime
) -> ApiToken:
    """Keep a new token under *name*; only its hash is kept, so it is shown this once."""
    wanted = sorted({scope.strip() for scope in scopes})
    if not wanted or not set(wanted) <= set(Scope):
        raise ScopeUnknown
    token = ApiToken(name=name, token_hash=token_hash, scopes=wanted, created_at=now)
    session.add(token)
    return token


def find_token(session: Session, *, token_hash: str, now: datetime) -> ApiToken | None:
    """Return the token with this hash, unless it was revoked, and remember that it was used."""
    token = session.scalar(select(ApiToken).where(ApiToken.token_hash == token_hash))
    if token is None or token.revoked_at or not hmac.compare_digest(token.token_hash, token_hash):
        return None
    if token.used_at is None or now - token.used_at > USED_EVERY:
        token.used_at = now
    return token
