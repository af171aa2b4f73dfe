import csv
import errno
import json
import shutil
import sqlite3
import stat
import subprocess
import sys
import tarfile
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from agency.cli import agency, one_sentence
from agency.preparation import live_in
from agency.services.keys.tokens import find_token, hash_token
from agency.settings import Settings, keep_keys
from agency.storage.models import Consultant, Lead, Vacancy
from agency.storage.unit import OpenUnit, open_database, units
from tests.factories import MONDAY, a_desk, a_lead

ROOT = Path(__file__).parents[2]
VACANCIES = ROOT / "data" / "vacancies.csv"


@dataclass
class Said:
    """What a command printed, to its reader and about itself."""

    out: str
    err: str


@dataclass
class Home:
    """A home of its own for the command line."""

    path: Path
    screen: pytest.CaptureFixture[str]

    def agency(self, *words: str, ok: bool = True) -> Said:
        self.screen.readouterr()
        with pytest.raises(SystemExit) as ended, one_sentence():
            agency(words)
        said = Said(*self.screen.readouterr())
        assert (ended.value.code == 0) is ok, said.err
        return said

    @property
    def open_unit(self) -> OpenUnit:
        return units(open_database(f"sqlite:///{self.path}/agency.sqlite3"))


@pytest.fixture
def home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Home:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"AGENCY_{name.upper()}", raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("AGENCY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("AGENCY_PORT", "9")
    return Home(tmp_path / "home", capsys)


def test_a_new_consultant_gets_a_link_to_sign_in_with(home: Home):
    printed = home.agency("consultant", "add", "jo.bloggs@example.org").out

    assert printed.startswith("http://localhost:9/desk/sign-in/")
    with home.open_unit() as session:
        assert session.scalars(select(Consultant.name)).all() == ["Jo Bloggs"]


@pytest.mark.parametrize("email", ["jo", "jo@", "jo@example.org, eve@example.org", "Jo <jo@x.org>"])
def test_who_has_no_address_is_not_added(home: Home, email: str):
    assert "no e-mail address" in home.agency("consultant", "add", email, ok=False).err
    with home.open_unit() as session:
        assert session.scalars(select(Consultant)).all() == []


def test_a_house_that_was_never_lived_in_has_nothing_to_back_up(home: Home, tmp_path: Path):
    refused = home.agency("backup", str(tmp_path / "backup"), ok=False)

    assert "there is no database" in refused.err
    assert not (tmp_path / "backup").exists()


def test_nobody_is_added_twice(home: Home):
    home.agency("consultant", "add", "jo@example.org")

    again = home.agency("consultant", "add", "JO@example.org", ok=False)

    assert again.err == "agency: there is a consultant with this address already.\n"


def test_a_token_is_printed_once_and_kept_as_a_hash(home: Home):
    token = home.agency("token", "create", "crm", "--scope", "leads:read").out.strip()

    with home.open_unit() as session:
        kept = find_token(session, token_hash=hash_token(token), now=MONDAY)
    assert kept
    assert kept.scopes == ["leads:read"]
    assert token.encode() not in (home.path / "agency.sqlite3").read_bytes()


def test_a_scope_that_does_not_exist_is_named(home: Home):
    refused = home.agency("token", "create", "crm", "--scope", "everything", ok=False)

    assert "leads:read" in refused.err


def test_what_is_due_is_delivered_at_once(home: Home):
    home.agency("deliver")
    with home.open_unit() as session:
        a_desk(session)
        a_lead(session)

    assert home.agency("deliver").out == "2 tried\n"
    assert len(list((home.path / "outbox").glob("*.eml"))) == 2


def test_whoever_is_forgotten_is_forgotten_in_the_outbox_too(home: Home):
    home.agency("deliver")
    with home.open_unit() as session:
        a_desk(session)
        a_lead(session, email="zoe@example.org")
    home.agency("deliver")

    certificate = json.loads(home.agency("forget", "zoe@example.org").out)

    assert certificate["erased"]["lead"] == 1
    assert not list((home.path / "outbox").glob("*.eml"))


def test_a_dry_run_says_what_would_go_and_erases_nothing(home: Home):
    home.agency("consultant", "add", "ada@example.org")
    with home.open_unit() as session:
        a_desk(session)
        a_lead(session, email="zoe@example.org", now=MONDAY - timedelta(days=800))

    of_one = json.loads(home.agency("forget", "zoe@example.org", "--dry-run").out)
    tonight = json.loads(home.agency("forget", "--dry-run").out)

    assert of_one["goes"]["Your enquiries"] == 1
    assert tonight["candidates"] == 1  # it is from long ago
    assert "Say whom" in home.agency("forget", ok=False).err
    with home.open_unit() as session:
        assert len(session.scalars(select(Lead)).all()) == 1


def test_vacancies_come_from_a_file(home: Home):
    with VACANCIES.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    printed = home.agency("import", "vacancies", str(VACANCIES)).out

    assert printed == f"{len(rows)} vacancies\n"
    with home.open_unit() as session:
        assert len(session.scalars(select(Vacancy)).all()) == len(rows)


def test_a_file_with_a_bad_line_changes_nothing(home: Home, tmp_path: Path):
    good = VACANCIES.read_text("utf-8").splitlines()[:2]
    bad = tmp_path / "bad.csv"
    bad.write_text("\n".join([*good, good[1].replace("EX-101", "")]))

    refused = home.agency("import", "vacancies", str(bad), ok=False)

    assert "line 3" in refused.err
    with home.open_unit() as session:
        assert session.scalars(select(Vacancy)).all() == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("backup", "{there}/nowhere/all.tgz"), "there is no folder {there}/nowhere."),
        (("import", "vacancies", "{there}/photo.csv"), "photo.csv is not a CSV file in UTF-8."),
        (("examples", "add", "salary", "a bonus?", "--role", "boss"), "the roles are sen_support"),
        (("examples", "add", "sallary", "a bonus?"), "sallary: there is no such topic."),
        (("examples", "add", "salary", "x"), "x: a sentence has 3 to 300 characters."),
        (("questions", "list", "--standing", "shut"), "the standings are open, pointed, aside."),
        (("token", "create", " ", "--scope", "leads:read"), "a token needs a name"),
    ],
)
def test_what_a_command_cannot_use_is_one_sentence(
    home: Home, tmp_path: Path, words: tuple[str, ...], why: str
):
    (tmp_path / "photo.csv").write_bytes(b"\xff\xd8\xff\xe0 no text")
    home.agency("consultant", "add", "jo.bloggs@example.org")

    said = home.agency(*(word.format(there=tmp_path) for word in words), ok=False)

    assert said.err.startswith("agency: ")
    assert why.format(there=tmp_path) in said.err
    assert said.out == ""


