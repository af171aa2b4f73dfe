"""Run the faults and print the count; answer 1 if anything was lost or doubled."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.run import run_faults


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--visitors", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="keep database and log in this folder")
    wanted = parser.parse_args()
    began = time.monotonic()

    def tell(words: str) -> None:
        print(f"{time.monotonic() - began:6.0f} s  {words}", flush=True)

    with tempfile.TemporaryDirectory() as passing:
        home = wanted.home or Path(passing)
        deaths, reckoning, troubles = run_faults(
            home, kills=wanted.kills, visitors=wanted.visitors, seed=wanted.seed, tell=tell
        )
    print("\nkilled:")
    for (process, phase), count in sorted(deaths.items()):
        print(f"{count:>6}  {process}, {phase}")
    print(f"{sum(deaths.values()):>6}  in all\n\n{reckoning}")
    for trouble in troubles:
        print(f"        {trouble}")
    return 0 if reckoning.is_good and not troubles else 1


if __name__ == "__main__":
    sys.exit(main())
