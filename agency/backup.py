"""All that is kept, in one file for its owner alone, and back again."""

import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from agency.storage.unit import upgrade

DATABASE = "agency.sqlite3"
CVS = "cvs"
KEYS = "keys.json"
# What the desk has taught the assistant, where `make train` reads it.
TAUGHT = "training/examples.yml"
UNFINISHED = ".part"  # a CV that is still being written
DAMAGED = (tarfile.TarError, EOFError, zlib.error, sqlite3.DatabaseError)


class BackupRefused(Exception):
    """The backup was not made, or not restored; the message says why."""


def back_up(home: Path, database_url: str, target: Path, *, now: datetime) -> list[str]:
    """
    Write database, CVs, keys and what was taught into *target*; return what it holds.

    The house may go on working meanwhile: SQLite gives a whole copy of one moment.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists already, and is left as it is.")
    if not target.parent.is_dir():
        raise BackupRefused(f"there is no folder {target.parent}.")
    source = database_file(database_url)
    if not source.exists():
        raise BackupRefused(f"there is no database at {source} yet.")
    held: list[str] = []
    with private_copy(target) as draft, tarfile.open(draft, "w:gz") as archive:
        with tempfile.TemporaryDirectory(dir=home) as folder:
            copy = Path(folder) / DATABASE
            copy_database(source, copy)
            os.utime(copy, (now.timestamp(), now.timestamp()))
            archive.add(copy, DATABASE)
            held.append(DATABASE)
        for name in (CVS, KEYS, TAUGHT):
            if (home / name).exists():
                add(archive, home / name, name)
                held.append(name)
    return held


def copy_database(source: Path, copy: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(copy)) as kept:
            live.backup(kept)
    except sqlite3.Error as problem:
        raise BackupRefused(f"the database cannot be copied: {problem}.") from None


def add(archive: tarfile.TarFile, place: Path, name: str) -> None:
    """Add *place* and all in it; the house works on, and may erase or finish a file meanwhile."""
    with suppress(FileNotFoundError):
        archive.add(place, name, recursive=False)
    if place.is_dir():
        for each in sorted(place.iterdir()):
            if each.suffix != UNFINISHED:
                add(archive, each, f"{name}/{each.name}")


def restore(home: Path, database_url: str, source: Path, *, replace: bool) -> list[str]:
    """
    Put what *source* holds back into *home*, at today's schema, and return it.

    What it replaces is kept beside it, under a name that ends in ".before". Nothing is touched
    before the backup was found whole, and of a version that these files can read.
    """
    target = database_file(database_url)
    if target.exists() and not replace:
        raise BackupRefused(f"{target} exists: end the house, and say --replace to set it aside.")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as folder:
        unpacked = Path(folder)
        try:
            with tarfile.open(source) as archive:
                archive.extractall(unpacked, filter="data")
            check(unpacked / DATABASE)
        except DAMAGED:
            raise BackupRefused(
                f"{source} is no backup, or a damaged one; nothing was changed."
            ) from None
        upgrade(f"sqlite:///{unpacked / DATABASE}")
        places = {DATABASE: target} | {name: home / name for name in (CVS, KEYS, TAUGHT)}
        held = [name for name in places if (unpacked / name).exists()]
        for name in held:
            refuse_to_lose(aside(places[name]))
        for name in held:
            set_aside(places[name])
            places[name].parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.move(unpacked / name, places[name])  # the database may lie on another disk
        if TAUGHT in held:
            places[TAUGHT].touch()  # newer than any assistant here, so that `make run` trains
    target.chmod(0o600)
    return held


def check(database: Path) -> None:
    if not database.exists():
        raise BackupRefused("the backup holds no database.")
    with closing(sqlite3.connect(database)) as kept:
        if kept.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise BackupRefused("the backup's database is damaged.")


def set_aside(place: Path) -> None:
    if place.exists():
        place.rename(aside(place))
        # A house that was killed left its last minutes there: they go with the database.
        with suppress(FileNotFoundError):
            beside(place, "-wal").rename(beside(aside(place), "-wal"))
    for suffix in ("-wal", "-shm"):
        beside(place, suffix).unlink(missing_ok=True)


def beside(place: Path, suffix: str) -> Path:
    return place.with_name(place.name + suffix)


def aside(place: Path) -> Path:
    return beside(place, ".before")


def refuse_to_lose(place: Path) -> None:
    if place.exists():
        raise BackupRefused(f"{place} is still there from the last time; remove it first.")


@contextmanager
def private_copy(target: Path) -> Iterator[Path]:
    """Give a file to write that becomes *target* only when it is whole."""
    draft = target.with_name(f".{target.name}.draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    try:
        yield draft
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


def database_file(url: str) -> Path:
    """Return the SQLite file of *url*; any other database has its own tools for this."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise BackupRefused("PostgreSQL is backed up with pg_dump; the CVs are in AGENCY_HOME/cvs.")
    return Path(address.database)
