"""`agency cv read FILE` shows what the house makes of a CV."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.agency.cv import files


def test_the_command_prints_the_reading_as_json(tmp_path: Path):
    file = tmp_path / "cv.docx"
    file.write_bytes(files.a_docx())

    done = subprocess.run(
        [sys.executable, "-m", "agency.cli", "cv", "read", str(file)],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip

    told = json.loads(done.stdout)
    assert told["outcome"] == "parsed"
    assert told["name"] == "Jo Example"
    assert told["evidence"]["postcode"]["line"].endswith("SK4 4QT")
    assert list(tmp_path.iterdir()) == [file]
