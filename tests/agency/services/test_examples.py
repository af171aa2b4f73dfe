"""Sentences to teach: checked one by one, shown as a change, and live only after a decision."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.services.questions.examples import (
    Chosen,
    ExamplesRefused,
    examples_as_file,
    list_changes,
    propose_examples,
    teachable_topics,
    withdraw_example,
)
from agency.services.questions.trainings import (
    State,
    TrainingRefused,
    ask_training,
    cancel_training,
    claim_training,
    is_any_training,
    leave_training,
    mark_live,
    mark_ready,
    mark_rolled_back,
    note_step,
    promote_training,
    refuse_training,
    roll_back_training,
)
from agency.storage.example_file import ExampleFile, read_examples
from agency.storage.models import (
    Access,
    AuditEntry,
    Consultant,
    Example,
    OwnTopic,
    Training,
    TrainingState,
    Use,
)
from agency.storage.own_topics import live_examples
from agency.storage.unit import OpenUnit
from tests.factories import MONDAY, a_consultant

NLU = """
version: "3.1"
nlu:
  - intent: ask/salary
    examples: |
      - how much does a senco earn
      - what is the pay for a TA
      - wages please
  - intent: out_of_scope
    examples: |
      - a pizza please
  - intent: express_distress
    examples: |
      - i cannot go on
"""
CONFIG = """
pipeline:
  - name: bot.nlu.questions.QuestionReader
    topics: {out_of_scope: oos, express_distress: wellbeing_distress}
