"""What must be there before the first process starts: a home, keys, a database, a way in."""

import csv
import fcntl
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from agency.services.agency.configuration import TAKEN, note_file
from agency.services.agency.ready_words import supply_words
from agency.services.agency.setup import SetupInvalid, import_agency, import_vacancies
from agency.services.keys.tokens import hash_token
from agency.services.keys.vault import Vault
from agency.services.news.webhooks import seal_webhooks
from agency.services.people.access import find_consultant
from agency.services.people.sign_in_links import make_sign_in_link
from agency.settings import ROOT, Settings, SettingsRefused, keep_keys
from agency.storage.lexicon import read_yaml
from agency.storage.sections import newest_version
from agency.storage.unit import OpenUnit, open_database, units, upgrade

AGENCY = ROOT / "data" / "agency.yml"
VACANCIES = ROOT / "data" / "vacancies.csv"
RUNNING = "running"
WHO = "the start"


@dataclass(frozen=True)
class WayIn:
    """A link with which one person signs in, once."""

    name: str
    url: str


def make_home(home: Path) -> None:
    """Make the folder that holds everything kept, for its owner alone, with this machine's keys."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        home.chmod(0o700)
        keep_keys(home)
    except OSError as problem:
        raise SettingsRefused(
            f"AGENCY_HOME: {home} cannot be written to ({(problem.strerror or '').lower()})."
        ) from None


def live_in(home: Path) -> IO[bytes]:
    """
    Say that a house lives in *home* for as long as what is returned stays open.

    The kernel ends it with the process, however that ends: nothing goes stale.
    """
    sign = (home / RUNNING).open("wb")
    fcntl.flock(sign, fcntl.LOCK_SH)
    return sign


def is_lived_in(home: Path) -> bool:
    """Say whether a house is running in *home*."""
    if not (home / RUNNING).exists():
        return False
    with (home / RUNNING).open("rb") as sign:
        try:
            fcntl.flock(sign, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def make_database(settings: Settings) -> OpenUnit:
    """
    Bring the database to today's schema; a new one starts with the agency of data/agency.yml.

    A house that is lived in is left as it is: what changed in the file since is offered at the
    desk.
    """
    upgrade(settings.database_url)
    open_unit = units(open_database(settings.database_url))
    agency = read_agency()
    now = datetime.now(UTC)
    with open_unit() as session:
        if find_consultant(session, first_administrator(agency)) is None:
            import_agency(session, agency, now=now)
            with VACANCIES.open(encoding="utf-8", newline="") as file:
                import_vacancies(session, list(csv.DictReader(file)), now=now)
            note_file(session, agency, who=WHO, now=now)
        else:
            supply_words(session, agency, now=now)
            if newest_version(session, TAKEN) is None:
                note_file(session, agency, who=WHO, now=now)
            if settings.signing_key:
                seal_webhooks(session, Vault(settings.signing_key))
    return open_unit


def make_way_in(open_unit: OpenUnit, settings: Settings) -> WayIn | None:
    """Make a one-time sign-in link for the first administrator of data/agency.yml."""
    agency = read_agency()
    return sign_in_link(open_unit, settings, first_administrator(agency))


def sign_in_link(open_unit: OpenUnit, settings: Settings, email: str) -> WayIn | None:
    """Make a one-time sign-in link for the consultant with this address, if there is one."""
    token = secrets.token_urlsafe(32)
    with open_unit() as session:
        consultant = find_consultant(session, email)
        if consultant is None or not consultant.active:
            return None
        make_sign_in_link(session, consultant, token_hash=hash_token(token), now=datetime.now(UTC))
        return WayIn(consultant.name, f"{settings.public_url}/desk/sign-in/{token}")


def read_agency() -> dict[str, Any]:
    """Return what data/agency.yml says, as one mapping of sections."""
    described = read_yaml(AGENCY)
    if not isinstance(described, dict):
        raise SetupInvalid(f"{AGENCY.name} is not a list of sections with their names.")
    return described


def first_administrator(agency: dict[str, Any]) -> str:
    people = agency.get("consultants") or ()
    for each in people:
        if each.get("access") == "administrator" and each.get("email"):
            return str(each["email"])
    raise SetupInvalid(f"{AGENCY.name} names no administrator: nobody could come in.")