def test_a_list_with_nothing_in_it_says_so_and_prints_nothing(home: Home):
    for words in (("token", "list"), ("examples", "list"), ("examples", "trainings")):
        said = home.agency(*words)
        assert said.out == ""
        assert said.err.startswith("there ")


def test_a_backup_brings_everything_back(home: Home, tmp_path: Path):
    home.agency("consultant", "add", "jo@example.org")
    (home.path / "cvs" / "ab").mkdir(parents=True)
    (home.path / "cvs" / "ab" / "cd").write_bytes(b"a CV")
    (home.path / "training").mkdir()
    (home.path / "training" / "examples.yml").write_text("what the desk taught")
    backup = tmp_path / "monday.tar.gz"

    home.agency("backup", str(backup))
    (home.path / "cvs" / "ab" / "cd").unlink()
    shutil.rmtree(home.path / "training")
    home.agency("consultant", "add", "late@example.org")
    home.agency("restore", str(backup), ok=False)
    home.agency("restore", str(backup), "--replace")

    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert (home.path / "cvs" / "ab" / "cd").read_bytes() == b"a CV"
    assert (home.path / "training" / "examples.yml").read_text() == "what the desk taught"
    with home.open_unit() as session:
        assert session.scalars(select(Consultant.email)).all() == ["jo@example.org"]
    assert (home.path / "agency.sqlite3.before").exists()


def test_what_a_killed_house_wrote_last_is_set_aside_with_its_database(home: Home, tmp_path: Path):
    home.agency("consultant", "add", "jo@example.org")
    home.agency("backup", str(tmp_path / "backup"))
    writes_and_dies = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute('PRAGMA wal_autocheckpoint = 0');"
        """c.execute("UPDATE consultant SET name = 'The last word'"); c.commit(); os._exit(9)"""
    )
    database = home.path / "agency.sqlite3"
    subprocess.run([sys.executable, "-c", writes_and_dies, database], check=False)

    home.agency("restore", str(tmp_path / "backup"), "--replace")

    before = home.path / "agency.sqlite3.before"
    with closing(sqlite3.connect(before)) as kept, closing(sqlite3.connect(database)) as restored:
        assert kept.execute("SELECT name FROM consultant").fetchall() == [("The last word",)]
        assert restored.execute("SELECT name FROM consultant").fetchall() != [("The last word",)]


