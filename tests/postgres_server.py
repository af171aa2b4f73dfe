"""A PostgreSQL server of the tests' own, from the machine's package."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

# The assistant's Python reads this file too, and there is no driver in it.
if TYPE_CHECKING:
    import psycopg

OWNER = "agency"
EMPTY = "migrated"
DEBIAN = Path("/usr/lib/postgresql")
STARTS_WITHIN = 120.0  # seconds


class NotInstalled(Exception):
    """This machine has no PostgreSQL."""


class PostgresServer:
    """Runs until it is stopped; each test has a database of its own, copied from an empty one."""

    def __init__(self) -> None:
        self.programs = find_programs()
        self.place = Path(tempfile.mkdtemp(prefix="agency-pg-"))
        self.made = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        # PostgreSQL refuses to run as root, who hands it to the user its package made.
        somebody: dict[str, Any] = {}
        if os.geteuid() == 0:
            somebody = {"user": "postgres", "group": "postgres"}
            shutil.chown(self.place, "postgres", "postgres")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"} | somebody
        data = self.place / "data"
        make = [self.programs / "initdb", "-D", data, "-A", "trust", "-U", OWNER, "-E", "UTF8"]
        subprocess.run([*make, "--locale=C.UTF-8", "--no-sync"], check=True, **quiet)
        # Only a socket in a directory that nobody else may enter; what is lost with it is no loss.
        run = [
            self.programs / "postgres",
            "-D",
            data,
            "-k",
            self.place,
            "-h",
            "",
            "-F",
            "-N",
            "200",
        ]
        self.process = subprocess.Popen(run, **quiet)
        until = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                self._run("SELECT 1")
            except Exception:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.1)
            else:
                break
        self._run(f"CREATE DATABASE {EMPTY}")
        from agency.storage.unit import upgrade

        upgrade(self.url(EMPTY))

    def stop(self) -> None:
        if self.process:
            # Asked to end nicely it would wait for whoever still has a connection open.
            self.process.send_signal(signal.SIGINT)
            self.process.wait()
        shutil.rmtree(self.place, ignore_errors=True)

    def new_database(self) -> str:
        """Return the address of a database that the migrations made and nobody has used."""
        self.made += 1
        self._run(f"CREATE DATABASE test_{self.made} TEMPLATE {EMPTY}")
        return self.url(f"test_{self.made}")

    def drop(self, url: str) -> None:
        name = url.partition("@/")[2].partition("?")[0]
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name: str) -> str:
        return f"postgresql://{OWNER}@/{name}?host={self.place}"

    def _run(self, statement: str) -> None:
        with self._connected() as connection:
            connection.execute(statement.encode())

    def _connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        import psycopg

        return psycopg.connect(host=str(self.place), user=OWNER, dbname="postgres", autocommit=True)


def find_programs() -> Path:
    """Return where the server's programs lie; Debian keeps them off the path."""
    if on_the_path := shutil.which("initdb"):
        return Path(on_the_path).resolve().parent
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda each: float(each.parts[-3]))
    if not versions:
        raise NotInstalled
    return versions[-1].parent
