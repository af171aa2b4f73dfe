"""A consultant at the desk of a served house, and what is pushed to either side."""

import json
import re
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx

from agency.services.keys.tokens import hash_token
from agency.services.people.access import add_consultant, find_consultant
from agency.services.people.sign_in_links import make_sign_in_link
from agency.storage.models import Access
from agency.storage.unit import OpenUnit

PATIENCE = 30.0


def wait_until(condition: Callable[[], bool]) -> None:
    """Return once *condition* holds."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.02)


class Stream:
    """Reads server-sent events in a thread of its own, as (event, data)."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.events: list[tuple[str, str]] = []
        self.at: list[float] = []
        self.status = 0
        self.over = threading.Event()
        self.opened = threading.Event()
        self.thread = threading.Thread(target=self._read, args=(url, headers), daemon=True)
        self.thread.start()
        assert self.opened.wait(PATIENCE)

    def _read(self, url: str, headers: dict[str, str]) -> None:
        with (
            suppress(httpx.HTTPError),
            httpx.stream("GET", url, headers=headers, timeout=60, trust_env=False) as stream,
        ):
            self.status = stream.status_code
            self.opened.set()
            event = ""
            for line in stream.iter_lines():
                if line.startswith("event:"):
                    event = line[6:].strip()
                if line.startswith("data:"):
                    self.at.append(time.monotonic())
                    self.events.append((event, line[5:].strip()))
        self.opened.set()
        self.over.set()

    def texts(self, kind: str) -> list[str]:
        return [json.loads(data)["text"] for event, data in self.events if event == kind]

    def wait_for(self, kind: str, text: str) -> list[str]:
        """Return all texts of *kind*, as soon as *text* is in one of them."""
        wait_until(lambda: any(text in each for each in self.texts(kind)))
        return self.texts(kind)

    def wait_for_event(self, kind: str) -> None:
        wait_until(lambda: kind in dict(self.events))


class AtTheDesk:
    """One consultant's browser: it keeps cookies, and sends the forms of our own pages."""

    def __init__(self, home: str, open_unit: OpenUnit, email: str) -> None:
        self.home = home
        self.client = httpx.Client(base_url=home, timeout=20, trust_env=False)
        token = secrets.token_urlsafe(32)
        with open_unit() as session:
            person = find_consultant(session, email)
            assert person
            make_sign_in_link(session, person, token_hash=hash_token(token), now=datetime.now(UTC))
        self.press(f"/desk/sign-in/{token}", on=f"/desk/sign-in/{token}")

    def open(self, path: str) -> httpx.Response:
        return self.client.get(path, follow_redirects=True)

    def press(self, path: str, *, on: str, **fields: str) -> httpx.Response:
        page = self.open(on).text
        forms = re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL)
        wanted = [form for form in forms if f'action="{path}"' in form or "action=" not in form]
        assert wanted, page
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', wanted[0])
        data = {name: unescape(value) for name, value in hidden} | fields
        return self.client.post(path, data=data, follow_redirects=True)

    def page(self, conversation: str) -> str:
        return f"/desk/conversations/{conversation}"

    def take(self, conversation: str) -> httpx.Response:
        path = self.page(conversation)
        return self.press(f"{path}/take", on=path)

    def say(self, conversation: str, text: str, **fields: str) -> httpx.Response:
        path = self.page(conversation)
        return self.press(f"{path}/say", on=path, text=text, **fields)

    def hand_back(self, conversation: str) -> httpx.Response:
        path = self.page(conversation)
        return self.press(f"{path}/back", on=path)

    def csrf(self, conversation: str) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.open(self.page(conversation)).text)
        assert found
        return unescape(found[1])

    def listen(self, conversation: str = "", after: str = "") -> Stream:
        path = (
            f"{self.page(conversation)}/events?after={after}"
            if conversation
            else ("/desk/conversations/events")
        )
        cookies = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        return Stream(f"{self.home}{path}", {"Cookie": cookies})


def hire(
    open_unit: OpenUnit, name: str, *, access: Access = Access.CONSULTANT, branch: str | None = None
) -> str:
    """Add a consultant and return their e-mail address."""
    email = f"{name.split()[0].lower()}@example.org"
    with open_unit() as session:
        add_consultant(
            session, email, name=name, access=access, branch=branch, now=datetime.now(UTC)
        )
    return email


def wants_a_person(turn: dict[str, Any]) -> dict[str, Any]:
    """Answer as the assistant does: "person" asks for one, everything else is heard again."""
    wants = "person" in turn["text"]
    return {
        "messages": [{"text": turn["text"], "buttons": [], "custom": None}],
        "state": {"form": None},
        "errors": [],
        "understood": {"intent": "request_person" if wants else "ask", "confidence": 0.9},
    }
