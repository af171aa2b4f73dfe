"""What is well and what is not, before anybody has to ask why."""

import shutil
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import httpx
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from agency.core.outcome import Outcome
from agency.delivery.failure import NotDelivered
from agency.dispatch import dispatch_for, mail_server_for
from agency.processes import ASSISTANT_MODEL, ASSISTANT_PYTHON
from agency.refusals import about_the_database
from agency.services.deliveries.listing import count_waiting, list_stopped
from agency.settings import ROOT, Settings, SettingsRefused
from agency.storage.unit import MIGRATIONS, open_database, units

type Health = Literal["well", "note", "ill"]

ENOUGH_SPACE, LITTLE_SPACE = 2 * 1024**3, 500 * 1024**2
TO_BE_SAID = (
    OSError,
    ValueError,
    SQLAlchemyError,
    NotDelivered,
    SettingsRefused,
    smtplib.SMTPException,
)
ADVICE = {
    Outcome.UNREACHABLE: ": check host and port in {setting}, and that it may be reached from here",
    Outcome.TOO_SLOW: ": check host and port in {setting}, and that it may be reached from here",
    Outcome.NOT_LET_IN: ": check user and password in {setting}",
    Outcome.NOT_TRUSTED: ": AGENCY_CA_FILE names the certificates of an authority of your own",
    Outcome.PRIVATE: ": AGENCY_WEBHOOK_ALLOW_PRIVATE=on allows that",
}
HEARD = ("config.yml", "domain.yml", "data/nlu.yml", "data/rules.yml", "data/stories.yml")


