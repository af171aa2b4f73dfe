"""
Plain HTTP/1.1 to one neighbour, over connections that are kept open.

A general client costs more for each call than the rest of the gateway does for a turn;
this one knows a single address, a single method, and no redirects, cookies or proxies.
"""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_HEAD = 64 * 1024
LARGEST_ANSWER = 4 * 1024 * 1024

# Rasa closes idle connections after 5 s; one it is about to close must not be used.
GOOD_FOR = 4.0


class LineBroken(Exception):
    """The neighbour is not there, hung up, or speaks something else than HTTP."""


@dataclass
class Connection:
    """One open connection, and since when nothing has been said on it."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    idle_since: float = 0.0

    def close(self) -> None:
        with suppress(OSError):
            self.writer.close()


class Line:
    """Posts to the neighbour at *url*; each call has a connection to itself."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.encrypted = parts.scheme == "https"
        self.host = parts.hostname or "127.0.0.1"
        self.port = parts.port or (443 if self.encrypted else 80)
        self.path = parts.path.rstrip("/")
        self.idle: list[Connection] = []

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """
        Return status and body of the answer, or raise LineBroken.

        A kept connection may be closed just as it is used again. Then the same is said once
        more on a new one: the assistant remembers nothing, so asking twice is harmless.
        """
        request = self._request(path, body, headers)
        if kept := self._take_idle():
            with suppress(LineBroken):
                return await self._talk(kept, request)
        return await self._talk(await self._open(), request)

    def close(self) -> None:
        """Hang up; whatever is being said is cut short."""
        while self.idle:
            self.idle.pop().close()

    def _request(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        lines = [
            f"POST {self.path}{path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            f"Content-Length: {len(body)}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body

    def _take_idle(self) -> Connection | None:
        now = time.monotonic()
        while self.idle:
            connection = self.idle.pop()
            if now - connection.idle_since < GOOD_FOR and not connection.reader.at_eof():
                return connection
            connection.close()
        return None

    async def _open(self) -> Connection:
        try:
            reader, writer = await asyncio.open_connection(
                self.host, self.port, limit=LONGEST_HEAD, ssl=self.encrypted or None
            )
        except OSError as problem:
            raise LineBroken(type(problem).__name__) from None
        return Connection(reader, writer)

    async def _talk(self, connection: Connection, request: bytes) -> tuple[int, bytes]:
        whole = False
        try:
            connection.writer.write(request)
            status, headers = _read_head(await connection.reader.readuntil(b"\r\n\r\n"))
            body = await _read_body(connection.reader, headers)
            whole = headers.get("connection", "").lower() != "close"
        except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as problem:
            raise LineBroken(type(problem).__name__) from None
        finally:
            # Cut short, by a deadline say, it still holds the rest of an answer.
            if whole:
                connection.idle_since = time.monotonic()
                self.idle.append(connection)
            else:
                connection.close()
        return status, body


def _read_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    version, status, *_ = first.split(" ", 2)
    if not version.startswith("HTTP/1."):
        raise ValueError("not HTTP")
    pairs = (line.partition(":") for line in lines if line)
    return int(status), {name.strip().lower(): value.strip() for name, _, value in pairs}


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return await _read_chunks(reader)
    length = int(headers["content-length"]) if "content-length" in headers else -1
    if not 0 <= length <= LARGEST_ANSWER:
        raise ValueError("no length, or too long")
    return await reader.readexactly(length)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    """Return a body that comes in pieces, as a proxy in between may send it."""
    body = bytearray()
    while length := int((await reader.readline()).split(b";", 1)[0], 16):
        if len(body) + length > LARGEST_ANSWER:
            raise ValueError("too long")
        body += await reader.readexactly(length)
        await reader.readexactly(2)
    while (await reader.readline()).strip():
        pass
    return bytes(body)
