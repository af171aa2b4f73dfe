import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from agency.storage.models import Cv
from agency.storage.unit import OpenUnit
from tests.web.gateway.assistant_stand_in import AssistantStandIn, heard, message
from tests.web.gateway.conftest import Visitor, is_problem
from web.gateway import uploads
from web.gateway.door import UPLOADS_AT_ONCE

BEGINNING = b"--b\r\nContent-Disposition: form-data; name=file; filename=cv.txt\r\n\r\nJo"


def begin_upload(visitor: Visitor) -> socket.socket:
    """Announce a file, send the beginning of it, and return the line the rest would come on."""
    url = visitor.door.base_url
    line = socket.create_connection((url.host, url.port or 80), timeout=10)
    line.sendall(
        f"POST {visitor.address}/cv HTTP/1.1\r\nHost: {url.host}\r\n"
        f"Authorization: Bearer {visitor.token}\r\nContent-Length: 5000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n".encode()
    )
    line.sendall(BEGINNING)
    return line


def read_to_the_end(line: socket.socket) -> bytes:
    return b"".join(iter(lambda: line.recv(65536), b""))


@pytest.fixture
def lines() -> Iterator[ExitStack]:
    with ExitStack() as lines:
        yield lines


def test_a_file_that_dribbles_in_is_refused_in_words_and_its_line_closed(
    visitor: Visitor, open_unit: OpenUnit, lines: ExitStack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(uploads, "LONGEST_READING", 2.0)
    line = lines.enter_context(begin_upload(visitor))
    for _ in range(4):
        time.sleep(0.1)
        line.sendall(b".")

    answer = read_to_the_end(line)

    head, body = answer.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in head
    assert b'"code":"upload_too_slow"' in body
    with open_unit() as session:
        assert session.query(Cv).count() == 0


def test_slow_senders_do_not_keep_the_others_out_for_long(
    door: httpx.Client, visitor: Visitor, lines: ExitStack, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(uploads, "LONGEST_READING", 0.6)
    for _ in range(UPLOADS_AT_ONCE + 1):
        lines.enter_context(begin_upload(Visitor(door)))

    assert visitor.upload(b"Jo Example").status_code == 202


def test_a_file_that_is_read_lets_the_next_one_in_before_the_assistant_has_spoken(
    door: httpx.Client, visitor: Visitor, assistant: AssistantStandIn
):
    may_speak = threading.Event()

    def think(turn: dict[str, object]) -> dict[str, object]:
        may_speak.wait(6)  # longer, and it would be taken for silent
        return heard(message("CV"))

    assistant.answer = think
    others = [Visitor(door) for _ in range(UPLOADS_AT_ONCE)]
    with ThreadPoolExecutor(UPLOADS_AT_ONCE) as senders:
        sent = [senders.submit(other.upload, b"Jo Example") for other in others]
        give_up = time.monotonic() + 5
        while len(assistant.turns) < UPLOADS_AT_ONCE and time.monotonic() < give_up:
            time.sleep(0.02)

        assert is_problem(visitor.upload(b" "), 422, "file_empty")

        assert assistant.at_once == UPLOADS_AT_ONCE
        may_speak.set()
        assert [answer.result().status_code for answer in sent] == [202] * UPLOADS_AT_ONCE