"""
BETTER = {"asked": 9, "before": 7, "after": 8, "better": [], "worse": [], "help_lost": 0}
WORSE = BETTER | {"after": 6}
DEAF = BETTER | {"help_lost": 1}


@pytest.fixture
def file(tmp_path: Path) -> ExampleFile:
    (tmp_path / "nlu.yml").write_text(NLU, "utf-8")
    (tmp_path / "config.yml").write_text(CONFIG, "utf-8")
    return read_examples(tmp_path, tmp_path / "config.yml")


@pytest.fixture
def session(open_unit: OpenUnit) -> Iterator[Session]:
    with open_unit() as session:
        yield session


@pytest.fixture
def ed(session: Session) -> Consultant:
    return a_consultant(session, name="Ed", access=Access.EDITOR)


def propose(session: Session, file: ExampleFile, *texts: str, use: Use = Use.TEACH) -> list[int]:
    chosen = [Chosen(text, use) for text in texts]
    kept = propose_examples(session, file, chosen, "salary", "none", by=None, now=MONDAY)
    return [each.id for each in kept]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("how much does a SENCO earn?", "known"),
        ("how much does the senco earn", "known"),
        ("ring jo on 07700 900123", "personal"),
        ("i am epileptic: i have epilepsy, what pay", "personal"),
        ("[money](pay) please", "marks"),
        ("- intent: affirm", "marks"),
        ("$", "length"),
        ("x" * 301, "length"),
    ],
)
def test_a_sentence_is_refused_with_its_reason(
    session: Session, file: ExampleFile, text: str, code: str
):
    with pytest.raises(ExamplesRefused) as refused:
        propose(session, file, "is there a bonus", text)

    assert [each.code for each in refused.value.objections] == [code]
    assert session.scalars(select(Example)).all() == []


def test_the_same_sentence_twice_is_refused_and_so_is_one_that_the_desk_has(
    session: Session, file: ExampleFile
):
    with pytest.raises(ExamplesRefused):
        propose(session, file, "is there a bonus", "is there a bonus?")
    propose(session, file, "is there a bonus")
    with pytest.raises(ExamplesRefused):
        propose(session, file, "Is there a BONUS")


def test_what_is_said_in_need_is_not_taught_at_the_desk(session: Session, file: ExampleFile):
    assert teachable_topics(session, file) == ["oos", "salary"]
    with pytest.raises(ExamplesRefused):
        propose_examples(
            session, file, [Chosen("so tired of it")], "wellbeing_distress", "none", by=None,
            now=MONDAY,
        )  # fmt: skip


def test_the_change_reads_as_lines_of_the_file(session: Session, file: ExampleFile):
    first, _ = propose(session, file, "is there a bonus", "do they pay for petrol")
    propose(session, file, "any perks at all", use=Use.TEST)

    (change,) = list_changes(session, file)

    assert change.label == "ask/salary"
    assert change.lines == [
        (" ", "what is the pay for a TA"),
        (" ", "wages please"),
        ("+", "is there a bonus"),
        ("+", "do they pay for petrol"),
    ]
    assert yaml.safe_load(examples_as_file(session, file, [first]))["nlu"] == [
        {"intent": "ask/salary", "examples": "- is there a bonus\n"}
    ]
    assert yaml.safe_load(examples_as_file(session, file, []))["nlu"] == []


def test_a_training_goes_live_when_somebody_promotes_it_and_back_when_they_say_so(
    session: Session, file: ExampleFile, ed: Consultant
):
    taught = propose(session, file, "is there a bonus")
    training = ask_training(session, by=ed, now=MONDAY)
    claimed = claim_training(session, now=MONDAY)
    assert claimed is not None
    assert claimed.examples == taught
    mark_ready(session, training.id, BETTER, now=MONDAY)
    assert live_examples(session) == frozenset()

    promote_training(session, training, by=ed, now=MONDAY)
    assert is_any_training(session, now=MONDAY)
    mark_live(session, training.id, now=MONDAY)
    assert live_examples(session) == frozenset(taught)
    assert list_changes(session, file) == []
    with pytest.raises(TrainingRefused, match="nothing_new"):
        ask_training(session, by=ed, now=MONDAY)

    withdraw_example(session, taught[0], by=ed, now=MONDAY)
    assert list_changes(session, file)[0].lines[-1] == ("-", "is there a bonus")

    roll_back_training(session, training, by=ed, now=MONDAY)
    mark_rolled_back(session, training.id, now=MONDAY)
    assert live_examples(session) == frozenset()
    deeds = session.scalars(select(AuditEntry.did).where(AuditEntry.kind == "training")).all()
    assert deeds == ["asked for", "promoted", "rolled back"]


def test_going_back_makes_the_training_before_the_live_one(
    session: Session, file: ExampleFile, ed: Consultant
):
    trainings = []
    for day, text in enumerate(("is there a bonus", "do they pay for petrol")):
        propose(session, file, text)
        trainings.append(ready(session, BETTER))
        promote_training(session, trainings[-1], by=ed, now=MONDAY + timedelta(days=day))
        mark_live(session, trainings[-1].id, now=MONDAY)
    assert [each.state for each in trainings] == [State.REPLACED, State.LIVE]

    roll_back_training(session, trainings[1], by=ed, now=MONDAY)
    mark_rolled_back(session, trainings[1].id, now=MONDAY)

    assert [each.state for each in trainings] == [State.LIVE, State.ROLLED_BACK]


def test_a_worse_candidate_needs_a_reason_and_a_deaf_one_somebody_who_runs_the_desk(
    session: Session, file: ExampleFile, ed: Consultant
):
    propose(session, file, "is there a bonus")
    worse = ready(session, WORSE)
    with pytest.raises(TrainingRefused, match="no_why"):
        promote_training(session, worse, why="", by=ed, now=MONDAY)
    promote_training(session, worse, why="The questions were wrong", by=ed, now=MONDAY)
    mark_live(session, worse.id, now=MONDAY)

    propose(session, file, "do they pay for petrol")
    deaf = ready(session, DEAF)
    with pytest.raises(TrainingRefused, match="help_lost"):
        promote_training(session, deaf, why="All the same, I say", by=ed, now=MONDAY)
    mo = a_consultant(session, access=Access.MANAGER)
    with pytest.raises(TrainingRefused, match="no_why"):
        promote_training(session, deaf, by=mo, now=MONDAY)
    promote_training(session, deaf, why="It stood on the edge", by=mo, now=MONDAY)
    assert deaf.state is State.PROMOTING


def test_a_refused_candidate_changes_nothing_and_its_examples_stay_proposed(
    session: Session, file: ExampleFile, ed: Consultant
):
    propose(session, file, "is there a bonus")
    training = ready(session, BETTER)

    refuse_training(session, training, why="Not yet", by=ed, now=MONDAY)

    assert training.state is State.REFUSED
    assert len(list_changes(session, file)) == 1


def test_there_is_one_training_at_a_time_and_it_can_be_cancelled(
    session: Session, file: ExampleFile, ed: Consultant
):
    propose(session, file, "is there a bonus")
    training = ask_training(session, by=ed, now=MONDAY)
    with pytest.raises(TrainingRefused, match="under_way"):
        ask_training(session, by=ed, now=MONDAY)
    claim_training(session, now=MONDAY)
    assert note_step(session, training.id, "half", now=MONDAY)

    cancel_training(session, training, by=ed, now=MONDAY)

    assert not note_step(session, training.id, "more", now=MONDAY)
    with pytest.raises(TrainingRefused, match="not_ready"):
        promote_training(session, training, by=ed, now=MONDAY)


def test_a_training_whose_worker_died_is_begun_again(
    session: Session, file: ExampleFile, ed: Consultant
):
    propose(session, file, "is there a bonus")
    training = ask_training(session, by=ed, now=MONDAY)
    claim_training(session, now=MONDAY)
    assert claim_training(session, now=MONDAY + timedelta(seconds=5)) is None

    again = claim_training(session, now=MONDAY + timedelta(minutes=2))

    assert again is not None
    assert again.id == training.id


def test_a_training_that_ends_its_worker_each_time_fails_in_the_end_and_says_so(
    session: Session, file: ExampleFile, ed: Consultant
):
    propose(session, file, "is there a bonus")
    training = ask_training(session, by=ed, now=MONDAY)
    often = [MONDAY + timedelta(minutes=2 * each) for each in range(4)]

    assert [claim_training(session, now=at) is not None for at in often] == [True] * 3 + [False]

    assert training.state is TrainingState.FAILED
    assert "begun 3 times" in str(training.problem)
    assert ask_training(session, by=ed, now=often[-1])


def test_a_training_that_was_left_because_the_house_ended_is_begun_at_once_and_not_to_blame(
    session: Session, file: ExampleFile, ed: Consultant
):
    propose(session, file, "is there a bonus")
    training = ask_training(session, by=ed, now=MONDAY)

    for _ in range(9):
        assert claim_training(session, now=MONDAY)
        leave_training(session, training.id)

    assert training.state is TrainingState.WAITING


def ready(session: Session, comparison: dict[str, object]) -> Training:
    training = ask_training(session, by=None, now=MONDAY)
    claim_training(session, now=MONDAY)
    mark_ready(session, training.id, comparison, now=MONDAY)
    return training


def test_the_file_that_is_trained_says_what_a_topic_of_the_agencys_own_is_about(
    session: Session, file: ExampleFile, ed: Consultant
):
    hostile = 'So: "yes" #no\n  utter_ask/salary:\n    - text: mine'
    topic = OwnTopic(name="own_x", title="Travel: costs", question=hostile, author=ed, at=MONDAY)
    session.add(topic)
    (kept,) = propose_examples(
        session, file, [Chosen("who pays my bus")], "own_x", "none", by=ed, now=MONDAY
    )

    written = yaml.safe_load(examples_as_file(session, file, [kept.id]))
    assert written["nlu"] == [{"intent": "ask/own_x", "examples": "- who pays my bus\n"}]
    assert written["responses"] == {
        "utter_ask/own_x": [{"text": "Travel: costs"}, {"text": hostile}]
    }
    assert "responses" not in yaml.safe_load(examples_as_file(session, file, []))
