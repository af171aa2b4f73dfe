import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.datastructures import State

from agency.settings import Settings
from agency.storage.files import CvStore
from agency.storage.unit import OpenUnit, looks
from tests.web.desk.people import Browser, Clock, Office, open_office
from web.desk.app import desk_routes


@pytest.fixture
def office(open_unit: OpenUnit) -> Office:
    """Manchester and Leeds, a consultant in each, a manager, and one lead in Manchester."""
    return open_office(open_unit)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 3, 2, 9, 30, tzinfo=UTC))


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[FastAPI, str]]:
    """The desk on a real socket; each test gives it a house of its own."""
    app = FastAPI()
    app.include_router(desk_routes())
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the desk did not start")
        threading.Event().wait(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield app, f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def address(
    served: tuple[FastAPI, str],
    tmp_path: Path,
    engine: Engine,
    open_unit: OpenUnit,
    store: CvStore,
    clock: Clock,
) -> str:
    app, address = served
    app.state = State(
        {
            "settings": Settings(
                _env_file=None,
                home=tmp_path,
                public_url=address,
                signing_key="an example key",
            ),
            "open_unit": open_unit,
            "looks": looks(engine),
            "store": store,
            "now": clock,
        }
    )
    return address


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
