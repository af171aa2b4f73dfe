"""
The assistant beside what Rasa trains when nobody chooses (stock_config.yml), on the very same data.

    python -m benchmarks stock [--epochs 4]

Both are trained afresh, into a folder that is thrown away, and asked the same questions without a
server; one judge compares topics. By default DIET and ResponseSelector have 100 epochs, which takes
hours on this data: --epochs N gives DIET N and ResponseSelector six times as many, and what all
would have taken is worked out and printed. So few do not show what a hundred would.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks.reading import ROOT
from benchmarks.turn_cost import cpu_seconds

ROOM = ROOT / ".venv-rasa/bin/python"
STOCK = ROOT / "benchmarks/stock_config.yml"
OURS = ROOT / "config.yml"
# Half an hour on two quiet cores; all hundred take six hours or more.
EPOCHS = 4
# How many epochs of the second take as long as one of the first: each gets half of the time.
SLOW = {"DIETClassifier": 1, "ResponseSelector": 6}
STAGE = re.compile(r"(Starting to train|Finished training) component '(\w+)'")
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


@dataclass
class Training:
    """A trained model, what it took, and what all the default epochs would have taken."""

    model: Path
    wall: float = 0.0
    cpu: float = 0.0
    peak_mb: float = 0.0
    slow_wall: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SLOW, 0.0))
    slow_cpu: dict[str, float] = field(default_factory=lambda: dict.fromkeys(SLOW, 0.0))
    shares: dict[str, float] = field(default_factory=dict)

    @property
    def wall_in_full(self) -> float:
        return self.wall + self.left_out(self.slow_wall)

    @property
    def cpu_in_full(self) -> float:
        return self.cpu + self.left_out(self.slow_cpu)

    def left_out(self, seconds: Mapping[str, float]) -> float:
        """Return what the epochs that were left out would have taken."""
        return sum(seconds[slow] * (1 / share - 1) for slow, share in self.shares.items())


def train(name: str, config: Path, folder: Path) -> Training:
    """Train *config* on data/ into *folder*; nothing that an earlier training kept is used."""
    training = Training(folder / f"{name}.tar.gz")
    words = ["--config", str(config), "--fixed-model-name", name, "--out", str(folder)]
    began = time.perf_counter()
    process = subprocess.Popen(
        [ROOM, "-W", "ignore", "-m", "rasa", "train", *words],
        cwd=ROOT,
        env=os.environ | QUIET | {"RASA_CACHE_DIRECTORY": str(folder / f"{name}-cache")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if (found := STAGE.search(line)) and found[2] in SLOW:
            # From the end of a slow stage take its beginning.
            sign = -1 if found[1].startswith("Starting") else 1
            training.slow_wall[found[2]] += sign * time.perf_counter()
            training.slow_cpu[found[2]] += sign * cpu_seconds(process.pid)
    _, status, spent = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or not training.model.exists():
        raise SystemExit(f"{name} did not train:\n{''.join(said[-40:])}")
    training.wall = time.perf_counter() - began
    training.cpu = spent.ru_utime + spent.ru_stime
    training.peak_mb = spent.ru_maxrss / 1024
    return training


def shortened(epochs: int, folder: Path) -> tuple[Path, dict[str, float]]:
    """Return the stock pipeline with fewer epochs of what is slow, and the share of each."""
    config = yaml.safe_load(STOCK.read_text("utf-8"))
    shares = {}
    for each in config["pipeline"]:
        if each["name"] in SLOW:
            fewer = min(epochs * SLOW[each["name"]], each["epochs"])
            shares[each["name"]] = fewer / each["epochs"]
            each["epochs"] = fewer
    file = folder / "config.yml"
    file.write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")
    return file, shares


def read(model: Path, files: list[Path]) -> dict[str, Any]:
    """Return what a model makes of the questions in *files*, from a process of its own."""
    done = subprocess.run(
        [ROOM, "-W", "ignore", "-m", "benchmarks.reading", model, *files],
        cwd=ROOT,
        env=os.environ | QUIET,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{model.name} could not be asked:\n{done.stderr[-3000:]}")
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def shares(figures: dict[str, Any], file: str) -> dict[str, str]:
    """Return the share right of each kind of question in *file*."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for each in figures["judged"][file]:
        groups[each["kind"].replace("_", " ")].append(each["right"])
    return {
        kind: f"{sum(hits)} of {len(hits)}, {100 * sum(hits) / len(hits):.1f} %"
        for kind, hits in sorted(groups.items(), key=lambda item: -len(item[1]))
    }


def row(title: str, ours: str, stock: str) -> None:
    print(f"{title:34} {ours:>24} {stock:>24}")


def spent(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 180 else f"{seconds / 60:.0f} min"


def compare(ours: Training, stock: Training, files: list[Path]) -> None:
    """Ask both everything and print the figures side by side."""
    mine, theirs = read(ours.model, files), read(stock.model, files)
    row("", "this assistant", "Rasa's default")
    for file in files:
        print(f"{file.name}: topic right at once, or declined where it should be")
        other = shares(theirs, file.name)
        for kind, share in shares(mine, file.name).items():
            row(f"  {kind}", share, other[kind])
    row("training, wall clock", spent(ours.wall), spent(stock.wall))
    row("training, CPU", spent(ours.cpu), spent(stock.cpu))
    if min(stock.shares.values(), default=1) < 1:
        row("  with all its epochs, about", spent(ours.wall), spent(stock.wall_in_full))
        row("  and CPU, about", spent(ours.cpu), spent(stock.cpu_in_full))
    row("training, peak memory", f"{ours.peak_mb:.0f} MB", f"{stock.peak_mb:.0f} MB")
    row("CPU per message", f"{mine['cpu_ms']:.1f} ms", f"{theirs['cpu_ms']:.1f} ms")
    row("waiting per message, median", f"{mine['wall_ms']:.1f} ms", f"{theirs['wall_ms']:.1f} ms")
    row("peak memory while answering", f"{mine['peak_mb']:.0f} MB", f"{theirs['peak_mb']:.0f} MB")
    row("loading", spent(mine["loading"]), spent(theirs["loading"]))
    row("size of the model", size(ours.model), size(stock.model))


def size(model: Path) -> str:
    return f"{model.stat().st_size / 1e6:.1f} MB"


def main() -> None:
    """Train both, ask both, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="their default is 100")
    wanted = parser.parse_args()
    files = sorted((ROOT / "tests/understanding").glob("*.jsonl"))
    if real := os.environ.get("AGENCY_QUESTIONS"):
        files.append(Path(real).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = train("assistant", OURS, folder)
        print(f"trained this assistant in {spent(ours.wall)}; Rasa's default next", flush=True)
        config, stages = shortened(wanted.epochs, folder)
        stock = train("stock", config, folder)
        stock.shares = stages
        for slow, share in stages.items():
            print(f"{slow} had {share:.0%} of its default epochs", flush=True)
        compare(ours, stock, files)


if __name__ == "__main__":
    main()
