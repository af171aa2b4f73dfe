"""The worker's round that trains, compares, and puts what was promoted in its place."""

import json
import logging
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from yaml import YAMLError

from agency.assistant_files import (
    ASSISTANT,
    EXAMPLES,
    AssistantFiles,
    FilesRefused,
    digest,
    read_questions,
    write_questions,
)
from agency.core.exam import compare_heard
from agency.processes import ASSISTANT_MODEL, errand
from agency.services.questions.examples import examples_as_file
from agency.services.questions.trainings import (
    Claimed,
    State,
    claim_training,
    is_any_training,
    leave_training,
    mark_ended,
    mark_live,
    mark_ready,
    mark_rolled_back,
    mark_unmoved,
    note_step,
)
from agency.settings import ROOT
from agency.storage.example_file import read_examples
from agency.storage.unit import OpenUnit

logger = logging.getLogger("agency.worker")

QUESTIONS = ROOT / "tests" / "understanding"
LOOKS_EVERY = 2.0
LONGEST = 3600.0  # seconds: a training that takes an hour will not end at all
KILLED_AFTER = 5.0
TRAIN = ("train", "--skip-validation", "--force", "--augmentation", "0")


class Stopped(Exception):
    """Somebody cancelled, or the house ends."""


class TrainingFailed(Exception):
    """The assistant's room could not do what it was asked; the message says what."""


