"""The house's command line: what its people do without a browser."""

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from agency.backup import BackupRefused, back_up
from agency.backup import restore as restore_backup
from agency.cli_access import AccessRefused, add_access
from agency.cli_examples import QuestionsRefused, add_examples
from agency.cli_export import ExportRefused, add_exports
from agency.cli_questions import add_questions
from agency.cli_routing import RoutingRefused, add_routing
from agency.core.retention import next_night
from agency.core.routing import NoDesk
from agency.cv.process import read_away
from agency.cv.refusal import IN_WORDS
from agency.delivery.mail import Outbox
from agency.dispatch import dispatch_for
from agency.doctor import examine
from agency.logs import configure_logs
from agency.preparation import AGENCY, is_lived_in, sign_in_link
from agency.refusals import TROUBLES, sentence_for
from agency.services.agency.absences import AbsenceUnclear
from agency.services.agency.configuration import note_file, take_in_agency, write_agency
from agency.services.agency.setup import import_vacancies
from agency.services.answers.answers import list_answers
from agency.services.candidates.candidates import ContactUnclear, forget_candidate
from agency.services.keys.tokens import Scope, ScopeUnknown
from agency.services.people.access import (
    AddressUnclear,
    BranchUnknown,
    ConsultantExists,
    add_consultant,
)
from agency.services.privacy.erasures import look_ahead_of
from agency.services.privacy.retention import find_expired
from agency.settings import ROOT, Settings
from agency.storage.answers_shipped import read_topics
from agency.storage.files import CvStore
from agency.storage.lexicon import read_yaml
from agency.storage.models.consultant import Access
from agency.storage.own_topics import read_desk_topics
from agency.storage.sections import SectionBook
from agency.storage.unit import OpenUnit, open_database, units, upgrade
from agency.work.delivering import deliver_all

agency = typer.Typer(
    help="The careers chat's command line.", no_args_is_help=True, add_completion=False
)
consultant = typer.Typer(help="The people who answer.", no_args_is_help=True)
token = typer.Typer(help="Keys for the agency's own systems.", no_args_is_help=True)
imports = typer.Typer(help="Take in the agency's files.", no_args_is_help=True)
exports = typer.Typer(help="Write the agency's files.", no_args_is_help=True)
cv = typer.Typer(help="What the house makes of a CV.", no_args_is_help=True)
answers = typer.Typer(help="What the assistant says.", no_args_is_help=True)
agency.add_typer(consultant, name="consultant")
agency.add_typer(answers, name="answers")
agency.add_typer(token, name="token")
agency.add_typer(imports, name="import")
agency.add_typer(exports, name="export")
agency.add_typer(cv, name="cv")

Existing = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]


class Refused(Exception):
    """What was asked cannot be done; the message is the sentence that says why."""


SPEAK_FOR_THEMSELVES = (
    Refused,
    BackupRefused,
    RoutingRefused,
    AccessRefused,
    ExportRefused,
    QuestionsRefused,
    AbsenceUnclear,
)
SENTENCES: dict[type[Exception], str] = {
    NoDesk: "the agency has no desk yet; `agency import agency` takes them in.",
    AddressUnclear: "that is no e-mail address.",
    ConsultantExists: "there is a consultant with this address already.",
    BranchUnknown: "no branch has this key; `data/agency.yml` lists them.",
    ScopeUnknown: f"the scopes are {', '.join(Scope)}.",
    ContactUnclear: "that is neither an e-mail address nor a telephone number.",
}


def open_house() -> tuple[Settings, OpenUnit]:
    """Return the settings, and the database at today's schema."""
    settings = Settings.load()
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    upgrade(settings.database_url)
    return settings, units(open_database(settings.database_url))


add_routing(agency, consultant, open_house)
add_access(agency, consultant, token, open_house)
add_exports(exports, open_house)
add_questions(agency, open_house)
add_examples(agency, open_house)


@consultant.command("add")
def add(
    email: str,
    name: Annotated[str, typer.Option(help="Their name; the address lends one otherwise.")] = "",
    phone: Annotated[str, typer.Option(help="Their telephone number.")] = "",
    access: Annotated[Access, typer.Option(help="What they may see and do.")] = Access.CONSULTANT,
    branch: Annotated[str, typer.Option(help="Their branch's key.")] = "",
) -> None:
    """Add a consultant, and print the link with which they sign in first."""
    settings, open_unit = open_house()
    now = datetime.now(UTC)
    with open_unit() as session:
        add_consultant(
            session, email, name=name, phone=phone, access=access, branch=branch or None, now=now
        )
    print_link(settings, open_unit, email)


@consultant.command("link")
def link(email: str) -> None:
    """Print a new one-time sign-in link for a consultant."""
    settings, open_unit = open_house()
    print_link(settings, open_unit, email)


def print_link(settings: Settings, open_unit: OpenUnit, email: str) -> None:
    way_in = sign_in_link(open_unit, settings, email)
    if way_in is None:
        raise Refused("no consultant who works here has this address.")
    print(way_in.url)


@agency.command()
def deliver() -> None:
    """Deliver everything that is due now, without waiting for the worker."""
    settings, open_unit = open_house()
    count = deliver_all(open_unit, dispatch_for(settings, SectionBook(open_unit)))
    print(f"{count} tried" if count else "nothing is due")


