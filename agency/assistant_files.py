"""The trained assistant as files: the live one, candidates, and the one from before."""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

ASSISTANT = "assistant.tar.gz"
EXAMPLES = "examples.yml"
# A model is 20 MB: the last few are enough to go back to.
FOLDERS_KEPT = 4
# A bar that is drawn again and again says nothing of what went wrong.
BAR = re.compile(r"(%\|.*\| \d+/\d+|: \d+it) \[")


class FilesRefused(Exception):
    """The files are not what they were; the message is the sentence that says so."""


@dataclass(frozen=True)
class AssistantFiles:
    """*live* is what the running assistant loads; *home* keeps the desk's trainings."""

    live: Path
    home: Path

    @property
    def examples(self) -> Path:
        """The desk's examples that the live assistant was taught; `make train` reads them too."""
        return self.home / EXAMPLES

    def folder(self, training: int) -> Path:
        folder = self.home / str(training)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def candidate(self, training: int) -> Path:
        return self.folder(training) / ASSISTANT

    def log(self, training: int) -> Path:
        return self.folder(training) / "log.txt"

    def log_lines(self, training: int, *, most: int = 40) -> list[str]:
        """Return the end of a training's log, without the bars that show how far it was."""
        try:
            lines = (self.home / str(training) / "log.txt").read_text("utf-8", "replace")
        except FileNotFoundError:
            return []
        told = (line.rstrip() for line in lines.splitlines())
        return [line for line in told if line and not BAR.search(line)][-most:]

    def promote(self, training: int) -> None:
        """Put a candidate in the place of the live assistant; the running one sees it."""
        folder = self.folder(training)
        if not (folder / ASSISTANT).exists() or not (folder / EXAMPLES).exists():
            raise FilesRefused("What it learned is no longer kept here. Train again.")
        before, before_examples = folder / "before.tar.gz", folder / "before.yml"
        if not before.exists():
            if self.examples.exists():
                shutil.copy2(self.examples, before_examples)
            _copy(self.live, before)
        _copy(folder / EXAMPLES, self.examples)
        # The newer of the two: or `make run` would train again what was trained just now.
        _copy(folder / ASSISTANT, self.live)

    def roll_back(self, training: int) -> None:
        """Put the assistant from before a training back; refuse if it was trained anew since."""
        folder = self.folder(training)
        if digest(self.live) != digest(folder / ASSISTANT):
            raise FilesRefused("The assistant was trained anew since, by `make train`.")
        before = folder / "before.yml"
        if before.exists():
            _copy(before, self.examples)
        else:
            self.examples.unlink(missing_ok=True)
        _copy(folder / "before.tar.gz", self.live)

    def tidy(self) -> None:
        """Keep the files of the newest trainings alone."""
        numbers = sorted(
            (int(each.name) for each in self.home.iterdir() if each.name.isdigit()), reverse=True
        )
        for number in numbers[FOLDERS_KEPT:]:
            shutil.rmtree(self.home / str(number), ignore_errors=True)


def read_questions(folder: Path) -> list[dict[str, Any]]:
    """Return the questions with which assistants are compared; none where they are not there."""
    return list(_lines(sorted(folder.glob("*.jsonl"))))


def write_questions(lines: Sequence[Mapping[str, Any]], file: Path) -> str:
    """Write the questions for the exam; return what tells this list from another."""
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n"
    file.write_text(text, "utf-8")
    return sha256(text.encode()).hexdigest()


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        hashed = sha256()
        while block := opened.read(1 << 20):
            hashed.update(block)
    return hashed.hexdigest()


def _lines(files: Sequence[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        for row in file.read_text("utf-8").splitlines():
            line = json.loads(row) if row else {}
            if line and line.get("kind") != "form_value":
                yield line


def _copy(source: Path, target: Path) -> None:
    """Copy all or nothing: who reads *target* meanwhile reads the old one or the new one."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copyfile(source, draft)
    draft.replace(target)
