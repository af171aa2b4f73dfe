"""The four real processes, each killed at will and started again at once."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from agency.preparation import live_in, make_database, make_home
from agency.processes import four_processes
from agency.settings import Settings
from tests.whole_house import ROOT, free_port

READY_WITHIN = 240


class KillableHouse:
    """
    The processes as the supervisor starts them, without its patience.

    The supervisor waits longer after each death, as it should; two hundred deaths in a row would
    take it hours.
    """

    def __init__(self, home: Path, **settings: str) -> None:
        self.home = home
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        ours = {
            "AGENCY_HOME": str(home),
            "AGENCY_PORT": str(self.port),
            "AGENCY_LIMITS": "off",
            "AGENCY_DATABASE_URL": "",
            "AGENCY_PUBLIC_URL": "",
            **settings,
        }
        with surroundings(ours):
            make_home(home)
            make_database(Settings.load())
            children = four_processes(Settings.load(), say=lambda *_: None)
        self.children = {child.name: child for child in children}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.deaths = dict.fromkeys(self.children, 0)
        self.lock = threading.Lock()
        self.ending = threading.Event()
        self.log = (home / "processes.log").open("ab")

    @property
    def database(self) -> Path:
        return self.home / "agency.sqlite3"

    def __enter__(self) -> KillableHouse:
        self.lived_in = live_in(self.home)
        self.lived_in.__enter__()
        for name in self.children:
            self.start(name)
        threading.Thread(target=self.keep, daemon=True).start()
        self.wait_until_ready()
        return self

    def __exit__(self, *_: object) -> None:
        self.ending.set()
        with self.lock:
            for process in self.running.values():
                end(process)
        self.lived_in.__exit__(None, None, None)
        self.log.close()

    def start(self, name: str) -> None:
        child = self.children[name]
        self.running[name] = subprocess.Popen(
            child.command,
            cwd=ROOT,
            env=child.env,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def keep(self) -> None:
        """Start again whatever has died, as long as the house stands."""
        while not self.ending.wait(0.02):
            with self.lock:
                for name, process in self.running.items():
                    if process.poll() is not None and not self.ending.is_set():
                        self.start(name)

    def kill(self, name: str) -> bool:
        """Kill one process outright; say whether it was alive."""
        process = self.running[name]
        if process.poll() is not None:
            return False
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.deaths[name] += 1
        return True

    def wait_until_ready(self, seconds: float = READY_WITHIN) -> None:
        """Return once a real question went all the way through."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=12).is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise RuntimeError(f"the house is not ready: see {self.log.name}")


@contextmanager
def surroundings(ours: dict[str, str]) -> Iterator[None]:
    """Have these in the environment for as long as the processes are described."""
    before = dict(os.environ)
    os.environ |= ours
    yield
    os.environ.clear()
    os.environ |= before


def end(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()
