"""
`make bench`: starts a house of its own, measures it, and sets it beside Rasa's default.

    python -m benchmarks [turns] [questions] [cvs] [news] [stock [--epochs 4]] [understanding]

Without a name it runs turns, questions, cvs and stock.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.whole_house import ROOT, WholeHouse

ROOM = ROOT / ".venv-rasa/bin/python"
ALL = ["turns", "questions", "cvs", "stock"]
OTHERS = ["news", "understanding"]


def measure(*words: str, python: str = sys.executable) -> None:
    print(f"\n{' '.join(words)}", flush=True)
    subprocess.run([python, *words], cwd=ROOT, check=True)


def question_files() -> list[Path]:
    """Return the project's own questions and the file that AGENCY_QUESTIONS names."""
    files = sorted((ROOT / "tests/understanding").glob("*.jsonl"))
    # Real questions are not part of the project: the name of a file of them may be given.
    real = os.environ.get("AGENCY_QUESTIONS")
    return [*files, Path(real).resolve()] if real else files


@contextmanager
def a_house() -> Iterator[str]:
    """Start a house in a home of its own, give its address, and end it."""
    with tempfile.TemporaryDirectory() as home:
        house = WholeHouse(Path(home))
        house.start()
        try:
            yield house.url
        finally:
            house.stop()


def main() -> None:
    """Run what was named, or everything but the page of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=" or ".join([*ALL, *OTHERS]))
    parser.add_argument("--epochs", help="of the stock pipeline; its default is 100")
    wanted = parser.parse_args()
    names = wanted.names or ALL
    if unknown := set(names) - {*ALL, *OTHERS}:
        parser.error(f"there is no {' or '.join(sorted(unknown))}")
    if {"turns", "questions"} & set(names):
        with a_house() as url:
            if "turns" in names:
                measure("benchmarks/turn_cost.py", "--url", url)
            if "questions" in names:
                for file in question_files():
                    measure("benchmarks/visitor_questions.py", str(file), "--url", url)
    if "cvs" in names:
        measure("-m", "benchmarks.cv_reading")
    if "news" in names:
        measure("-m", "benchmarks.handing_over")
    if "stock" in names:
        epochs = ["--epochs", wanted.epochs] if wanted.epochs else []
        measure("-m", "benchmarks.side_by_side", *epochs)
    if "understanding" in names:
        measure("-W", "ignore", "-m", "benchmarks.understanding", python=str(ROOM))


if __name__ == "__main__":
    main()
