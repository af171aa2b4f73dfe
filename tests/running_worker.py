"""The worker as it runs: a process of its own, on the home of the test in hand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.whole_house import ROOT


@contextmanager
def worker_in(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker on the database and the files in *home*, until it is ended or killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "agency.worker"],
        cwd=ROOT,
        env=os.environ | {"AGENCY_HOME": str(home), "AGENCY_DATABASE_URL": ""},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=120)
