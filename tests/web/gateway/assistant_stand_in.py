"""A small real server in the assistant's place: it checks the signature, and says as it is told."""

import hmac
import json
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "an-example-key-of-at-least-32-characters"


def message(text: str | None = None, *buttons: tuple[str, str], **custom: Any) -> dict[str, Any]:
    return {
        "text": text,
        "buttons": [{"title": title, "payload": payload} for title, payload in buttons],
        "custom": custom or None,
    }


def heard(*messages: dict[str, Any], form: str | None = None, **state: Any) -> dict[str, Any]:
    return {"messages": list(messages), "state": {"form": form, **state}, "errors": []}


class AssistantStandIn:
    """Answers every turn with what it heard, unless `answer` says otherwise."""

    def __init__(self, port: int = 0) -> None:
        self.turns: list[dict[str, Any]] = []
        self.probes = 0
        self.at_once = 0
        self.most_at_once = 0
        self.answer: Callable[[dict[str, Any]], Any] = lambda turn: heard(message(turn["text"]))
        self.status = 200
        self.seconds = 0.0
        self.lock = threading.Lock()
        self.connections: list[socket.socket] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def texts(self) -> list[str]:
        return [turn["text"] for turn in self.turns]

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def take(self, turn: dict[str, Any]) -> tuple[int, bytes]:
        if turn["conversation"] == "0" * 32:
            self.probes += 1
            return self.status, json.dumps(heard(message("here"))).encode()
        with self.lock:
            self.turns.append(turn)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            time.sleep(self.seconds)
            answer = self.answer(turn)
        finally:
            with self.lock:
                self.at_once -= 1
        if isinstance(answer, bytes):
            return self.status, answer
        remembered = [*(turn["memory"] or []), {"heard": turn["text"]}]
        whole = {"memory": remembered, "understood": {"intent": "ask", "confidence": 0.9}} | answer
        return self.status, json.dumps(whole).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                stand_in.connections.append(self.connection)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                signature = hmac.new(KEY.encode(), body, sha256).hexdigest()
                if self.path != "/webhooks/gateway/turn":
                    self.say(404, b"{}")
                elif self.headers["x-signature"] != signature:
                    self.say(401, b'{"errors": ["not_signed"]}')
                else:
                    self.say(*stand_in.take(json.loads(body)))

            def say(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
