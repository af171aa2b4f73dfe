"""The action server as it runs, on a socket, with a database of its own."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from rasa_sdk.interfaces import Action

from actions.door import create_app
from actions.executor import OwnExecutor
from actions.server import build_executor
from agency.services.keys.private_links import PrivateLinks
from agency.storage.files import CvStore
from agency.storage.unit import OpenUnit, open_database, units, upgrade
from tests.factories import MONDAY

ROOT = Path(__file__).parents[2]
KEY = "the key that Rasa and the action server share"
ASSISTANT_ID = "0123456789abcdef0123456789abcdef"
PATIENT = 60.0


@dataclass
class Served:
    """A running action server that works on whichever database the test in hand has."""

    store: CvStore
    client: httpx.Client = field(init=False)
    open_unit: OpenUnit = field(init=False)
    now: datetime = MONDAY

    @classmethod
    def start(cls, store: CvStore, open_unit: OpenUnit) -> Iterator["Served"]:
        served = cls(store)
        served.open_unit = open_unit
        executor = build_executor(
            ROOT,
            open_unit=lambda: served.open_unit(),
            cvs=store,
            links=PrivateLinks(KEY, "http://localhost:8000"),
            webhook=False,
            clock=lambda: served.now,
        )
        executor.deadline = PATIENT  # what is tested here is not how busy the machine is
        for client in serve(executor):
            served.client = client
            yield served


type Call = Callable[..., dict[str, Any]]
type ServeActions = Callable[..., httpx.Client]


@pytest.fixture
def today() -> datetime:
    return MONDAY


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Served"]:
    """The action server, started once: reading every answer and word takes a while."""
    url = f"sqlite:///{tmp_path_factory.mktemp('database')}/agency.sqlite3"
    upgrade(url)
    store = CvStore(tmp_path_factory.mktemp("cvs"))
    yield from Served.start(store, units(open_database(url)))


@pytest.fixture
def door(served: "Served", open_unit: OpenUnit, store: CvStore, today: datetime) -> httpx.Client:
    served.open_unit, served.now, served.store.root = open_unit, today, store.root
    return served.client


@pytest.fixture
def serve_actions() -> Iterator[ServeActions]:
    """Serve actions of the test's own, behind the same door."""
    served: list[Iterator[httpx.Client]] = []

    def start(*actions: Action, deadline: float = 4.0) -> httpx.Client:
        served.append(serve(OwnExecutor({"responses": {}}, list(actions), deadline=deadline)))
        return next(served[-1])

    yield start
    for each in served:
        next(each, None)


@pytest.fixture
def call(door: httpx.Client) -> Call:
    """Call an action as Rasa does: its name, then what the tracker knows."""

    def run(action: str, **tracker: Any) -> dict[str, Any]:
        answered = door.post("/webhook", json=a_call(action, **tracker))
        assert answered.status_code == 200
        answer: dict[str, Any] = answered.json()
        return answer

    return run


def serve(executor: OwnExecutor) -> Iterator[httpx.Client]:
    config = uvicorn.Config(create_app(executor, key=KEY), port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", headers={"X-Agency-Key": KEY}, timeout=PATIENT
    ) as client:
        yield client
    server.should_exit = True
    thread.join(5)


def a_call(
    action: str,
    *,
    intent: str = "inform",
    text: str = "",
    questions: list[dict[str, Any]] | None = None,
    nearest: list[dict[str, Any]] | None = None,
    found: list[dict[str, Any]] | None = None,
    elsewhere: dict[str, Any] | None = None,
    entities: dict[str, str] | None = None,
    more_entities: list[dict[str, Any]] | None = None,
    form: str | None = None,
    just_set: dict[str, Any] | None = None,
    opened: str | None = None,
    at: float = 1.0,
    vacancy: str | None = None,
    **slots: Any,
) -> dict[str, Any]:
    """
    Return the body of one call from Rasa.

    `just_set` are the slots that the visitor's last message filled; `opened` is the form that
    was open a moment ago.
    """
    events: list[dict[str, Any]] = [{"event": "user", "timestamp": 1.0}]
    if form or opened:
        events.append({"event": "active_loop", "name": form or opened, "timestamp": 1.0})
    events.append({"event": "action", "name": form or "action_listen", "timestamp": 1.0})
    events += [
        {"event": "slot", "name": name, "value": value, "timestamp": at}
        for name, value in (just_set or {}).items()
    ]
    return {
        "next_action": action,
        "sender_id": ASSISTANT_ID,
        "version": "3.6.21",
        "tracker": {
            "sender_id": ASSISTANT_ID,
            "slots": slots | (just_set or {}),
            "latest_message": {
                "text": text,
                "intent": {"name": intent, "confidence": 1.0},
                "entities": [
                    {"entity": kind, "value": value} for kind, value in (entities or {}).items()
                ]
                + (more_entities or []),
                "questions": questions or [],
                "nearest": nearest or [],
                "found": found or [],
                "elsewhere": elsewhere or {},
                "metadata": {"vacancy": vacancy} if vacancy else {},
            },
            "events": events,
            "paused": False,
            "active_loop": {"name": form} if form else {},
            "latest_action_name": "action_listen",
        },
    }


def a_question(topic: str, role: str | None = None, **but: Any) -> dict[str, Any]:
    return {"topic": topic, "role": role, "confidence": 0.9} | but


def slots_set(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer of the action server sets."""
    return {e["name"]: e["value"] for e in answer["events"] if e["event"] == "slot"}


def said(answer: dict[str, Any]) -> list[str]:
    """Return the names of the responses an answer utters."""
    return [response["response"] for response in answer["responses"]]