@agency.command()
def forget(
    contact: Annotated[str | None, typer.Argument(help="An address or a telephone number.")] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what goes: of them, or of all tonight.")
    ] = False,
) -> None:
    """Erase a person everywhere, and print the certificate, which names nobody."""
    settings, open_unit = open_house()
    now, store = datetime.now(UTC), CvStore(settings.home / "cvs")
    if dry_run:
        with open_unit() as session:
            goes = look_ahead_of(session, contact, now=now) if contact else None
            tonight = find_expired(session, store, now=next_night(now)).as_counts()
        print(json.dumps(goes if goes is not None else asdict(tonight), indent=2))
        return
    if contact is None:
        raise Refused("Say whom: an address or a telephone number; or --dry-run, for tonight.")
    with open_unit() as session:
        certificate = forget_candidate(session, store, contact, now=now)
    Outbox(settings.home / "outbox").erase(certificate.deliveries)
    print(json.dumps(certificate.as_json(), indent=2))


@agency.command()
def doctor() -> None:
    """Say what is well and what is not; answer 1 when something is ill."""
    findings = examine(Settings.load())
    signs = {"well": "+", "note": "-", "ill": "!"}
    for each in findings:
        print(f" {signs[each.health]} {each.about:<11}{each.words}")
    if any(each.health == "ill" for each in findings):
        raise typer.Exit(1)


@answers.command("check")
def check(
    strict: Annotated[bool, typer.Option(help="Count a review that is past as broken.")] = False,
) -> None:
    """Say which answers break a rule, are past their review, or are hard to read; 1 if broken."""
    _, open_unit = open_house()
    topics, today = read_topics(ROOT / "data" / "answers"), datetime.now(UTC).date()
    with open_unit() as session:
        topics |= read_desk_topics(session)
        standings = list_answers(session, topics, today=today)
    for each in standings:
        for remark in each.remarks:
            print(f" {'!' if remark.is_broken else '-'} {each.key}: {remark.words}")
    broken, stale = sum(s.is_broken for s in standings), sum(s.is_stale for s in standings)
    print(f"{len(standings)} answers, {broken} broken, {stale} past their review")
    if broken or (strict and stale):
        raise typer.Exit(1)


@imports.command("vacancies")
def vacancies(file: Existing) -> None:
    """Bring the vacancies up to what a CSV file says, by their references."""
    _, open_unit = open_house()
    with file.open(encoding="utf-8-sig", newline="") as rows, open_unit() as session:
        try:
            count = import_vacancies(session, csv.DictReader(rows), now=datetime.now(UTC))
        except (UnicodeDecodeError, csv.Error):
            raise Refused(f"{file.name} is not a CSV file in UTF-8.") from None
    print(f"{count} vacancies")


@imports.command("agency")
def agency_file(file: Existing = AGENCY) -> None:
    """Bring branches, desks, people, rules and settings up to what data/agency.yml says."""
    _, open_unit = open_house()
    described = read_yaml(file)
    if not isinstance(described, dict):
        raise Refused(f"{file.name} is not a list of sections with their names.")
    now = datetime.now(UTC)
    with open_unit() as session:
        take_in_agency(session, described, who="the command line", now=now)
        if file.resolve() == AGENCY.resolve():
            note_file(session, described, who="the command line", now=now)
    counts = {name: len(described.get(name) or ()) for name in ("branches", "consultants")}
    rules = len((described.get("scoring") or {}).get("rules", ()))
    print(f"{counts['branches']} branches, {counts['consultants']} people, {rules} rules")


@exports.command("agency")
def write_file() -> None:
    """Print everything that is set as data/agency.yml has it: an empty house can take it in."""
    _, open_unit = open_house()
    with open_unit() as session:
        print(write_agency(session, now=datetime.now(UTC)), end="")


@cv.command("read")
def read_one(file: Existing) -> None:
    """
    Print what is read from a CV, with the line each thing came from. Nothing is kept.

    Where it cannot be read, the reason is said as well, and the command ends with 1.
    """
    reading = read_away(file.read_bytes(), file.name, today=datetime.now(UTC).date())
    print(json.dumps(reading.as_promised(), indent=2, ensure_ascii=False))
    if reading.reason:
        print(f"{file.name} was not read: {IN_WORDS[reading.reason]}.", file=sys.stderr)
        raise typer.Exit(1)


@agency.command()
def backup(file: Path) -> None:
    """Write database, CVs, keys and what was taught into one file, while the house works on."""
    settings = Settings.without_keys()
    held = back_up(settings.home, settings.database_url, file, now=datetime.now(UTC))
    print(f"{file}: {', '.join(held)}")


@agency.command()
def restore(
    file: Existing,
    replace: Annotated[bool, typer.Option(help="Set what is there aside, as ….before.")] = False,
) -> None:
    """Put a backup back. End the house first."""
    settings = Settings.without_keys()
    if is_lived_in(settings.home):
        raise Refused(f"a house is running in {settings.home}; end it first.")
    held = restore_backup(settings.home, settings.database_url, file, replace=replace)
    print(f"restored {', '.join(held)}")
    if replace:
        print("What was there ends in .before. It holds people's details: remove it in time.")


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn what can go wrong into the sentence that a person at a terminal needs."""
    try:
        yield
    except SPEAK_FOR_THEMSELVES as refused:
        sentence = " ".join(str(refused).split())
    except tuple(SENTENCES) as refused:
        sentence = SENTENCES[type(refused)]
    except TROUBLES as trouble:
        sentence = sentence_for(trouble)
    else:
        return
    print(f"agency: {sentence}", file=sys.stderr)
    sys.exit(1)


def main() -> None:
    """Run one command."""
    configure_logs()
    with one_sentence():
        agency()


if __name__ == "__main__":
    main()
