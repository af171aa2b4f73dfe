"""`agency cv read FILE` shows what the house makes of a CV."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from agency.cv.reader import read_cv
from agency.cv.refusal import IN_WORDS, Reason
from tests.agency.cv import files

PROMISED = """
    outcome reason name email phone postcode town jobs qualifications skills languages dbs
    years_with_children evidence
"""


def test_the_command_prints_the_reading_as_json(tmp_path: Path):
    file = tmp_path / "cv.docx"
    file.write_bytes(files.a_docx())

    done = subprocess.run(
        [sys.executable, "-m", "agency.cli", "cv", "read", str(file)],
        capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip

    told = json.loads(done.stdout)
    assert told["outcome"] == "parsed"
    assert told["name"] == "Jo Example"
    assert told["evidence"]["postcode"]["line"].endswith("SK4 4QT")
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(tmp_path: Path):
    file = tmp_path / "cv.pdf"
    file.write_bytes(files.a_scan())

    done = subprocess.run(
        [sys.executable, "-m", "agency.cli", "cv", "read", str(file)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip

    told = json.loads(done.stdout)
    assert (told["outcome"], told["reason"], told["jobs"]) == ("needs_ocr", "scan", [])
    assert done.stderr == (
        "cv.pdf was not read: it is a scan: pictures of pages, and no text in them.\n"
    )
    assert done.returncode == 1


def test_every_reason_has_its_sentence():
    assert set(IN_WORDS) == set(Reason)


def test_the_json_is_what_the_design_promises_and_no_more():
    promised = set(PROMISED.split())

    assert set(read_cv(files.a_docx(), "cv.docx").as_promised()) == promised
    assert set(read_cv(b"", "cv.pdf").as_promised()) == promised
