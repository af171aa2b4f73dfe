import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from agency.settings import Settings
from agency.storage.models import Access, Branch, Consultant, Desk, Turn
from agency.storage.unit import OpenUnit, open_database, units, upgrade
from tests.patient_database import be_patient
from tests.web.gateway.assistant_stand_in import KEY, AssistantStandIn
from web.app import create_app
from web.gateway.room import Room

A_DAY_IN_MARCH = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def assistant() -> Iterator[AssistantStandIn]:
    stand_in = AssistantStandIn()
    yield stand_in
    with suppress(OSError):
        stand_in.stop()


@pytest.fixture
def settings(tmp_path: Path, assistant: AssistantStandIn) -> Settings:
    return settings_for(tmp_path, assistant)


def settings_for(home: Path, assistant: AssistantStandIn) -> Settings:
    return Settings(
        _env_file=None,
        home=home,
        assistant_url=assistant.url,
        assistant_key=KEY,
        signing_key="an-example-key-for-signing-choices",
        widget_origins="https://school.example.org",
    )


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    upgrade(settings.database_url)
    engine = be_patient(open_database(settings.database_url))
    yield engine
    engine.dispose()


@pytest.fixture
def open_unit(engine: Engine) -> OpenUnit:
    open_unit = units(engine)
    with open_unit() as session:
        owner = Consultant(
            email="tom@example.org",
            name="Tom Example",
            access=Access.CONSULTANT,
            active=True,
            created_at=A_DAY_IN_MARCH,
        )
        branch = Branch(key="manchester", name="Manchester", postcode_areas=["M"], is_head=True)
        session.add(
            Desk(key="duty", name="Duty desk", branch=branch, consultant=owner, on_duty=True)
        )
    return open_unit


@pytest.fixture
def serve(open_unit: OpenUnit) -> Iterator[Callable[..., str]]:
    with serving() as serve:
        yield serve


# Which application is served where, for tests that set its clock forward.
SERVED: dict[str, FastAPI] = {}


@pytest.fixture
def served() -> Callable[[str], FastAPI]:
    return SERVED.__getitem__


@contextmanager
def serving() -> Iterator[Callable[..., str]]:
    """Serve applications on sockets of their own, as they are served in earnest."""
    running = []

    def serve(settings: Settings, room: Room | None = None) -> str:
        app = create_app(settings, room=room)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                port=0,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=1,
            )
        )
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        give_up = time.monotonic() + 60
        while not server.started and time.monotonic() < give_up:
            time.sleep(0.02)
        port = server.servers[0].sockets[0].getsockname()[1]
        SERVED[f"http://127.0.0.1:{port}"] = app
        return f"http://127.0.0.1:{port}"

    yield serve
    for server, _ in running:
        server.should_exit = True
    for _, thread in running:
        thread.join(15)


@pytest.fixture
def home(serve: Callable[[Settings], str], settings: Settings) -> str:
    return serve(settings)


@pytest.fixture
def door(home: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=home, timeout=20, trust_env=False) as client:
        yield client


class Visitor:
    """Someone in the chat, with the token of their conversation."""

    def __init__(self, door: httpx.Client, page: str = "/") -> None:
        self.door = door
        started = door.post("/api/v1/conversations", json={"page": page})
        assert started.status_code == 201, started.text
        body = started.json()
        self.id, self.token, self.greeting = body["conversation"], body["token"], body["replies"]

    @property
    def address(self) -> str:
        return f"/api/v1/conversations/{self.id}"

    def headers(self, key: str | None = None) -> dict[str, str]:
        own = {"Authorization": f"Bearer {self.token}"}
        return own | {"Idempotency-Key": key} if key else own

    def send(self, body: Any, key: str | None = None) -> httpx.Response:
        return self.door.post(f"{self.address}/messages", json=body, headers=self.headers(key))

    def say(self, text: str, key: str | None = None) -> list[dict[str, Any]]:
        answer = self.send({"text": text}, key)
        assert answer.status_code == 200, answer.text
        replies: list[dict[str, Any]] = answer.json()["replies"]
        assert replies
        return replies

    def hears(self, text: str) -> str:
        return " ".join(reply["text"] for reply in self.say(text))

    def choose(self, token: str) -> httpx.Response:
        return self.send({"choice": token})

    def read(self) -> dict[str, Any]:
        answer = self.door.get(self.address, headers=self.headers())
        assert answer.status_code == 200, answer.text
        whole: dict[str, Any] = answer.json()
        return whole

    def upload(
        self, body: bytes, name: str = "cv.pdf", kind: str = "application/pdf"
    ) -> httpx.Response:
        return self.door.post(
            f"{self.address}/cv", files={"file": (name, body, kind)}, headers=self.headers()
        )

    def leave(self, **details: Any) -> httpx.Response:
        return self.door.post(f"{self.address}/contact", json=details, headers=self.headers())

    def erase(self) -> httpx.Response:
        return self.door.delete(self.address, headers=self.headers())


@pytest.fixture
def visitor(door: httpx.Client) -> Visitor:
    return Visitor(door)


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO)
    return caplog


def is_problem(answer: httpx.Response, status: int, code: str | None = None) -> bool:
    """Check that a refusal is one a program and a person can both read."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert (answer.status_code, body["status"]) == (status, status), answer.text
    assert code in (None, body["code"]), body
    assert body["title"]
    assert body["detail"].endswith((".", "?"))
    return True


def as_if_just_said(open_unit: OpenUnit) -> None:
    """Let every turn be of this moment: a slow machine takes longer than the minute they share."""
    with open_unit() as session:
        for turn in session.query(Turn):
            turn.at = datetime.now(UTC)
