"""`agency answers check`, as it is typed."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A house of its own, whose answers a test may break."""
    for room in ("agency", "data", "web"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / room, tmp_path / room, ignore=ignore)
    return tmp_path


def check(house: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agency.cli", "answers", "check", *words],
        cwd=house,
        env={"AGENCY_HOME": str(house / "home"), "PYTHONPATH": str(house)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def change(house: Path, topic: str, before: str, after: str) -> None:
    path = house / "data" / "answers" / f"{topic}.yml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_whole_answers_end_with_0_and_a_broken_one_with_1(copy: Path):
    whole = check(copy)
    assert (whole.returncode, whole.stderr) == (0, "")
    assert " 0 broken" in whole.stdout

    change(copy, "goodbye", "source: {title: ", "source: {nothing: ")
    broken = check(copy)
    assert broken.returncode == 1
    assert " ! goodbye/none/uk: It has no source." in broken.stdout


def test_a_review_that_is_past_is_told_and_counts_where_asked(copy: Path):
    change(copy, "goodbye", "checked: 2026-05-01", "checked: 2020-01-01")
    change(copy, "goodbye", "review_by: 2027-05-01", "review_by: 2021-01-01")

    lenient, strict = check(copy), check(copy, "--strict")
    assert (lenient.returncode, strict.returncode) == (0, 1)
    assert " - goodbye/none/uk: Its review was due on 1 January 2021." in lenient.stdout


def test_a_file_that_cannot_be_read_is_named(copy: Path):
    change(copy, "goodbye", "topic: ", "topic: [")

    told = check(copy)
    assert told.returncode == 1
    assert "goodbye.yml" in told.stderr
    assert "Traceback" not in told.stderr
