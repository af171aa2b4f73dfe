import asyncio
import errno
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from agency.children import Child
from agency.preparation import live_in
from agency.supervisor import CannotStart, House, check_port
from tests.whole_house import free_port

ROOT = Path(__file__).parents[2]
# As `make run` starts it, without the need for a trained assistant.
STARTS = """
import pathlib, sys
from agency import supervisor
supervisor.ASSISTANT_MODEL = pathlib.Path(supervisor.__file__)
sys.exit(supervisor.main())
"""
ANSWERS = """
import http.server, sys
class Yes(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Yes).serve_forever()
"""
SLEEPS = "import time; time.sleep(600)"
DEAF = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('deaf', flush=True); time.sleep(600)"
)
# It starts a process of its own, which holds on to its output, and tells its number.
PARENT = """
import subprocess, sys
left = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("born", left.pid, flush=True)
"""


def lives(pid: int) -> bool:
    """Say whether *pid* runs; one that is dead and not yet buried does not."""
    told = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(told.stdout.strip()) and not told.stdout.strip().startswith("Z")


def eventually(true: Callable[[], bool], within: float = 60.0) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return true()


async def soon(true: Callable[[], bool], within: float = 60.0) -> None:
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110 (a process tells no event)
            await asyncio.sleep(0.02)


def a_child(code: str, *args: str, said: list[str] | None = None) -> Child:
    lines = said if said is not None else []
    return Child(
        "example",
        [sys.executable, "-c", code, *args],
        env=dict(os.environ),
        cwd=Path.cwd(),
        say=lines.append,
        first_wait=0.05,
    )


async def test_a_process_that_dies_is_started_again():
    child = a_child(SLEEPS)
    keeping = asyncio.create_task(child.keep())
    await soon(lambda: child.pid is not None)
    first = child.pid
    assert first

    os.kill(first, signal.SIGKILL)
    await soon(lambda: child.pid not in (None, first))

    assert child.deaths == 1
    await child.end()
    await keeping


async def test_a_process_that_keeps_dying_is_started_ever_later():
    said: list[str] = []
    child = a_child("raise SystemExit(3)", said=said)
    keeping = asyncio.create_task(child.keep())

    await soon(lambda: child.deaths >= 4)

    await child.end()
    await keeping
    waits = [float(line.split()[-2]) for line in said if "again in" in line]
    assert waits[:4] == [0.05, 0.1, 0.2, 0.4]
    assert "ended (with 3)" in said[0]


async def test_what_a_process_says_is_passed_on_line_by_line():
    said: list[str] = []
    child = a_child("print('one'); print('x' * 200_000); print('two é')", said=said)
    keeping = asyncio.create_task(child.keep())

    await soon(lambda: child.deaths >= 1)

    await child.end()
    await keeping
    assert said[0] == "one"
    assert "two é" in said
    assert max(map(len, said)) < 70_000


async def test_a_process_that_ignores_the_request_is_ended_all_the_same():
    said: list[str] = []
    child = a_child(DEAF, said=said)
    keeping = asyncio.create_task(child.keep())
    await soon(lambda: said == ["deaf"])
    pid = child.pid
    assert pid

    await child.end(grace=0.2)
    await keeping

    assert not lives(pid)


async def test_what_a_process_left_behind_ends_with_it():
    said: list[str] = []
    child = a_child(PARENT, said=said)
    keeping = asyncio.create_task(child.keep())

    await soon(lambda: child.deaths >= 1)

    left = int(said[0].removeprefix("born "))
    assert eventually(lambda: not lives(left))
    await child.end()
    await keeping


def the_house(children: list[Child], port: int, said: list[str]) -> House:
    return House(
        children,
        ready_url=f"http://127.0.0.1:{port}/readyz",
        memory_mb=2500,
        say=said.append,
        welcome=lambda _: said.append("welcome"),
    )


async def test_a_house_welcomes_once_it_answers_and_leaves_nothing_behind(unused_tcp_port: int):
    said: list[str] = []
    children = [a_child(ANSWERS, str(unused_tcp_port)), a_child(SLEEPS)]
    running = asyncio.create_task(the_house(children, unused_tcp_port, said).run())
    await soon(lambda: "welcome" in said)
    pids = [child.pid for child in children]

    os.kill(os.getpid(), signal.SIGTERM)
    await running

    assert said == ["welcome", "every process has ended"]
    assert all(pid and not lives(pid) for pid in pids)


