"""Lists taken away by whoever runs the house, as the desk's are."""

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.services.audit import keep_audit
from agency.services.leads.filters import Narrow
from agency.services.people.access import find_consultant
from agency.settings import Settings
from agency.storage.models import Grade, Stage
from agency.storage.unit import OpenUnit, looks, open_database
from web.desk.exports.making import Listed, make_list

LONDON = ZoneInfo("Europe/London")
WHO = "the command line"
NOT_KEPT = "(not kept)"

type OpenHouse = Callable[[], tuple[Settings, OpenUnit]]


class ExportRefused(Exception):
    """What was asked cannot be done; the message is the sentence that says why."""


class Format(StrEnum):
    """How a list is written."""

    CSV = "csv"
    XLSX = "xlsx"


def add_exports(export: typer.Typer, open_house: OpenHouse) -> None:
    """Add `agency export leads`."""

    @export.command("leads")
    def leads(
        file: Annotated[Path, typer.Option("--output", "-o", help="The file to make.")],
        written: Annotated[
            Format | None, typer.Option("--format", help="csv or xlsx; the file's name says it.")
        ] = None,
        stage: Annotated[Stage | None, typer.Option(help="Where they stand.")] = None,
        role: Annotated[Role | None, typer.Option(help="Which role they want.")] = None,
        kind: Annotated[Kind | None, typer.Option(help="What they asked for.")] = None,
        grade: Annotated[Grade | None, typer.Option(help="How ready they are.")] = None,
        branch: Annotated[str, typer.Option(help="A branch's key or name.")] = "",
        place: Annotated[str, typer.Option(help="A town, or a postcode or its beginning.")] = "",
        owner: Annotated[str, typer.Option(help="A consultant's address.")] = "",
        since: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Opened on this day or later.")
        ] = None,
        q: Annotated[str, typer.Option(help="What the desk's search would look for.")] = "",
    ) -> None:
        """Write every lead that the desk's list shows with these filters, and log it."""
        suffix = (written or format_of(file)).value
        if file.exists():
            raise ExportRefused(f"{file} is there already; name another file, or remove it.")
        settings, open_unit = open_house()
        narrow: Narrow = {
            "stage": stage,
            "role": role,
            "kind": kind,
            "grade": grade,
            "branch": branch or None,
            "place": place or None,
            "since": since.replace(tzinfo=LONDON) if since else None,
            "q": q or None,
        }
        if owner:
            with open_unit() as session:
                theirs = find_consultant(session, owner)
            if theirs is None:
                raise ExportRefused(f"no consultant has the address {owner}.")
            narrow["owner_id"] = theirs.id
        look = looks(open_database(settings.database_url))
        listed = make_list(look, narrow, suffix, scratch=settings.home)
        told = dict(narrow) | {"place": NOT_KEPT if place else None}
        with open_unit() as session:
            keep_audit(
                session,
                who=WHO,
                did=f"exported {listed.count} leads as {suffix.upper()}",
                kind="leads",
                subject=listed.subject(told),
                now=datetime.now(UTC),
            )
        put_down(listed, file)
        typer.echo(f"{file}: {listed.count} leads")


def format_of(file: Path) -> Format:
    """Return how a file is to be written, from its name."""
    named = file.suffix.lower().removeprefix(".")
    if named not in list(Format):
        raise ExportRefused(f"{file.name} is neither .csv nor .xlsx; say which with --format.")
    return Format(named)


def put_down(listed: Listed, file: Path) -> None:
    """Write the list for its owner's eyes alone: it is full of people's details."""
    try:
        target = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise ExportRefused(f"{file} cannot be written: {problem.strerror}.") from problem
    with listed.file, os.fdopen(target, "wb") as kept:
        listed.file.seek(0)
        shutil.copyfileobj(listed.file, kept)
