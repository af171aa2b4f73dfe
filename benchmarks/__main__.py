"""`make bench`: starts a house of its own, and measures it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.whole_house import ROOT, WholeHouse

# Real questions are not part of the project: the name of a file of them may be given.
QUESTIONS = os.environ.get("AGENCY_QUESTIONS", str(ROOT / "tests/understanding/questions.jsonl"))


def measure(*words: str) -> None:
    print(f"\n{' '.join(words)}", flush=True)
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True)


def main() -> None:
    """Print what a turn costs and how many questions are answered right."""
    with tempfile.TemporaryDirectory() as home:
        house = WholeHouse(Path(home))
        house.start()
        try:
            measure("benchmarks/turn_cost.py", "--url", house.url)
            measure("benchmarks/visitor_questions.py", QUESTIONS, "--url", house.url)
        finally:
            house.stop()


if __name__ == "__main__":
    main()
