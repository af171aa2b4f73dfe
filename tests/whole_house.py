"""The four processes as `make run` starts them, in a home and on a port of their own."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
READY_WITHIN = 240


# Below those that a system gives to whoever wants any: on a busy machine a house needs a minute
# until it listens, and must find its port free then.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")


@dataclass
class WholeHouse:
    """
    A running house; `home` is its AGENCY_HOME, `lines` what it printed.

    What it runs is the checkout in `root`: this one, or a copy that may be trained anew.
    """

    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    root: Path = ROOT

    def __post_init__(self) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.env = os.environ | {
            "AGENCY_PORT": str(self.port),
            "AGENCY_HOME": str(self.home),
            "AGENCY_LIMITS": "off",
            "PYTHONPATH": str(self.root),
            "AGENCY_CV_WAIT_SECONDS": "10",  # a machine that runs tests is slow
            **self.settings,
        }

    def start(self) -> None:
        """Start the house and wait until it has answered a real question."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "agency.supervisor", "--end-with-parent"],
            cwd=self.root,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self.wait_until_ready(READY_WITHIN)

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def wait_until_ready(self, seconds: float) -> None:
        """Return once /readyz answers well; raise with the last lines printed if it never does."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            if self.is_ready() and self.sign_in_link():
                return
            time.sleep(0.3)
        raise RuntimeError("the house did not start:\n" + "\n".join(self.lines[-40:]))

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=12).is_success
        except httpx.HTTPError:
            return False

    def sign_in_link(self) -> str | None:
        """Return the one-time link that was printed."""
        found = re.search(r"https?://\S+/desk/sign-in/\S+", "\n".join(self.lines))
        return found.group() if found else None

    def command(self, *words: str) -> str:
        """Run `agency` with *words* against this house, and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "agency.cli", *words],
            cwd=self.root,
            env=self.env,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def stop(self) -> None:
        """End it as Ctrl-C does, and wait for it."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=90)