def all_that_stands_in(database: Path) -> list[str]:
    # Not its bytes: SQLite moves what was written from file to file when it likes.
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("harm", ["cut", "noise", "no tar", "other", "newer"])
def test_a_backup_that_cannot_be_used_changes_nothing(home: Home, tmp_path: Path, harm: str):
    home.agency("consultant", "add", "jo@example.org")
    backup = tmp_path / "backup.tar.gz"
    if harm == "newer":
        with open_database(f"sqlite:///{home.path}/agency.sqlite3").begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    home.agency("backup", str(backup))
    whole = backup.read_bytes()
    middle = len(whole) // 2
    if harm == "cut":
        backup.write_bytes(whole[:middle])
    elif harm == "noise":
        backup.write_bytes(whole[:middle] + b"noise" * 20 + whole[middle + 100 :])
    elif harm == "no tar":
        backup.write_bytes(b"a letter to somebody")
    elif harm == "other":
        (tmp_path / "agency.sqlite3").write_bytes(b"no database" * 500)
        with tarfile.open(backup, "w:gz") as archive:
            archive.add(tmp_path / "agency.sqlite3", "agency.sqlite3")
    database = home.path / "agency.sqlite3"
    kept = all_that_stands_in(database)

    refused = home.agency("restore", str(backup), "--replace", ok=False)

    assert refused.err.startswith("agency: ")
    assert ("newer version" if harm == "newer" else "damaged") in refused.err
    assert all_that_stands_in(database) == kept
    assert not list(home.path.glob("*.before"))


def test_a_backup_lasts_while_the_house_erases_and_takes_in(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home.agency("consultant", "add", "jo@example.org")
    cvs = home.path / "cvs" / "ab"
    cvs.mkdir(parents=True)
    for name in ("a", "b", "c", "d.part"):
        (cvs / name).write_bytes(b"a CV")
    add_one = tarfile.TarFile.add

    def erase_another_meanwhile(archive, place, name=None, **how):
        if str(name).endswith("/a"):
            (cvs / "b").unlink()
        add_one(archive, place, name, **how)

    monkeypatch.setattr(tarfile.TarFile, "add", erase_another_meanwhile)
    home.agency("backup", str(tmp_path / "backup"))

    with tarfile.open(tmp_path / "backup") as archive:
        names = {each for each in archive.getnames() if each.startswith("cvs/ab/")}
    assert names == {"cvs/ab/a", "cvs/ab/c"}


def test_a_house_whose_keys_are_damaged_is_restored(home: Home, tmp_path: Path):
    home.agency("consultant", "add", "jo@example.org")
    keep_keys(home.path)
    whole = (home.path / "keys.json").read_bytes()
    home.agency("backup", str(tmp_path / "backup"))
    (home.path / "keys.json").write_text("{")
    assert "keys.json is damaged" in home.agency("token", "list", ok=False).err

    home.agency("restore", str(tmp_path / "backup"), "--replace")

    assert (home.path / "keys.json").read_bytes() == whole


def test_a_full_disk_is_one_sentence_and_leaves_no_draft(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(*_args: object, **_how: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    home.agency("consultant", "add", "jo@example.org")
    monkeypatch.setattr(tarfile.TarFile, "add", full)

    refused = home.agency("backup", str(tmp_path / "backup"), ok=False)

    assert refused.err == "agency: there is no room left on the disk.\n"
    assert not list(tmp_path.glob("*backup*"))


def test_nothing_is_restored_under_a_running_house(home: Home, tmp_path: Path):
    home.agency("consultant", "add", "jo@example.org")
    home.agency("backup", str(tmp_path / "backup"))

    with live_in(home.path):
        refused = home.agency("restore", str(tmp_path / "backup"), "--replace", ok=False)

    assert "running" in refused.err
    home.agency("restore", str(tmp_path / "backup"), "--replace")


def test_the_doctor_says_what_is_ill_and_names_no_password(home: Home):
    home.agency("consultant", "add", "jo@example.org")
    home.path.chmod(0o755)

    report = home.agency("doctor", ok=False).out

    assert " ! home" in report
    assert " + database" in report
    home.path.chmod(0o700)


def test_a_setting_that_makes_no_sense_is_one_sentence(home: Home, monkeypatch):
    monkeypatch.setenv("AGENCY_PORT", "many")

    assert home.agency("doctor", ok=False).err.startswith("agency: AGENCY_PORT: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AGENCY_OIDC_ISSUER", "https://id.example.org"),
        ("AGENCY_SMTP_URL", "mail.example.org:587"),
    ],
)
def test_who_is_not_told_why_cannot_mend_it(home: Home, monkeypatch, name: str, value: str):
    monkeypatch.setenv(name, value)

    refused = home.agency("deliver", ok=False)

    assert refused.err.startswith(f"agency: {name}")
    assert len(refused.err.splitlines()) == 1


def test_a_database_of_a_newer_version_is_one_sentence(home: Home):
    home.agency("consultant", "add", "jo@example.org")
    with open_database(f"sqlite:///{home.path}/agency.sqlite3").begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    refused = home.agency("token", "list", ok=False)

    assert "a newer version has changed this database (migration 9999)" in refused.err


def test_a_database_that_is_none_is_one_sentence(home: Home):
    home.path.mkdir(mode=0o700, exist_ok=True)
    (home.path / "agency.sqlite3").write_bytes(b"not a database at all" * 100)

    assert "the database is damaged" in home.agency("token", "list", ok=False).err


def test_the_command_is_there_for_a_terminal():
    told = subprocess.run(
        [sys.executable, "-m", "agency.cli", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "doctor" in told.stdout
