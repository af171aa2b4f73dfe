"""
How fast a word is on the other side, and what listening costs: `python -m benchmarks.take_over`.

One web process on a SQLite file of its own; the assistant's place is taken by a small server, for
nobody asks it anything while a consultant speaks.
"""

import asyncio
import json
import os
import re
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import httpx

from agency.services.conversations.conversations import find_conversation
from agency.services.keys.tokens import hash_token
from agency.services.people.access import add_consultant
from agency.services.people.sign_in_links import make_sign_in_link
from agency.settings import ROOT
from agency.storage.unit import OpenUnit, open_database, units, upgrade
from tests.web.gateway.assistant_stand_in import KEY, AssistantStandIn
from tests.whole_house import free_port

WORDS = 200
LISTENERS = 100
SECONDS = 30
HERTZ = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Start a web process, measure, and print."""
    assistant = AssistantStandIn()
    with tempfile.TemporaryDirectory() as home:
        url = f"sqlite:///{home}/agency.sqlite3"
        upgrade(url)
        port = free_port()
        env = os.environ | {
            "AGENCY_HOME": home,
            "AGENCY_PORT": str(port),
            "AGENCY_LIMITS": "off",
            "AGENCY_ASSISTANT_URL": assistant.url,
            "AGENCY_ASSISTANT_KEY": KEY,
            "AGENCY_SIGNING_KEY": "an-example-key-for-signing-choices",
        }
        with (Path(home) / "log").open("wb") as log:
            web = subprocess.Popen(
                [sys.executable, "-m", "web"], cwd=ROOT, env=env, stdout=log, stderr=log
            )
        try:
            open_unit = units(open_database(url))
            asyncio.run(measure(f"http://127.0.0.1:{port}", web.pid, open_unit))
        finally:
            web.terminate()
            web.wait()
    assistant.stop()


async def measure(home: str, pid: int, open_unit: OpenUnit) -> None:
    """Print how long a word takes each way, and the CPU that listeners take."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=home, timeout=30, limits=limits) as client:
        await wait_until_there(client)
        place, bearer = await start(client)
        csrf = await take_over(client, place, open_unit)
        visitor = hear(client, f"/api/v1/conversations/{place}/events", bearer)
        desk = hear(client, f"/desk/conversations/{place}/events", {})
        await anext(visitor), await anext(desk)

        to_desk = [
            await word(desk, client, f"/api/v1/conversations/{place}/messages", bearer)
            for _ in range(WORDS)
        ]
        print(f"visitor to consultant's page: {spread(to_desk)}")
        form = {"csrf": csrf}
        to_visitor = [
            await word(visitor, client, f"/desk/conversations/{place}/say", {}, form)
            for _ in range(WORDS)
        ]
        print(f"consultant to visitor's window: {spread(to_visitor)}")
        await desk.aclose()
        await visitor.aclose()

        await asyncio.sleep(2)
        print(f"web with nobody listening: {await cpu(pid):.2f} % of a core")
        listeners = [
            hear(client, f"/api/v1/conversations/{one}/events", token)
            for one, token in [await start(client) for _ in range(LISTENERS)]
        ]
        await asyncio.gather(*(anext(each) for each in listeners))
        print(
            f"web with {LISTENERS} idle listeners: {await cpu(pid):.2f} % of a core, {memory(pid)}"
        )
        for each in listeners:
            await each.aclose()


async def wait_until_there(client: httpx.AsyncClient) -> None:
    for _ in range(200):
        try:
            if (await client.get("/healthz")).is_success:
                return
        except httpx.HTTPError:
            await asyncio.sleep(0.1)
    raise RuntimeError("web did not start")


async def start(client: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    begun = (await client.post("/api/v1/conversations", json={})).json()
    return begun["conversation"], {"Authorization": f"Bearer {begun['token']}"}


async def take_over(client: httpx.AsyncClient, place: str, open_unit: OpenUnit) -> str:
    """Sign a consultant in, let them take the conversation over, and return their form's token."""
    token, now = secrets.token_urlsafe(32), datetime.now(UTC)
    with open_unit() as session:
        person = add_consultant(session, "ada@example.org", name="Ada Example", now=now)
        make_sign_in_link(session, person, token_hash=hash_token(token), now=now)
        conversation = find_conversation(session, place)
        assert conversation
        conversation.wanted_at = now
    link, page = f"/desk/sign-in/{token}", f"/desk/conversations/{place}"
    await client.post(link, data={"csrf": await csrf_on(client, link)})
    csrf = await csrf_on(client, page)
    await client.post(f"{page}/take", data={"csrf": csrf})
    return csrf


async def csrf_on(client: httpx.AsyncClient, page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', (await client.get(page)).text)
    assert found
    return unescape(found[1])


async def hear(
    client: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> AsyncIterator[tuple[float, str]]:
    """Yield once when the line is open, then each text with the moment at which it came."""
    async with client.stream("GET", path, headers=headers, timeout=None) as stream:
        stream.raise_for_status()
        yield 0.0, ""
        async for line in stream.aiter_lines():
            if line.startswith("data: {"):
                yield time.perf_counter(), json.loads(line[5:])["text"]


async def word(
    ears: AsyncIterator[tuple[float, str]],
    client: httpx.AsyncClient,
    path: str,
    headers: dict[str, str],
    form: dict[str, str] | None = None,
) -> float:
    """Say one thing, and return the seconds until the other side had it."""
    text, began = secrets.token_hex(8), time.perf_counter()
    if form is None:
        sending = client.post(path, json={"text": text}, headers=headers)
    else:
        sending = client.post(
            path,
            data=form | {"text": text, "key": text},
            headers={"Accept": "application/json"},
        )
    sent = asyncio.create_task(sending)
    async for at, heard in ears:
        if heard == text:
            (await sent).raise_for_status()
            return at - began
    raise RuntimeError("the line ended")


async def cpu(pid: int) -> float:
    """Return the percent of one core that a process takes over half a minute."""

    def used() -> int:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    before, began = used(), time.monotonic()
    await asyncio.sleep(SECONDS)
    return (used() - before) / HERTZ / (time.monotonic() - began) * 100


def memory(pid: int) -> str:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return f"{pages * os.sysconf('SC_PAGE_SIZE') / 1024 / 1024:.0f} MB"


def spread(seconds: list[float]) -> str:
    cuts = [cut * 1000 for cut in statistics.quantiles(seconds, n=20)]
    return f"p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms, most {max(seconds) * 1000:.0f} ms"


if __name__ == "__main__":
    main()
