"""A copy of this checkout, small enough to be trained in half a minute, and nobody else's."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.whole_house import ROOT

CODE = ("actions", "agency", "bot", "web", "data")
FILES = ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml")
ENVIRONMENTS = (".venv", ".venv-rasa")
# Of each topic one example in so many is learned, and one question in so many is asked.
ONE_EXAMPLE_IN = 5
ONE_QUESTION_IN = 12
BLOCK = re.compile(r"(examples: \|\n)((?:[ ]{6,}- .*\n?)+)")


def copy_checkout(to: Path) -> Path:
    """Copy what runs to *to*, with the trained assistant and few examples; return it."""
    left_out = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in CODE:
        shutil.copytree(ROOT / name, to / name, ignore=left_out)
    for name in FILES:
        shutil.copy2(ROOT / name, to / name)
    for name in ENVIRONMENTS:
        (to / name).symlink_to((ROOT / name).resolve())
    (to / "models").mkdir()
    shutil.copy2(ROOT / "models" / "assistant.tar.gz", to / "models")
    for name in ("language", "sentences"):
        (to / "models" / name).symlink_to(ROOT / "models" / name)
    examples = to / "data" / "nlu.yml"
    examples.write_text(BLOCK.sub(_fewer, examples.read_text("utf-8")), "utf-8")
    questions = to / "tests" / "understanding"
    questions.mkdir(parents=True)
    for file in sorted((ROOT / "tests" / "understanding").glob("*.jsonl")):
        lines = file.read_text("utf-8").splitlines(keepends=True)
        (questions / file.name).write_text("".join(lines[::ONE_QUESTION_IN]), "utf-8")
    return to


def _fewer(block: re.Match[str]) -> str:
    lines = block.group(2).splitlines(keepends=True)
    return block.group(1) + "".join(lines[::ONE_EXAMPLE_IN])
