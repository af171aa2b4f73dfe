import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from agency.settings import Settings
from agency.storage.files import CvStore
from agency.storage.unit import OpenUnit, open_database, units, upgrade
from tests.web.desk.people import Browser, Clock, Office, open_office
from web.desk.app import desk_routes


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'agency.sqlite3'}"
    upgrade(url)
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture
def open_unit(engine: Engine) -> OpenUnit:
    return units(engine)


@pytest.fixture
def store(tmp_path: Path) -> CvStore:
    return CvStore(tmp_path / "cvs")


@pytest.fixture
def office(open_unit: OpenUnit) -> Office:
    """Manchester and Leeds, a consultant in each, a manager, and one lead in Manchester."""
    return open_office(open_unit)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 2, 9, 30, tzinfo=UTC))


@pytest.fixture
def address(
    tmp_path: Path, open_unit: OpenUnit, store: CvStore, clock: Clock, unused_port: int
) -> Iterator[str]:
    """The desk, served on a real socket."""
    app = FastAPI()
    app.state.settings = Settings(
        _env_file=None, home=tmp_path, port=unused_port, signing_key="a key for examples"
    )
    app.state.open_unit = open_unit
    app.state.store = store
    app.state.now = clock
    app.include_router(desk_routes())
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=unused_port, log_level="warning")
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the desk did not start")
        threading.Event().wait(0.01)
    yield f"http://127.0.0.1:{unused_port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def browser(address: str) -> Iterator[Browser]:
    with httpx.Client(base_url=address, timeout=30) as client:
        yield Browser(client)


@pytest.fixture
def another_browser(address: str) -> Iterator[Callable[[], Browser]]:
    opened: list[httpx.Client] = []

    def opens() -> Browser:
        client = httpx.Client(base_url=address, timeout=30)
        opened.append(client)
        return Browser(client)

    yield opens
    for client in opened:
        client.close()
