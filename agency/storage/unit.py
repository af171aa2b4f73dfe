"""The unit of work: opened by a door, committed at its end, or rolled back."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from agency.storage.lead_index import keep_in_step

type OpenUnit = Callable[[], AbstractContextManager[Session]]

READS = "reads_alone"
# How long somebody waits to write before it is admitted that nothing can be kept.
PATIENCE = 2.0
# SQLite looks again less and less often: whoever waits longest would be the last to be let in,
# and where many write, some never. So it begins anew after each so many milliseconds.
LOOK_AGAIN = 30
MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaUnknown(Exception):
    """The database was changed by a newer version; the message says what can be done."""


def units(engine: Engine) -> OpenUnit:
    """Return a function that opens a unit: it commits at the end, or rolls back."""
    sessions = sessionmaker(engine, expire_on_commit=False)
    keep_in_step(sessions)
    return sessions.begin


def looks(engine: Engine) -> OpenUnit:
    """Return a function that opens a unit to read alone: it keeps no writer waiting."""
    return sessionmaker(engine.execution_options(**{READS: True}), expire_on_commit=False).begin


def open_database(url: str) -> Engine:
    """
    Return the engine for *url*, a SQLite file or PostgreSQL.

    A SQLite file is made if it is missing, readable by its owner alone.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address)
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        # An error must not carry names and addresses into a log.
        hide_parameters=True,
        # What is asked here takes milliseconds; to compile it first would take longer.
        connect_args={"options": "-c statement_timeout=5000 -c jit=off"},
    )


def upgrade(url: str) -> None:
    """
    Bring the database at *url* to the newest schema; safe to call on every start.

    SchemaUnknown says that a newer version has been there: there is no way back but a backup.
    """
    engine = open_database(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # An index of a large table takes longer than any page may.
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        refuse_what_is_newer(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


def refuse_what_is_newer(connection: Connection) -> None:
    stands = MigrationContext.configure(connection).get_current_revision()
    known = {each.revision for each in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if stands is not None and stands not in known:
        raise SchemaUnknown(
            f"a newer version has changed this database (migration {stands}), and these files"
            " cannot read it. Bring the newer files back, or restore the backup made before."
        )


def _open_sqlite(address: URL) -> Engine:
    if address.database and address.database != ":memory:":
        path = Path(address.database)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        path.chmod(0o600)

    engine = create_engine(address, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions by itself: it would begin them late,
    # as readers, and two writers would then fail instead of waiting their turn.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {round(1000 * PATIENCE)}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # With NORMAL a power cut loses the last commits, which a visitor has seen confirmed.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What is erased must not lie on in a free page of the file.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(READS):
        connection.exec_driver_sql("BEGIN")
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    (patience,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout = {LOOK_AGAIN}")
    try:
        if not _begins_to_write(driver, patience / 1000):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails in the words of all failures
    finally:
        driver.execute(f"PRAGMA busy_timeout = {patience}")


def _begins_to_write(driver: sqlite3.Connection, patience: float) -> bool:
    give_up = time.monotonic() + patience
    while time.monotonic() < give_up:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as refused:
            # The lowest byte is the kind of refusal, the others say more about it.
            if refused.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                return False
        else:
            return True
    return False
