import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from agency.storage.files import CvStore
from agency.storage.unit import OpenUnit, open_database, units, upgrade


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database that the migrations made, to copy from."""
    path = tmp_path_factory.mktemp("migrated") / "agency.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def database_url(migrated: Path, tmp_path: Path) -> str:
    path = tmp_path / "agency.sqlite3"
    shutil.copy(migrated, path)
    return f"sqlite:///{path}"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def open_unit(engine: Engine) -> OpenUnit:
    return units(engine)


@pytest.fixture
def session(open_unit: OpenUnit) -> Iterator[Session]:
    """One unit of work; what a test leaves behind is thrown away with its file."""
    with open_unit() as session:
        yield session


@pytest.fixture
def store(tmp_path: Path) -> CvStore:
    return CvStore(tmp_path / "cvs")
