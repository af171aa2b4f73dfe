"""A stranger's file is read where it can harm nobody."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agency.cv import nursery
from agency.cv.process import CvReader, read_away
from tests.agency.cv import files
from tests.cv_set import TODAY


@pytest.fixture(scope="module")
def reader() -> Iterator[CvReader]:
    with CvReader() as reader:
        yield reader


def test_a_cv_is_read_in_another_process_as_it_would_be_in_this_one(reader: CvReader):
    read = reader.read(files.a_docx(), "cv.docx", today=TODAY)

    assert (read.name, read.phone) == ("Jo Example", "+447700900123")
    assert read.jobs[0].employer == "Example Care Home"
    assert read.evidence["email"].line.startswith("jo.example@example.org")
    assert "Example Care Home" in read.text


def test_a_refusal_comes_back_with_its_reason(reader: CvReader):
    assert reader.read(files.a_scan(), "cv.pdf").reason == "scan"


def test_a_file_that_takes_too_much_is_ended_and_the_next_is_read(reader: CvReader):
    begun = time.monotonic()
    heavy = reader.read(files.heavy_pdf(), "cv.pdf")

    assert heavy.reason == "too_heavy"
    assert time.monotonic() - begun < 15
    assert reader.read(files.a_pdf(), "cv.pdf").name == "Jo Example"


def test_a_reader_whose_process_was_lost_starts_another():
    with CvReader() as reader:
        reader.read(files.a_pdf(), "cv.pdf")
        assert reader._process is not None
        reader._process.kill()

        read = [reader.read(files.a_pdf(), "cv.pdf") for _ in range(2)]

    assert read[-1].name == "Jo Example"


def test_many_threads_may_ask_one_reader(reader: CvReader):
    names: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: names.append(reader.read(files.a_pdf(), "cv.pdf").name))
        for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert names == ["Jo Example"] * 4


WAYS_OUT = ("a socket", "a file to read", "a file to write", "a pipe", "a gigabyte")


def attempts() -> dict[str, bool]:
    """Try every way out of the process, and say which were open."""
    tried = {}
    for name, attempt in {
        "a socket": socket.socket,
        "a file to read": lambda: os.open(__file__, os.O_RDONLY),
        "a file to write": lambda: os.open("/tmp/agency-cv", os.O_CREAT),
        "a pipe": os.pipe,
        "a gigabyte": lambda: len(bytearray(1024**3)),
    }.items():
        try:
            attempt()
        except (OSError, MemoryError):
            tried[name] = False
        else:
            tried[name] = True
    return tried


def test_the_child_has_no_way_out(tmp_path: Path):
    source, target = os.pipe()
    child = os.fork()
    if child == 0:
        nursery._give_up_every_way_out(target)
        os.write(target, json.dumps(attempts()).encode())
        os._exit(0)
    os.close(target)
    answered = os.read(source, 4000)
    os.waitpid(child, 0)
    os.close(source)

    assert json.loads(answered) == dict.fromkeys(WAYS_OUT, False)


def test_one_file_may_be_read_without_keeping_a_reader():
    assert read_away(files.a_docx(), "cv.docx").town == "Stockport"
