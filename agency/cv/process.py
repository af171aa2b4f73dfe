"""Reads strangers' files in a process of its own, and outlives whatever happens there."""

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any, Self

from agency.cv.frames import LARGEST_ANSWER, LENGTH, SECONDS, frame
from agency.cv.reading import CvReading, reading_from, refusal
from agency.cv.refusal import Reason

ROOT = Path(__file__).parents[2]
TO_START = 60.0  # the lexicon is learnt once, on a busy machine
TO_ANSWER = SECONDS + 5.0
# The nursery is told none of our secrets, and one core is enough for it.
_TOLD = {"PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


class CvReader:
    """
    Reads CVs, one at a time, away from this process; used by as many threads as like.

    The process it needs is started with the first CV, or by `start`, and again when it was lost.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._warm = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Begin to learn the lexicon, without waiting for it."""
        with self._lock:
            self._running()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def read(self, body: bytes, filename: str, *, today: date | None = None) -> CvReading:
        """Return what *body* says; a file that ends its reader was too heavy to be read."""
        asked = json.dumps({"filename": filename, "today": today.isoformat() if today else None})
        with self._lock:
            process = self._running()
            try:
                answered = self._ask(process, asked.encode(), body)
            except OSError:
                answered = None
            if answered is None:
                self._end()
                return refusal(Reason.TOO_HEAVY)
            self._warm = True
        content: dict[str, Any] = json.loads(answered)
        return reading_from(content["reading"], content["text"])

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "agency.cv.nursery"],
                cwd=ROOT,
                env=_TOLD,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process

    def _ask(self, process: subprocess.Popen[bytes], asked: bytes, body: bytes) -> bytes | None:
        assert process.stdin is not None
        assert process.stdout is not None
        for content in (asked, body):
            process.stdin.write(frame(content))
        process.stdin.flush()
        deadline = time.monotonic() + TO_ANSWER + (0 if self._warm else TO_START)
        head = _take(process.stdout.fileno(), LENGTH, deadline)
        size = int.from_bytes(head, "big") if head else 0
        if not 0 < size <= LARGEST_ANSWER * 2:
            return None
        return _take(process.stdout.fileno(), size, deadline)

    def _end(self) -> None:
        process, self._process, self._warm = self._process, None, False
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                try:
                    stream.close()
                except OSError:
                    continue


def _take(descriptor: int, size: int, deadline: float) -> bytes | None:
    """Return *size* bytes, or None when they have not come by *deadline*."""
    content = b""
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while len(content) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                return None
            piece = os.read(descriptor, size - len(content))
            if not piece:
                return None
            content += piece
    return content


def read_away(body: bytes, filename: str, *, today: date | None = None) -> CvReading:
    """Read one file in a process that is started for it, and ended."""
    with CvReader() as reader:
        return reader.read(body, filename, today=today)
