"""What several rooms' tests share: a database of their own, and the whole house, started once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.whole_house import ROOT, WholeHouse, free_port

# The assistant's Python reads this file too, and there is no house in it: hence the imports inside.
if TYPE_CHECKING:
    from sqlalchemy import Engine

    from agency.storage.files import CvStore
    from agency.storage.unit import OpenUnit
    from tests.postgres_server import PostgresServer

# What a machine may lack, and CI may not: there, a skipped conversation is a failure.
NEVER_SKIPPED_IN_CI = ("assistant", "browser", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    wanted = "give every test a PostgreSQL database, of a server that is started for them"
    parser.addoption("--postgresql", action="store_true", help=wanted)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    marked = any(item.get_closest_marker(name) for name in NEVER_SKIPPED_IN_CI)
    if report.skipped and marked and os.environ.get("AGENCY_CI"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {call.excinfo.value if call.excinfo else item.name}"
    return report


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database that the migrations made, to copy from."""
    from agency.storage.unit import upgrade

    path = tmp_path_factory.mktemp("migrated") / "agency.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A server of the tests' own; skipped where PostgreSQL is not installed."""
    from tests.postgres_server import NotInstalled, PostgresServer

    try:
        server = PostgresServer()
    except NotInstalled:
        pytest.skip("PostgreSQL is not installed: Debian's package `postgresql` brings it")
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, migrated: Path, tmp_path: Path) -> Iterator[str]:
    marked = request.node.get_closest_marker("postgresql")
    if marked or request.config.getoption("--postgresql"):
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.new_database()
        yield url
        server.drop(url)
        return
    path = tmp_path / "agency.sqlite3"
    shutil.copy(migrated, path)
    yield f"sqlite:///{path}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    from agency.storage.unit import open_database
    from tests.patient_database import be_patient

    engine = be_patient(open_database(database_url))
    yield engine
    engine.dispose()


@pytest.fixture
def open_unit(engine: Engine) -> OpenUnit:
    from agency.storage.unit import units

    return units(engine)


@pytest.fixture
def store(tmp_path: Path) -> CvStore:
    from agency.storage.files import CvStore

    return CvStore(tmp_path / "cvs")


@pytest.fixture
def unused_port() -> int:
    """A port of this machine that nothing listens at."""
    return free_port()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    """The four processes, running; skipped where the assistant was never trained."""
    if not (ROOT / "models" / "assistant.tar.gz").exists():
        pytest.skip("the assistant is not trained: `make train` does it")
    running = WholeHouse(tmp_path_factory.mktemp("home"))
    running.start()
    yield running
    running.stop()