class Trainer:
    """Works at one training at a time, in processes of their own that give way to the chat."""

    def __init__(
        self, look: OpenUnit, open_unit: OpenUnit, home: Path, ending: threading.Event
    ) -> None:
        self.look = look
        self.open_unit = open_unit
        self.files = files_of(home)
        self.ending = ending

    def work(self) -> bool:
        """Do what a training waits for, if one does; say whether there was any."""
        with self.look() as session:
            if not is_any_training(session, now=datetime.now(UTC)):
                return False
        with self.open_unit() as session:
            claimed = claim_training(session, now=datetime.now(UTC))
        if claimed is None:
            return False
        logger.info("at a training", extra={"training": claimed.id, "state": claimed.state})
        if claimed.state is State.PROMOTING:
            return self.promote(claimed.id)
        if claimed.state is State.ROLLING_BACK:
            return self.roll_back(claimed.id)
        return self.train(claimed)

    def train(self, claimed: Claimed) -> bool:
        """Train a candidate and compare it with the live assistant."""
        try:
            comparison = self.compare(claimed, self.make(claimed))
        except Stopped:
            with self.open_unit() as session:
                if self.ending.is_set():
                    leave_training(session, claimed.id)
                    return False
                mark_ended(session, claimed.id, State.CANCELLED, now=datetime.now(UTC))
        except (TrainingFailed, OSError, ValueError, YAMLError) as problem:
            logger.warning("a training failed", extra={"training": claimed.id}, exc_info=problem)
            with self.open_unit() as session:
                now = datetime.now(UTC)
                mark_ended(session, claimed.id, State.FAILED, problem=in_words(problem), now=now)
        else:
            with self.open_unit() as session:
                mark_ready(session, claimed.id, comparison, now=datetime.now(UTC))
        self.files.tidy()
        return True

    def make(self, claimed: Claimed) -> Path:
        """Train with the desk's examples beside those of data/nlu.yml; return the candidate."""
        folder = self.files.folder(claimed.id)
        with self.look() as session:
            file = read_examples(ROOT / "data", ROOT / "config.yml")
            written = examples_as_file(session, file, claimed.examples)
        (folder / EXAMPLES).write_text(written, "utf-8")
        self.files.log(claimed.id).write_bytes(b"")
        count = sum(map(len, file.examples.values())) + len(claimed.examples)
        words = (
            *TRAIN, "--fixed-model-name", ASSISTANT.removesuffix(".tar.gz"),
            "--out", str(folder), "--data", "data", str(folder / EXAMPLES),
        )  # fmt: skip
        self.run(claimed.id, "rasa", words, lambda: f"Learning from {count:,} sentences")
        if not (folder / ASSISTANT).exists():
            raise TrainingFailed("The training ended without an assistant.")
        return folder / ASSISTANT

    def compare(self, claimed: Claimed, candidate: Path) -> dict[str, Any]:
        """Ask the candidate and the live assistant the same questions."""
        lines = [*read_questions(QUESTIONS), *claimed.tests]
        questions = self.files.folder(claimed.id) / "questions.jsonl"
        asked = write_questions(lines, questions)
        before = self.hear(claimed.id, ASSISTANT_MODEL, questions, asked, "the live assistant")
        after = self.hear(claimed.id, candidate, questions, asked, "the candidate")
        return compare_heard(lines, before, after)

    def hear(
        self, number: int, model: Path, questions: Path, asked: str, who: str
    ) -> list[list[str]]:
        """Return what *model* makes of the questions; what it made of them before is kept."""
        if not questions.read_text("utf-8").strip():
            return []
        kept = self.files.home / f"heard-{digest(model)[:16]}-{asked[:16]}.json"
        if not kept.exists():
            draft = questions.with_name("heard.json")
            words = (str(model), str(questions), str(draft))
            self.run(number, "bot.exam", words, lambda: self.how_far(number, who), comparing=True)
            for old in self.files.home.glob(f"heard-*-{asked[:16]}.json"):
                if old.stat().st_mtime < time.time() - 7 * 24 * 3600:
                    old.unlink()
            draft.replace(kept)
        heard: list[list[str]] = json.loads(kept.read_text("utf-8"))
        return heard

    def how_far(self, number: int, who: str) -> str:
        last = next(iter(self.files.log_lines(number, most=1)), "")
        return f"Asking {who}: {last}" if last.startswith("asked") else f"Asking {who}"

    def run(
        self,
        number: int,
        module: str,
        words: Sequence[str],
        step: Callable[[], str],
        *,
        comparing: bool = False,
    ) -> None:
        """Run one errand to its end, telling how far it is; stop it when somebody wants that."""
        command, surroundings = errand(module, *words)
        with self.files.log(number).open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 (our own modules in our own room)
                command,
                cwd=ROOT,
                env=surroundings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        began = time.monotonic()
        try:
            while process.poll() is None:
                if time.monotonic() - began > LONGEST:
                    raise TrainingFailed("It took more than an hour and was ended.")
                with self.open_unit() as session:
                    now = datetime.now(UTC)
                    wanted = note_step(session, number, step(), comparing=comparing, now=now)
                if not wanted or self.ending.wait(LOOKS_EVERY):
                    raise Stopped
        finally:
            end(process)
        if process.returncode:
            raise TrainingFailed(why_it_ended(process.returncode, comparing=comparing))

    def promote(self, number: int) -> bool:
        """Put a candidate where the running assistant looks for it; say so if it is gone."""
        try:
            self.files.promote(number)
        except FilesRefused as refused:
            with self.open_unit() as session:
                mark_unmoved(session, number, State.FAILED, problem=str(refused))
        else:
            with self.open_unit() as session:
                mark_live(session, number, now=datetime.now(UTC))
        return True

    def roll_back(self, number: int) -> bool:
        """Put the assistant from before back; say so where that cannot be done."""
        try:
            self.files.roll_back(number)
        except (FilesRefused, FileNotFoundError) as refused:
            with self.open_unit() as session:
                mark_unmoved(session, number, State.LIVE, problem=in_words(refused))
        else:
            with self.open_unit() as session:
                mark_rolled_back(session, number, now=datetime.now(UTC))
        return True


def why_it_ended(code: int, *, comparing: bool) -> str:
    """Return what an editor is told of an errand that ended with *code*."""
    what = "The comparison" if comparing else "The learning"
    if code == -signal.SIGKILL:
        return f"{what} was ended from outside: a machine that runs out of memory does that."
    return f"{what} broke off; the end of the log says why."


def in_words(problem: Exception) -> str:
    """Return a problem as a sentence, without the machine's paths and numbers."""
    if isinstance(problem, OSError):
        return f"A file could not be read or written: {problem.strerror or 'nobody knows why'}."
    if isinstance(problem, YAMLError):
        return "The examples that the assistant learns from cannot be read: they are not YAML."
    return str(problem)


def files_of(home: Path) -> AssistantFiles:
    """Return where the assistant and the trainings of a house are."""
    return AssistantFiles(ASSISTANT_MODEL, home / "training")


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, if it has not ended by itself."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=KILLED_AFTER)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
