"""Where news arrives: a mail server and a system of the agency's, which tell when it does."""

from __future__ import annotations

import email
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller

from tests.whole_house import free_port

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Moments:
    """What is done when news arrives, and when it has been answered; each is done once."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.wanted: dict[str, Callable[[], None]] = {}

    def want(self, moment: str, act: Callable[[], None]) -> None:
        with self.lock:
            self.wanted[moment] = act

    def forget(self, moment: str) -> None:
        with self.lock:
            self.wanted.pop(moment, None)

    def come(self, moment: str) -> None:
        with self.lock:
            act = self.wanted.pop(moment, None)
        if act:
            act()


class Mailbox:
    """A mail server: counts how often each letter came, by its Message-ID, and when first."""

    def __init__(self, moments: Moments) -> None:
        self.moments = moments
        self.came: Counter[str] = Counter()
        self.first: dict[str, float] = {}
        self.server = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server.port}"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.moments.come("letter arrives")
        letter = email.message_from_bytes(envelope.content)
        name = str(letter["Message-ID"]).strip("<>").partition("@")[0]
        self.came[name] += 1
        self.first.setdefault(name, time.monotonic())
        self.server.loop.call_later(0.0005, self.moments.come, "letter answered")
        return "250 kept"


class System(ThreadingHTTPServer):
    """One of the agency's systems: counts how often it was told, by webhook-id, and when first."""

    daemon_threads = True

    def __init__(self, moments: Moments) -> None:
        self.moments = moments
        self.came: Counter[str] = Counter()
        self.first: dict[str, float] = {}
        super().__init__(("127.0.0.1", 0), Telling)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/leads"

    def start(self) -> None:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


class Telling(BaseHTTPRequestHandler):
    server: System

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.moments.come("webhook arrives")
        name = self.headers["webhook-id"]
        self.server.came[name] += 1
        self.server.first.setdefault(name, time.monotonic())
        try:
            self.send_response(204)
            self.end_headers()
            self.wfile.flush()
        except OSError:
            return
        self.server.moments.come("webhook answered")

    def handle(self) -> None:
        with suppress(OSError):  # whoever told us may be killed meanwhile
            super().handle()

    def log_message(self, *_: Any) -> None:
        pass
