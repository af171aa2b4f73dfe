import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from web.gateway.line import Line, LineBroken

type Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@asynccontextmanager
async def a_line_to(talk: Talk) -> AsyncIterator[Line]:
    async def talk_and_hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk_and_hang_up, "127.0.0.1", 0)
    line = Line(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/under")
    yield line
    line.close()
    server.close()


async def heard(reader: asyncio.StreamReader) -> bytes:
    return await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(4)


async def test_a_connection_is_used_again():
    requests = []
    connections = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        while True:
            requests.append(await heard(reader))
            writer.write(OK)

    async with a_line_to(talk) as line:
        answers = [await line.post("/turn", b"body", {"X-Signature": "s"}) for _ in range(3)]

    assert answers == [(200, b"hi")] * 3
    assert len(connections) == 1
    assert requests[0].startswith(b"POST /under/turn HTTP/1.1\r\n")
    assert b"\r\nX-Signature: s\r\n" in requests[0]


async def test_a_connection_that_was_closed_meanwhile_is_replaced():
    connections = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        await heard(reader)
        writer.write(OK)

    async with a_line_to(talk) as line:
        for _ in range(3):
            assert await line.post("/turn", b"body", {}) == (200, b"hi")
            await asyncio.sleep(0.1)  # until its end has come

    assert len(connections) == 3


async def test_an_answer_in_pieces_is_put_together():
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await heard(reader)
            writer.write(b"HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n")
            await asyncio.sleep(0.01)
            writer.write(b"3;x=y\r\n yo\r\n0\r\n\r\n")

    async with a_line_to(talk) as line:
        assert await line.post("/turn", b"body", {}) == (503, b"hi yo")
        assert await line.post("/turn", b"body", {}) == (503, b"hi yo")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nno length",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ncut short",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"x" * 70_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_not_a_whole_answer_is_none(answer: bytes):
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await heard(reader)
        writer.write(answer)

    async with a_line_to(talk) as line:
        with pytest.raises(LineBroken):
            await line.post("/turn", b"body", {})


async def test_an_answer_that_came_too_late_is_not_taken_for_the_next():
    said = iter([b"late", b"next"])

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            request = await heard(reader)
            await asyncio.sleep(0.1 if request.endswith(b"one.") else 0)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + next(said))

    async with a_line_to(talk) as line:
        assert await line.post("/turn", b"none", {}) == (200, b"late")
        said = iter([b"late", b"next"])
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await line.post("/turn", b"one.", {})
        await asyncio.sleep(0.1)

        assert await line.post("/turn", b"none", {}) == (200, b"next")
