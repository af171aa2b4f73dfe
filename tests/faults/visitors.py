"""Visitors who do not give up: they send again what was not answered, and press twice."""

from __future__ import annotations

import random
import re
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

REFERENCE = re.compile(r"L-\d{4,}")
PATIENCE = 150.0  # seconds that a visitor tries to have one message answered
MOST_TURNS = 120
INVITED = "07700 900123"  # the example in every sentence that asks for a number
AGAIN = (408, 409, 425, 429, 500, 502, 503, 504)

WORDS = {
    "name": "Jo Example",
    "phone": "07700 900123",
    "contact": "07700 900123",
    "email": "{}@example.org",
    "place": "Stockport, SK4 4QT",
    "when": "tomorrow afternoon",
    "question": "Is there work near me?",
}
PRESSES = {"role": "SEND support worker", "right_to_work": "Yes", "summary": "Send"}
OPENINGS = {"registration": "I'd like to register", "callback": "please call me back"}


@dataclass
class Talk:
    """One conversation, and what came of it."""

    id: str
    confirmed: set[str] = field(default_factory=set)
    turns: int = 0
    sends: int = 0
    doubled: int = 0
    gave_up: str = ""


class Visitor:
    """One visitor, in one conversation, who wants to be registered or called."""

    def __init__(self, url: str, wants: str, sending: Callable[[str], None], seed: int) -> None:
        self.wants = wants
        self.sending = sending
        self.chance = random.Random(seed)
        self.http = httpx.Client(base_url=f"{url}/api/v1", timeout=20)
        self.replies: list[dict[str, Any]] = []
        self.asked_before: str | None = None
        self.text_before = ""

    def talk(self) -> Talk:
        """Go through a whole form and return once it is confirmed."""
        begun = self.insist("/conversations", {}, uuid.uuid4().hex)
        talk = Talk(begun["conversation"])
        self.path = f"/conversations/{talk.id}/messages"
        self.http.headers["Authorization"] = f"Bearer {begun['token']}"
        self.say(OPENINGS[self.wants])
        while not talk.confirmed and talk.turns < MOST_TURNS:
            talk.turns += 1
            self.take_the_next_step(talk)
            talk.confirmed |= set(REFERENCE.findall(self.text))
        if not talk.confirmed:
            talk.gave_up = f"after {talk.turns} turns, at {self.asks}: {self.text[:200]!r}"
        return talk

    def take_the_next_step(self, talk: Talk) -> None:
        asks = self.asks
        if (self.asked_before, self.text_before) == (asks, self.text):
            time.sleep(1.0)  # nothing got further: people wait a little then
        self.asked_before, self.text_before = asks, self.text
        if asks is None and INVITED in self.text and self.chance.random() < 0.5:
            # The assistant is away, and a number may be left all the same.
            self.sending(talk.id)
            self.say(f"{WORDS['name']}, {WORDS['phone']}")
        elif asks is None:
            # The form is gone, or the assistant was: begin again, as people do.
            self.say(OPENINGS[self.wants])
        elif asks == "summary" or (asks == "consent" and self.form != "registration"):
            talk.sends += 1
            self.send(talk, "Send" if asks == "summary" else "Yes")
        elif asks == "consent":
            self.press("Yes")
        elif asks in WORDS:
            self.say(WORDS[asks].format(f"jo.{talk.id[:12]}"))
        elif asks in PRESSES:
            self.press(PRESSES[asks])
        else:
            self.press("Skip", "Not now", "Not sure", "")

    def send(self, talk: Talk, title: str) -> None:
        """Press the button that hands everything over: once, or twice at the same moment."""
        choice = self.choice(title)
        body = {"choice": choice} if choice else {"text": "yes"}
        keys = [uuid.uuid4().hex]
        if self.chance.random() < 0.5:
            keys.append(self.chance.choice([keys[0], uuid.uuid4().hex]))
            talk.doubled += 1
        self.sending(talk.id)
        with ThreadPoolExecutor(len(keys)) as presses:
            answers = list(presses.map(lambda key: self.insist(self.path, body, key), keys))
        for answer in answers:
            self.replies = answer["replies"]
            talk.confirmed |= set(REFERENCE.findall(self.text))

    def say(self, text: str) -> None:
        self.replies = self.insist(self.path, {"text": text}, uuid.uuid4().hex)["replies"]

    def press(self, *titles: str) -> None:
        choice = next(filter(None, map(self.choice, titles)), None)
        body = {"choice": choice} if choice else {"text": "skip"}
        self.replies = self.insist(self.path, body, uuid.uuid4().hex)["replies"]

    def choice(self, title: str) -> str | None:
        for reply in reversed(self.replies):
            for choice in reply.get("choices") or []:
                if title.lower() in choice["title"].lower():
                    return str(choice["token"])
        return None

    def insist(self, path: str, body: dict[str, str], key: str) -> dict[str, Any]:
        """Send until it is answered, always under the same key."""
        until = time.monotonic() + PATIENCE
        said = ""
        while time.monotonic() < until:
            try:
                answered = self.http.post(path, json=body, headers={"Idempotency-Key": key})
            except httpx.HTTPError as error:
                said = type(error).__name__
            else:
                if answered.is_success:
                    return dict(answered.json())
                said = f"{answered.status_code} {answered.text[:200]}"
                if answered.status_code not in AGAIN:
                    raise RuntimeError(said)
            time.sleep(0.15)
        raise RuntimeError(f"not answered: {said}")

    @property
    def text(self) -> str:
        return "\n".join(reply["text"] or "" for reply in self.replies)

    @property
    def asks(self) -> str | None:
        forms = [reply["form"] for reply in self.replies if reply.get("form")]
        return str(forms[-1]["asks"]) if forms and forms[-1]["asks"] else None

    @property
    def form(self) -> str | None:
        forms = [reply["form"] for reply in self.replies if reply.get("form")]
        return str(forms[-1]["name"]) if forms else None


class Crowd:
    """Several visitors at once, one conversation after another, until it is enough."""

    def __init__(self, url: str, visitors: int, sending: Callable[[str], None], seed: int) -> None:
        self.url, self.sending, self.seed = url, sending, seed
        self.talks: list[Talk] = []
        self.troubles: list[str] = []
        self.enough = threading.Event()
        self.threads = [
            threading.Thread(target=self.come, args=(number,), daemon=True)
            for number in range(visitors)
        ]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def come(self, number: int) -> None:
        count = 0
        while not self.enough.is_set():
            count += 1
            wants = "registration" if (count + number) % 4 == 0 else "callback"
            seed = self.seed * 100_000 + number * 1_000 + count
            try:
                talk = Visitor(self.url, wants, self.sending, seed).talk()
            except RuntimeError as trouble:
                self.troubles.append(str(trouble))
            else:
                self.talks.append(talk)
                if talk.gave_up:
                    self.troubles.append(talk.gave_up)

    def finish(self) -> None:
        """Let everybody finish what they are in."""
        self.enough.set()
        for thread in self.threads:
            thread.join(timeout=PATIENCE * 2)
