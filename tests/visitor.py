"""A visitor who talks to a running house over the chat API."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

import httpx

Reply = dict[str, Any]

# A machine that does much else may keep a writer waiting longer than the house does.
TRIES, BUSY = 5, 503


class Visitor:
    """One conversation, from the greeting on; `replies` are those of the last turn."""

    def __init__(self, url: str, page: str | None = None) -> None:
        self.http = httpx.Client(base_url=f"{url}/api/v1", timeout=30)
        begun = self._post("/conversations", json={"page": page} if page else {})
        assert begun.status_code == 201, begun.text
        self.id: str = begun.json()["conversation"]
        self.http.headers["Authorization"] = f"Bearer {begun.json()['token']}"
        self.replies: list[Reply] = begun.json()["replies"]
        self.heard: list[Reply] = list(self.replies)

    def _post(self, path: str, **what: Any) -> httpx.Response:
        """Send it, and again where nothing could be kept just then, as a visitor is asked to."""
        for _ in range(TRIES):
            answered = self.http.post(path, **what)
            if answered.status_code != BUSY or answered.json().get("code") != "cannot_keep":
                break
            time.sleep(2)
        return answered

    def _turn(self, body: dict[str, str]) -> list[Reply]:
        path = f"/conversations/{self.id}/messages"
        answered = self._post(path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
        assert answered.status_code == 200, answered.text
        self.replies = answered.json()["replies"]
        self.heard += self.replies
        return self.replies

    def say(self, text: str) -> list[Reply]:
        """Type *text* and return the replies."""
        return self._turn({"text": text})

    def choose(self, title: str) -> list[Reply]:
        """Press the newest choice whose title contains *title*."""
        for reply in reversed(self.replies):
            for choice in reply.get("choices") or []:
                if title.lower() in choice["title"].lower():
                    return self._turn({"choice": choice["token"]})
        offered = [c["title"] for r in self.replies for c in r.get("choices") or []]
        raise AssertionError(f"no choice {title!r} among {offered}")

    def upload(self, file: Path, name: str | None = None) -> list[Reply]:
        """Hand in *file* as a CV."""
        sent = self.http.post(
            f"/conversations/{self.id}/cv", files={"file": (name or file.name, file.read_bytes())}
        )
        assert sent.status_code == 202, sent.text
        self.replies = sent.json()["replies"]
        self.heard += self.replies
        return self.replies

    def history(self) -> dict[str, Any]:
        """Return what the server has of this conversation."""
        return dict(self.http.get(f"/conversations/{self.id}").json())

    @property
    def text(self) -> str:
        """What was said in the last turn, in one piece."""
        return "\n".join(reply["text"] or "" for reply in self.replies)

    @property
    def answers(self) -> list[dict[str, Any]]:
        return [reply["answer"] for reply in self.replies if reply.get("answer")]

    @property
    def asks(self) -> str | None:
        """Which slot the form asks for now."""
        forms = [reply["form"] for reply in self.replies if reply.get("form")]
        return forms[-1]["asks"] if forms else None
