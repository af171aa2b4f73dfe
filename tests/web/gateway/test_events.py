import json
import secrets
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import httpx

from agency.services.conversations.conversations import find_conversation, keep_replies
from agency.storage.models import Speaker
from agency.storage.unit import OpenUnit
from tests.web.gateway.conftest import Visitor, is_problem


def a_consultant_says(open_unit: OpenUnit, visitor: Visitor, text: str) -> str:
    reply = {"id": secrets.token_hex(16), "text": text, "from": "consultant", "choices": []}
    with open_unit() as session:
        conversation = find_conversation(session, visitor.id)
        assert conversation
        keep_replies(
            session, conversation, [reply], speaker=Speaker.CONSULTANT, now=datetime.now(UTC)
        )
    return str(reply["id"])


class Listener:
    """Reads a conversation's events in a thread of its own."""

    def __init__(self, visitor: Visitor, last: str | None = None) -> None:
        self.events: list[dict[str, Any]] = []
        self.ids: list[str] = []
        headers = visitor.headers() | ({"Last-Event-ID": last} if last else {})
        self.url = str(visitor.door.base_url.join(f"{visitor.address}/events"))
        self.opened = threading.Event()
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._read, args=(headers,), daemon=True)
        self.thread.start()
        assert self.opened.wait(30)

    def _read(self, headers: dict[str, str]) -> None:
        # The server may stop before we do.
        with (
            suppress(httpx.RemoteProtocolError),
            httpx.stream("GET", self.url, headers=headers, timeout=30) as stream,
        ):
            assert stream.headers["content-type"].startswith("text/event-stream")
            self.opened.set()
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    self.events.append(json.loads(line[5:]))
                if line.startswith("id:"):
                    self.ids.append(line[3:].strip())
                if self.stopped.is_set():
                    return

    def wait_for(self, count: int) -> list[str]:
        give_up = time.monotonic() + 30
        while len(self.events) < count and time.monotonic() < give_up:
            time.sleep(0.05)
        return [event["text"] for event in self.events]


def test_a_consultants_word_arrives_by_itself(visitor: Visitor, open_unit: OpenUnit):
    listener = Listener(visitor)
    visitor.say("hello")

    said = a_consultant_says(open_unit, visitor, "Hello, this is Ada.")

    assert listener.wait_for(1) == ["Hello, this is Ada."]
    assert listener.ids == [said]
    assert listener.events[0]["from"] == "consultant"
    assert visitor.read()["turns"][-1]["from"] == "consultant"


def test_whoever_comes_back_hears_what_they_missed_once(visitor: Visitor, open_unit: OpenUnit):
    first = a_consultant_says(open_unit, visitor, "one")
    a_consultant_says(open_unit, visitor, "two")
    a_consultant_says(open_unit, visitor, "three")

    listener = Listener(visitor, last=first)
    a_consultant_says(open_unit, visitor, "four")

    listener.wait_for(3)
    time.sleep(1.5)
    assert listener.wait_for(3) == ["two", "three", "four"]


def test_nobody_hears_anothers_news(door: httpx.Client, visitor: Visitor, open_unit: OpenUnit):
    other = Visitor(door)
    listener = Listener(other)

    a_consultant_says(open_unit, visitor, "private")
    a_consultant_says(open_unit, other, "yours")

    listener.wait_for(1)
    time.sleep(1.2)
    assert listener.wait_for(1) == ["yours"]


def test_a_strangers_token_hears_nothing(door: httpx.Client, visitor: Visitor):
    answer = door.get(f"{visitor.address}/events", headers=Visitor(door).headers())

    is_problem(answer, 404)