@dataclass(frozen=True)
class Finding:
    """What one look showed."""

    about: str
    health: Health
    words: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; whatever a look meets is a finding, and the next look follows."""
    looks: dict[str, Callable[[Settings], tuple[Health, str]]] = {
        "python": pythons,
        "assistant": trained_assistant,
        "home": private_home,
        "database": database,
        "deliveries": deliveries,
        "mail": mail,
        "webhook": webhook,
        "port": public_port,
        "disk": disk,
        "clock": clock,
    }
    return [finding(about, look, settings) for about, look in looks.items()]


def finding(
    about: str, look: Callable[[Settings], tuple[Health, str]], settings: Settings
) -> Finding:
    try:
        health, words = look(settings)
    except TO_BE_SAID as trouble:
        health, words = "ill", what_to_do(about, trouble)
    return Finding(about, health, words)


def what_to_do(about: str, trouble: Exception) -> str:
    """Return what went wrong in a look, and what can be done about it."""
    if isinstance(trouble, DatabaseError):  # its own words quote its address, with the password
        return about_the_database(trouble)
    if isinstance(trouble, NotDelivered):
        setting = f"AGENCY_{'SMTP' if about == 'mail' else 'WEBHOOK'}_URL"
        return f"{trouble}{ADVICE.get(trouble.outcome, '').format(setting=setting)}"
    said = f": {trouble}" if isinstance(trouble, ValueError) else ""
    return str(trouble) if isinstance(trouble, SettingsRefused) else type(trouble).__name__ + said


def pythons(_: Settings) -> tuple[Health, str]:
    ours = ".".join(map(str, sys.version_info[:3]))
    if not ASSISTANT_PYTHON.exists():
        return "ill", f"the house {ours}; the assistant has none yet: `make setup`"
    probe = "import sys, importlib.metadata as m; print(*sys.version_info[:3], m.version('rasa'))"
    asked = subprocess.run(  # noqa: S603 (our own interpreter)
        [ASSISTANT_PYTHON, "-c", probe], capture_output=True, text=True, check=False
    )
    if asked.returncode != 0:
        return "ill", f"the house {ours}; the assistant's does not run: `make clean setup`"
    *theirs, rasa = asked.stdout.split()
    return "well", f"the house {ours}; the assistant {'.'.join(theirs)} with Rasa {rasa}"


def trained_assistant(_: Settings) -> tuple[Health, str]:
    if not ASSISTANT_MODEL.exists():
        return "ill", "not trained yet: `make train`"
    trained = ASSISTANT_MODEL.stat().st_mtime
    newer = [name for name in HEARD if (ROOT / name).stat().st_mtime > trained]
    if newer:
        return "note", f"older than {', '.join(newer)}: `make train`"
    return "well", f"trained {datetime.fromtimestamp(trained, UTC):%d %B %Y, %H:%M} UTC"


def private_home(settings: Settings) -> tuple[Health, str]:
    if not settings.home.exists():
        return "note", f"{settings.home} is made by the first `make run`"
    if settings.home.stat().st_mode & 0o077:
        return "ill", f"{settings.home} can be read by others: `chmod 700 {settings.home}`"
    return "well", f"{settings.home}, for its owner alone"


def database(settings: Settings) -> tuple[Health, str]:
    if is_not_made_yet(settings):
        return "note", "it is made by the first `make run`"
    kind, stands, newest = schema(settings)
    kind = f"{kind}, migration {stands}"
    if stands != newest:
        return "ill", f"{kind}, but {newest} is the newest: the next `make run` brings it there"
    return "well", kind


def schema(settings: Settings) -> tuple[str, str | None, str | None]:
    """Return what kind of database it is, where its schema stands, and which is the newest."""
    engine = open_database(settings.database_url)
    with engine.connect() as connection:
        stands = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return engine.dialect.name, stands, ScriptDirectory(str(MIGRATIONS)).get_current_head()


def is_not_made_yet(settings: Settings) -> bool:
    """Say whether there is no SQLite file; to open it would make one."""
    address = make_url(settings.database_url)
    sqlite = address.get_backend_name() == "sqlite" and address.database
    return bool(sqlite) and not Path(str(address.database)).exists()


def deliveries(settings: Settings) -> tuple[Health, str]:
    if is_not_made_yet(settings):
        return "note", "none yet"
    _, stands, newest = schema(settings)
    if stands != newest:
        return "note", "not looked at before the database has the newest schema"
    engine = open_database(settings.database_url)
    with units(engine)() as session:
        waiting, late, dead = count_waiting(session, now=datetime.now(UTC))
        stopped = [str(each.to) for each in list_stopped(session)]
    engine.dispose()
    if stopped:
        return "ill", f"the {' and the '.join(stopped)} wants no more news: see the desk"
    if dead:
        return "ill", f"{dead} could not be delivered and stand red on the desk"
    if late:
        return "ill", f"{late} should have left ten minutes ago: is the worker running?"
    return "well", f"{waiting} waiting"


def mail(settings: Settings) -> tuple[Health, str]:
    if settings.smtp_url is None:
        return "note", f"no AGENCY_SMTP_URL: letters are written to {settings.home / 'outbox'}"
    server = mail_server_for(settings)
    server.greet()
    return "well", f"{server.host}:{server.port} lets us in"


def webhook(settings: Settings) -> tuple[Health, str]:
    dispatch = dispatch_for(settings)
    if dispatch.unusable:
        return "ill", " ".join(dispatch.unusable.values())
    told = [each.address for each in (dispatch.receiver, dispatch.room) if each]
    if not told:
        return "note", "none is set"
    for address in told:
        address.checked_address()
    return "well", " and ".join(f"{httpx.URL(each.url).host} may be told" for each in told)


def public_port(settings: Settings) -> tuple[Health, str]:
    with socket.socket() as door:
        door.settimeout(2)
        taken = door.connect_ex(("127.0.0.1", settings.port)) == 0
    if not taken:
        return "note", f"nothing listens at {settings.port}"
    url = f"http://127.0.0.1:{settings.port}/readyz"
    try:
        answer = httpx.get(url, timeout=10, trust_env=False)
        title = "" if answer.is_success else str(answer.json()["title"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        other = f"`AGENCY_PORT={settings.port + 1}`"
        return "ill", f"something else listens at {settings.port}: end it, or set {other}"
    if title:
        return "ill", f"{settings.port} answers: {title}"
    return "well", f"{settings.port} answers"


def disk(settings: Settings) -> tuple[Health, str]:
    place = next(each for each in (settings.home, *settings.home.parents) if each.exists())
    free = shutil.disk_usage(place).free
    words = f"{free / 1024**3:.1f} GB free at {place}"
    if free > LITTLE_SPACE:
        return "well" if free > ENOUGH_SPACE else "note", words
    return "ill", f"{words}: make room, below 128 MB no CV is taken and below 64 MB no message"


def clock(settings: Settings) -> tuple[Health, str]:
    """Compare with what was written last: a clock that fell back would order things wrongly."""
    files = [*settings.home.glob("*.sqlite3*"), ROOT / "pyproject.toml"]
    ahead = max(file.stat().st_mtime for file in files) - time.time()
    if ahead > 60:
        return (
            "ill",
            f"it is {ahead / 60:.0f} minutes behind the newest file: set it, and keep it set (NTP)",
        )
    return "well", f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC"
