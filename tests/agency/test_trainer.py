"""A training that goes wrong says so in words, and leaves the live assistant as it is."""

import errno
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from yaml import YAMLError

from agency.assistant_files import AssistantFiles
from agency.services.questions.trainings import UNDER_WAY, State, ask_training
from agency.storage.models import Example, Training, Use
from agency.storage.unit import OpenUnit
from agency.trainer import Trainer, TrainingFailed, in_words, why_it_ended

BETTER = {"asked": 9, "before": 7, "after": 8, "better": [], "worse": [], "help_lost": 0}


@pytest.fixture
def trainer(open_unit: OpenUnit, tmp_path: Path) -> Trainer:
    live = tmp_path / "models" / "assistant.tar.gz"
    live.parent.mkdir()
    live.write_bytes(b"the live one")
    trainer = Trainer(open_unit, open_unit, tmp_path, threading.Event())
    trainer.files = AssistantFiles(live, tmp_path / "training")
    return trainer


def promoted(session: Session) -> int:
    """Return a training that somebody promoted, as after a backup was put back without it."""
    now = datetime.now(UTC)
    session.add(Example(text="a bonus?", topic="salary", role="none", use=Use.TEACH, at=now))
    training = Training(state=State.PROMOTING, examples=[], comparison=BETTER, at=now)
    session.add(training)
    session.flush()
    return training.id


def test_a_candidate_whose_files_are_gone_fails_once_and_another_training_may_begin(
    trainer: Trainer, open_unit: OpenUnit
):
    with open_unit() as session:
        number = promoted(session)

    assert trainer.work()
    assert not trainer.work()

    assert trainer.files.live.read_bytes() == b"the live one"
    assert not trainer.files.examples.exists()
    with open_unit() as session:
        failed = session.get_one(Training, number)
        assert failed.state is State.FAILED
        assert failed.problem == "What it learned is no longer kept here. Train again."
        again = ask_training(session, by=None, now=datetime.now(UTC))
        assert again.state in UNDER_WAY


@pytest.mark.parametrize(
    ("code", "comparing", "words"),
    [
        (-9, False, "The learning was ended from outside: a machine that runs out of memory"),
        (-9, True, "The comparison was ended from outside"),
        (1, False, "The learning broke off; the end of the log says why."),
    ],
)
def test_how_an_errand_ended_is_told_to_somebody_who_knows_no_signals(
    code: int, comparing: bool, words: str
):
    assert why_it_ended(code, comparing=comparing).startswith(words)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (TrainingFailed("It took more than an hour."), "It took more than an hour."),
        (
            OSError(errno.ENOSPC, "No space left on device", "/srv/agency/training/1"),
            "A file could not be read or written: No space left on device.",
        ),
        (
            YAMLError("expected <block end>"),
            "The examples that the assistant learns from cannot be read: they are not YAML.",
        ),
    ],
)
def test_a_problem_is_told_without_the_machines_paths(problem: Exception, words: str):
    assert in_words(problem) == words
