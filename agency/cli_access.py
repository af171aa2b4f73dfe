"""Tokens, a lost second factor, and the audit log, on the command line."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from agency.services.audit import keep_audit
from agency.services.keys.tokens import (
    create_token,
    hash_token,
    list_tokens,
    revoke_tokens_named,
)
from agency.services.people.access import find_consultant
from agency.services.people.second_factors import drop_second_factor
from agency.services.people.sign_ins import end_sign_ins
from agency.services.privacy.audit_log import check_seals
from agency.settings import Settings
from agency.storage.models.consultant import ApiToken
from agency.storage.unit import OpenUnit

type OpenHouse = Callable[[], tuple[Settings, OpenUnit]]

WHO = "the command line"


class AccessRefused(Exception):
    """What was asked cannot be done; the message is the sentence that says why."""


def add_access(
    agency: typer.Typer, consultant: typer.Typer, token: typer.Typer, open_house: OpenHouse
) -> None:
    """Add the commands for tokens, second factors and the audit log."""
    add_tokens(token, open_house)
    add_audit(agency, open_house)

    @consultant.command("forget-second-factor")
    def forget(email: str) -> None:
        """Turn off the second factor of somebody who lost telephone and paper; sign them out."""
        _, open_unit = open_house()
        now = datetime.now(UTC)
        with open_unit() as session:
            person = find_consultant(session, email)
            if person is None:
                raise AccessRefused("no consultant has this address.")
            drop_second_factor(session, person)
            end_sign_ins(session, person, now=now)
            did, subject = "turned off the second factor of", str(person.id)
            keep_audit(session, who=WHO, did=did, kind="consultant", subject=subject, now=now)
        typer.echo("off; they sign in anew with the password")


def add_tokens(token: typer.Typer, open_house: OpenHouse) -> None:
    """Add what makes, lists and revokes tokens."""

    @token.command("create")
    def create(
        name: str,
        scope: Annotated[
            str, typer.Option(help="leads:read, leads:write, routing:read, with commas.")
        ],
        days: Annotated[
            int, typer.Option(min=0, max=3660, help="After so many days it ends; 0 is never.")
        ] = 0,
    ) -> None:
        """Make a token for another system, and print it: this once, and never again."""
        if not name.strip():
            raise AccessRefused("a token needs a name, by which it is found and revoked.")
        _, open_unit = open_house()
        made, now = secrets.token_urlsafe(32), datetime.now(UTC)
        ends = now + timedelta(days=days) if days else None
        with open_unit() as session:
            create_token(
                session, name, scope.split(","), token_hash=hash_token(made), expires_at=ends,
                now=now,
            )  # fmt: skip
            keep_audit(session, who=WHO, did="made a token", kind="token", subject=name, now=now)
        typer.echo(made)

    @token.command("list")
    def list_them() -> None:
        """Print every token: its name, what it may do, when it was used last, until when."""
        _, open_unit = open_house()
        with open_unit() as session:
            tokens = list_tokens(session)
            for each in tokens:
                used = f"used {each.used_at:%Y-%m-%d %H:%M}" if each.used_at else "never used"
                typer.echo(f"{each.name}: {', '.join(each.scopes)}; {used}; {standing(each)}")
        if not tokens:
            typer.echo("there is no token; `agency token create` makes one", err=True)

    @token.command("revoke")
    def revoke(name: str) -> None:
        """Let the tokens of this name open nothing any more."""
        _, open_unit = open_house()
        with open_unit() as session:
            count = revoke_tokens_named(session, name, who=WHO, now=datetime.now(UTC))
        if not count:
            raise AccessRefused("no token in use has this name; `agency token list` lists them.")
        typer.echo(f"{count} revoked")


def add_audit(agency: typer.Typer, open_house: OpenHouse) -> None:
    """Add what looks after the audit log."""
    audit = typer.Typer(help="Who looked at what.", no_args_is_help=True)
    agency.add_typer(audit, name="audit")

    @audit.callback()
    def of_the_log() -> None:
        """Look after the audit log."""

    @audit.command("check")
    def check() -> None:
        """Say whether what was sealed of the audit log is as it was written; 1 if it is not."""
        settings, open_unit = open_house()
        with open_unit() as session:
            found = check_seals(session, key=settings.signing_key)
        if found.broken_from is not None:
            typer.echo(
                f"{found.count} entries are as written; from entry {found.broken_from} on, not"
            )
            raise typer.Exit(1)
        typer.echo(f"{found.count} sealed entries, all as written")


def standing(token: ApiToken) -> str:
    if token.revoked_at:
        return f"revoked {token.revoked_at:%Y-%m-%d}"
    return f"ends {token.expires_at:%Y-%m-%d}" if token.expires_at else "in use"
