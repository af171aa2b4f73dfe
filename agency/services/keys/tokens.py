"""Tokens with which the agency's own systems read and change leads."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.unfit import Reader
from agency.services.audit import keep_audit
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
    session: Session,
    name: str,
    scopes: Iterable[str],
    *,
    token_hash: str,
    expires_at: datetime | None = None,
    now: datetime,
) -> ApiToken:
    """Keep a new token under *name*; only its hash is kept, so it is shown this once."""
    wanted = sorted({scope.strip() for scope in scopes})
    if not wanted or not set(wanted) <= set(Scope):
        raise ScopeUnknown
    token = ApiToken(
        name=name, token_hash=token_hash, scopes=wanted, created_at=now, expires_at=expires_at
    )
    session.add(token)
    return token


def find_token(session: Session, *, token_hash: str, now: datetime) -> ApiToken | None:
    """Return the token with this hash, if it still opens something; remember that it was used."""
    token = session.scalar(select(ApiToken).where(ApiToken.token_hash == token_hash))
    if token is None or token.revoked_at or not hmac.compare_digest(token.token_hash, token_hash):
        return None
    if token.expires_at is not None and token.expires_at <= now:
        return None
    if token.used_at is None or now - token.used_at > USED_EVERY:
        token.used_at = now
    return token


def revoke_tokens_named(session: Session, name: str, *, who: str, now: datetime) -> int:
    """Revoke every token of this name; return how many still opened something."""
    named = session.scalars(
        select(ApiToken.id).where(ApiToken.name == name, ApiToken.revoked_at.is_(None))
    ).all()
    for token_id in named:
        revoke_token(session, token_id, who=who, now=now)
    return len(named)


def list_tokens(session: Session) -> Sequence[ApiToken]:
    """Return every token, those in use first, the newest first."""
    return session.scalars(
        select(ApiToken).order_by(ApiToken.revoked_at.is_not(None), ApiToken.id.desc())
    ).all()


def make_token(
    session: Session,
    name: str,
    scopes: Iterable[str],
    *,
    token_hash: str,
    who: str,
    now: datetime,
) -> ApiToken:
    """Keep a new token as `create_token` does, and write down who made it; Unfit says why not."""
    reader = Reader({"name": name})
    name = reader.line("name", needed="Say what it is for.", longest=80)
    wanted = list(scopes)
    if not wanted or not set(wanted) <= set(Scope):
        reader.wrong("scopes", "Tick at least one thing it may do.")
    token = reader.done(lambda: create_token(session, name, wanted, token_hash=token_hash, now=now))
    session.flush()  # gives the token its id
    did = f"made a token that may {', '.join(token.scopes)}"
    keep_audit(session, who=who, did=did, kind="token", subject=str(token.id), now=now)
    return token


def revoke_token(session: Session, token_id: int, *, who: str, now: datetime) -> ApiToken | None:
    """Let a token open nothing any more; once is enough."""
    token = session.get(ApiToken, token_id)
    if token is not None and token.revoked_at is None:
        token.revoked_at = now
        did = "revoked a token"
        keep_audit(session, who=who, did=did, kind="token", subject=str(token.id), now=now)
    return token
