"""The commands about what the assistant is taught, and about trainings."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from agency.core.roles import Role
from agency.services.questions.examples import (
    Chosen,
    ExamplesRefused,
    examples_as_file,
    list_changes,
    list_examples,
    propose_examples,
    withdraw_example,
)
from agency.services.questions.groups import (
    GroupGone,
)
from agency.services.questions.own_topics import FEWEST
from agency.services.questions.trainings import (
    UNDER_WAY,
    TrainingRefused,
    ask_training,
    cancel_training,
    find_training,
    list_trainings,
    promote_training,
    refuse_training,
    roll_back_training,
)
from agency.settings import ROOT, Settings
from agency.storage.answers import NO_ROLE
from agency.storage.example_file import ExampleFile, read_examples
from agency.storage.models import Training, TrainingState, Use
from agency.storage.own_topics import live_examples
from agency.storage.unit import OpenUnit
from agency.trainer import files_of

type OpenHouse = Callable[[], tuple[Settings, OpenUnit]]

EVERY = 3.0

Days = Annotated[int, typer.Option(min=1, max=3650, help="How many days back.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Why = Annotated[str, typer.Option(help="Why, for whoever asks later.")]
REFUSED = {
    "under_way": "a training is under way; wait for it, or cancel it.",
    "nothing_new": "the live assistant knows every example already.",
    "not_ready": "this training is not ready to be decided about.",
    "not_live": "this training is not the live one.",
    "help_lost": "it no longer hears somebody who needs help; a manager decides.",
    "no_why": "it is worse than the live one: say why it should go live, with --why.",
    "over": "it is over already.",
    "topic_too_few": f"a new topic has fewer than {FEWEST} sentences to learn from.",
    "topic_unanswered": "a new topic has no published answer that serves every role.",
}
OBJECTIONS = {
    "known": "known already, under {topic}, as “{like}”",
    "twice": "the same as “{like}”",
    "personal": "it names somebody, or tells something private",
    "length": "a sentence has 3 to 300 characters",
    "marks": "brackets or odd characters are in it",
    "none_chosen": "no sentence was chosen",
    "too_many": "these are too many at once",
    "topic_unknown": "there is no such topic",
}


class QuestionsRefused(Exception):
    """What was asked cannot be done; the message is the sentence that says why."""


def example_file() -> ExampleFile:
    return read_examples(ROOT / "data", ROOT / "config.yml")


@contextmanager
def in_words() -> Iterator[None]:
    """Turn a refusal into the sentence that says why."""
    try:
        yield
    except TrainingRefused as refused:
        raise QuestionsRefused(REFUSED[refused.code]) from None
    except GroupGone:
        raise QuestionsRefused("there is no such group.") from None
    except ExamplesRefused as refused:
        told = (
            f"{each.text}: {OBJECTIONS[each.code].format(like=each.like, topic=each.topic)}".lstrip(
                ": "
            )
            for each in refused.objections
        )
        raise QuestionsRefused("; ".join(told) + ".") from None


def add_examples(agency: typer.Typer, open_house: OpenHouse) -> None:
    """Add `agency examples …`."""
    examples = typer.Typer(help="What the assistant is taught.", no_args_is_help=True)
    agency.add_typer(examples, name="examples")
    add_choices(examples, open_house)
    add_trainings(examples, open_house)
    add_decisions(examples, open_house)


def add_choices(examples: typer.Typer, open_house: OpenHouse) -> None:
    """Add the commands that choose sentences and show what they change."""

    @examples.command("add")
    def add(
        topic: str,
        texts: list[str],
        role: Annotated[str, typer.Option(help="For whom this is asked.")] = NO_ROLE,
        test: Annotated[bool, typer.Option(help="Ask it in the test; never learn it.")] = False,
    ) -> None:
        """Choose sentences as examples of a topic."""
        _, open_unit = open_house()
        use = Use.TEST if test else Use.TEACH
        chosen = [Chosen(text, use) for text in texts]
        with in_words(), open_unit() as session:
            kept = propose_examples(
                session, example_file(), chosen, topic, a_role(role), by=None, now=datetime.now(UTC)
            )
        typer.echo(f"{len(kept)} kept; they teach nothing before `agency examples train`")

    @examples.command("list")
    def list_all() -> None:
        """List every example of the desk: + proposed, = live, ? asked in the test."""
        _, open_unit = open_house()
        with open_unit() as session:
            live, every = live_examples(session), list_examples(session)
            for each in every:
                sign = "?" if each.use is Use.TEST else "=" if each.id in live else "+"
                typer.echo(f"{each.id:>6} {sign} {each.topic:<26} {each.text}")
        say_if_none(every, "there is no example; `agency examples add` keeps one")

    @examples.command("changes")
    def changes() -> None:
        """Show what the next training would change, as lines of data/nlu.yml."""
        _, open_unit = open_house()
        with open_unit() as session:
            found = list_changes(session, example_file())
            for change in found:
                typer.echo(f"@@ {change.label} @@")
                for sign, text in change.lines:
                    typer.echo(f"{sign}      - {text}")
        say_if_none(found, "there is nothing new: the live assistant knows every example")

    @examples.command("withdraw")
    def withdraw(number: int) -> None:
        """Take an example out of what is taught from the next training on."""
        _, open_unit = open_house()
        with open_unit() as session:
            if withdraw_example(session, number, by=None, now=datetime.now(UTC)) is None:
                raise QuestionsRefused("there is no such example.")

    @examples.command("export")
    def export(
        file: Annotated[
            Path | None, typer.Argument(help="Default: where `make train` reads.")
        ] = None,
        proposed: Annotated[bool, typer.Option(help="Also what is not live yet.")] = False,
    ) -> None:
        """Write the desk's live examples to a file that Rasa trains beside data/nlu.yml."""
        settings, open_unit = open_house()
        with open_unit() as session:
            every = {each.id for each in list_examples(session) if each.use is Use.TEACH}
            numbers = every if proposed else live_examples(session)
            text = examples_as_file(session, example_file(), numbers)
        target = file or files_of(settings.home).examples
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        typer.echo(f"{target}: {len(numbers)} examples")


