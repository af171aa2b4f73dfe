"""
The process in which strangers' files are read, each in a child that can harm nobody.

It learns the lexicon once and forks for every CV. The child gives up, before it looks at the file,
every way out: it can open no file and no socket, write nothing but its answer, start no process
(unless the house runs as root), and is ended when it takes too long or too much.
`agency.cv.process` starts this and talks to it.
"""

import codecs
import json
import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from datetime import date
from io import BytesIO
from typing import Any

from agency.cv.frames import LARGEST_ANSWER, MEMORY, SECONDS, frame, receive
from agency.cv.lexicon import counties, find_words, places
from agency.cv.reader import read_cv
from agency.cv.reading import CvReading, refusal
from agency.cv.refusal import Reason

OUT_OF_MEMORY = 3

_ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp437", "cp850",
    "mac_roman", "iso8859_15", "ascii", "cp874", *(f"cp{n}" for n in range(1250, 1259)),
)  # fmt: skip
_SMALLEST_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]"
    b"/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)
_SMALLEST_TEXT = (
    b"Jo Example\njo@example.org 07700 900123 Leeds LS6 3QS\nExperience\n2019 - now "
    b"Teaching assistant, Example School\nEducation\nGCSE Maths (C) 2010\nSkills\nMakaton\n"
)


def main() -> None:
    """Read what arrives on the standard input, until that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up()
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    while (asked := receive(requests)) is not None and (body := receive(requests)) is not None:
        answers.write(frame(answer(json.loads(asked), body)))
        answers.flush()


def warm_up() -> None:
    """Load everything a reading needs: the children can open no file any more."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    places(), counties(), find_words("Makaton")
    read_cv(_SMALLEST_PDF, "cv.pdf")
    read_cv(_SMALLEST_TEXT, "cv.txt")


def answer(asked: dict[str, Any], body: bytes) -> bytes:
    """Return the reading of *body*, made by a child, as JSON."""
    source, target = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(source)
        _read_and_end(target, asked, body)
    os.close(target)
    try:
        content, in_time = _collect(source, time.monotonic() + SECONDS)
    finally:
        os.close(source)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if in_time and content and os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0:
        return content
    ended_early = os.WIFEXITED(status) and os.WEXITSTATUS(status) not in (0, OUT_OF_MEMORY)
    return packed(refusal(Reason.DAMAGED if ended_early else Reason.TOO_HEAVY))


def packed(reading: CvReading) -> bytes:
    """Return a reading as bytes, its text with it."""
    return json.dumps({"reading": reading.as_json(), "text": reading.text}).encode()


def _collect(source: int, deadline: float) -> tuple[bytes, bool]:
    content = BytesIO()
    while (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([source], [], [], left)
        if not ready:
            break
        piece = os.read(source, 65536)
        if not piece:
            # The child closes its end as it ends; give the kernel the moment that takes.
            time.sleep(0.001)
            return content.getvalue(), True
        content.write(piece)
        if content.tell() > LARGEST_ANSWER:
            break
    return b"", False


def _read_and_end(target: int, asked: dict[str, Any], body: bytes) -> None:
    code = 1
    try:
        _give_up_every_way_out(target)
        today = date.fromisoformat(asked["today"]) if asked.get("today") else None
        content = packed(read_cv(body, asked["filename"], today=today))
        sent = 0
        while sent < len(content):
            sent += os.write(target, content[sent:])
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    finally:
        # Never back into the nursery's loop, whatever happened.
        os._exit(code)


def _give_up_every_way_out(target: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.closerange(3, target)
    os.closerange(target + 1, 256)
    if hasattr(os, "unshare"):
        # Where the kernel lets us, there is no network at all, not only no way to ask for it.
        with suppress(OSError):
            os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)
    for limit, most in (
        ("RLIMIT_CPU", SECONDS),
        ("RLIMIT_AS", _in_use() + MEMORY),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 0),
    ):
        # Not every system knows every limit.
        with suppress(OSError, ValueError, AttributeError):
            resource.setrlimit(getattr(resource, limit), (most, most))


def _in_use() -> int:
    """Return how much address space this process has."""
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123  no path to build in a child
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 1024 * 1024 * 1024


if __name__ == "__main__":
    main()