async def test_a_house_that_cannot_start_says_which_process_is_to_blame(unused_tcp_port: int):
    children = [a_child(SLEEPS), a_child("raise SystemExit(1)")]
    children[1].name = "actions"
    running = asyncio.create_task(the_house(children, unused_tcp_port, []).run())
    await soon(lambda: children[0].pid is not None)
    pid = children[0].pid

    with pytest.raises(CannotStart, match="actions keeps ending"):
        await running

    assert pid
    assert not lives(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_no_process_outlives_a_supervisor_that_was_killed(tmp_path: Path):
    script = tmp_path / "house.py"
    script.write_text(
        "import asyncio, os, sys\n"
        "from pathlib import Path\n"
        "from agency.children import Child\n"
        f"child = Child('x', [sys.executable, '-c', {SLEEPS!r}], env=dict(os.environ),\n"
        "              cwd=Path.cwd(), say=print)\n"
        "async def main():\n"
        "    keeping = asyncio.create_task(child.keep())\n"
        "    while child.pid is None:\n"
        "        await asyncio.sleep(0.02)\n"
        "    print(child.pid, flush=True)\n"
        "    await keeping\n"
        "asyncio.run(main())\n"
    )
    env = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=env
    ) as supervisor:
        assert supervisor.stdout
        pid = int(supervisor.stdout.readline())
        assert lives(pid)

        supervisor.kill()

        assert eventually(lambda: not lives(pid))


def test_a_taken_port_is_one_clear_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CannotStart, match=f"AGENCY_PORT={port + 1} make run"):
            check_port("127.0.0.1", port)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("AGENCY_PORT", "eight", "AGENCY_PORT: it has to be a whole number."),
        ("AGENCY_HOST", "10.255.255.1", "AGENCY_HOST is no address of this machine"),
        ("AGENCY_HOME", "/dev/null/home", "AGENCY_HOME: /dev/null/home cannot be written to"),
        ("AGENCY_SMTP_URL", "mail.example.org", "AGENCY_SMTP_URL: A mail server's URL begins"),
        ("AGENCY_SMTP_URL", "smtp://u:hun/ter2@mail.example.org", "AGENCY_SMTP_URL: A port is"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_before_anything_starts(
    tmp_path: Path, name: str, value: str, says: str
):
    bare = {key: kept for key, kept in os.environ.items() if not key.startswith("AGENCY_")}
    home = {"AGENCY_HOME": str(tmp_path / "home"), "AGENCY_PORT": str(free_port())}

    ended = subprocess.run(
        [sys.executable, "-c", STARTS], env=bare | home | {name: value}, cwd=ROOT,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

    assert ended.returncode == 1
    assert ended.stderr.strip().startswith(f"agency: {says}")
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "hun" not in ended.stderr
    assert not (tmp_path / "home").exists()


def test_two_houses_do_not_share_a_home(tmp_path: Path):
    settings = {"AGENCY_HOME": str(tmp_path), "AGENCY_PORT": str(free_port())}

    with live_in(tmp_path):
        ended = subprocess.run(
            [sys.executable, "-c", STARTS], env=os.environ | settings, cwd=ROOT,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    assert ended.returncode == 1
    assert f"a house is running in {tmp_path} already" in ended.stderr
    assert not (tmp_path / "agency.sqlite3").exists()


async def test_a_process_that_cannot_be_started_just_now_is_started_later(tmp_path: Path):
    said: list[str] = []
    program = tmp_path / "python"
    child = a_child(SLEEPS, said=said)
    child.command[0] = str(program)
    keeping = asyncio.create_task(child.keep())
    await soon(lambda: any("not started (no such file or directory)" in line for line in said))

    program.symlink_to(sys.executable)
    await soon(lambda: child.pid is not None)

    await child.end(1)
    await keeping


async def test_a_look_that_fails_is_no_answer_and_ends_nothing(
    unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
):
    def too_many_files(*_args: object, **_how: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    house = the_house([a_child(SLEEPS)], unused_tcp_port, [])
    monkeypatch.setattr(ssl, "create_default_context", too_many_files)
    assert await house.ask() is None
    monkeypatch.setattr(httpx, "AsyncClient", too_many_files)

    assert await house.ask() is None


REFUSES = """
import http.server, sys
class No(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503); self.end_headers()
        self.wfile.write(b'{"code": "%s"}' % sys.argv[2].encode())
    def log_message(self, *_): pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), No).serve_forever()
"""


@pytest.mark.parametrize(
    ("code", "blamed", "why"),
    [
        ("no_room", False, ": the disk of AGENCY_HOME is all but full, make room there"),
        ("not_ready", True, ""),
    ],
)
async def test_a_full_disk_is_not_mended_by_a_new_assistant(
    unused_tcp_port: int, code: str, blamed: bool, why: str
):
    refusing = a_child(REFUSES, str(unused_tcp_port), code)
    house = the_house([refusing], unused_tcp_port, [])
    keeping = asyncio.create_task(refusing.keep())
    async with asyncio.timeout(60):
        while await house.ask() is None:  # noqa: ASYNC110 (a process tells no event)
            await asyncio.sleep(0.05)

    assert await house.is_the_assistant_to_blame() is blamed
    assert await house.why() == why

    await refusing.end(1)
    await keeping