def add_trainings(examples: typer.Typer, open_house: OpenHouse) -> None:
    """Add the commands that train, and decide about what came of it."""

    @examples.command("train")
    def train(
        wait: Annotated[bool, typer.Option(help="Wait until it can be decided about.")] = False,
    ) -> None:
        """Ask for a training with the desk's examples; the running worker does it."""
        _, open_unit = open_house()
        with in_words(), open_unit() as session:
            number = ask_training(session, by=None, now=datetime.now(UTC)).id
        typer.echo(f"training {number} waits for the worker")
        told = ""
        while wait:
            with open_unit() as session:
                training = known(session, number)
            if training.state not in UNDER_WAY:
                typer.echo("\n".join(training_in_words(training)))
                break
            if training.step and training.step != told:
                told = training.step
                typer.echo(f"  {told}")
            time.sleep(EVERY)

    @examples.command("trainings")
    def trainings(as_json: AsJson = False) -> None:
        """List the trainings and what came of them, the newest first."""
        _, open_unit = open_house()
        with open_unit() as session:
            found = list_trainings(session)
        if as_json:
            typer.echo(
                json.dumps(
                    [{"id": t.id, "state": t.state, "comparison": t.comparison} for t in found],
                    indent=2,
                )
            )
            return
        for each in found:
            typer.echo("\n".join(training_in_words(each, changes=False)))
        say_if_none(found, "there was no training yet")

    @examples.command("show")
    def show(number: int) -> None:
        """Show one training with each question that changed for better or worse."""
        _, open_unit = open_house()
        with open_unit() as session:
            typer.echo("\n".join(training_in_words(known(session, number))))


def add_decisions(examples: typer.Typer, open_house: OpenHouse) -> None:
    """Add the commands with which somebody decides about a training."""

    def decide(name: str, do: Callable[..., None], help_text: str) -> None:
        @examples.command(name, help=help_text)
        def command(number: int, why: Why = "") -> None:
            _, open_unit = open_house()
            with in_words(), open_unit() as session:
                training = known(session, number, lock=True)
                do(session, training, why=why, by=None, now=datetime.now(UTC))

    decide("promote", promote_training, "Let a candidate take the live assistant's place.")
    decide("refuse", refuse_training, "Leave the live assistant as it is.")
    decide("rollback", roll_back_training, "Let the assistant from before answer again.")
    decide("cancel", cancel_training, "Stop a training that waits or is under way.")


def a_role(name: str) -> str:
    if name not in {NO_ROLE, *Role}:
        raise QuestionsRefused(f"the roles are {', '.join(Role)}, or {NO_ROLE}.")
    return name


def say_if_none(found: Sequence[object], words: str) -> None:
    """Say that a list is empty to whoever reads along; nothing goes where the list would."""
    if not found:
        typer.echo(words, err=True)


def known(session: Session, number: int, *, lock: bool = False) -> Training:
    training = find_training(session, number, lock=lock)
    if training is None:
        raise QuestionsRefused("there is no such training.")
    return training


def training_in_words(training: Training, *, changes: bool = True) -> list[str]:
    """Return what a person at a terminal reads of a training."""
    lines = [f"training {training.id}: {training.state}, {len(training.examples)} examples"]
    if training.problem:
        lines.append(f"   {training.problem}")
    if (found := training.comparison) is None:
        return lines
    lines.append(
        f"   {found['asked']} questions: {found['before']} right before, {found['after']} after; "
        f"{len(found['better'])} better, {len(found['worse'])} worse"
    )
    for name, sign in (("better", "+"), ("worse", "-")) if changes else ():
        for each in found[name]:
            said = f"{each['before']} -> {each['after']}"
            lines.append(f" {sign} {each['expected']}: {each['text']}  ({said})")
    if training.state is TrainingState.READY and changes:
        lines.append(f"   `agency examples promote {training.id}`, or refuse")
    return lines
