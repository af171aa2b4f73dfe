"""The commands about what people ask, and about teaching the assistant."""

import json
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from agency.cli_examples import AsJson, OpenHouse, QuestionsRefused, example_file, in_words
from agency.core.asked import NOT_GOT, Got
from agency.core.roles import Role
from agency.services.questions.examples import (
    teachable_topics,
)
from agency.services.questions.groups import (
    find_group,
    point_group,
    put_aside,
    take_back,
)
from agency.services.questions.listing import (
    Asked,
    Wanted,
    describe_group,
    list_asked,
    since_of,
)
from agency.storage.answers import NO_ROLE

Days = Annotated[int, typer.Option(min=1, max=3650, help="How many days back.")]


def add_questions(agency: typer.Typer, open_house: OpenHouse) -> None:
    """Add `agency questions …`."""
    questions = typer.Typer(help="What people asked and did not get.", no_args_is_help=True)
    agency.add_typer(questions, name="questions")
    add_lists(questions, open_house)


STANDINGS = ("open", "pointed", "aside")


def add_lists(questions: typer.Typer, open_house: OpenHouse) -> None:
    """Add the commands that list groups and decide about them."""

    @questions.command("list")
    def list_them(
        days: Days = 30,
        page: Annotated[str, typer.Option(help="Only from this page of the website.")] = "",
        got: Annotated[list[Got] | None, typer.Option(help="Only what got this.")] = None,
        standing: Annotated[str, typer.Option(help="open, pointed or aside.")] = "open",
        as_json: AsJson = False,
    ) -> None:
        """List what people asked and did not get, the most frequent first."""
        if standing not in STANDINGS:
            raise QuestionsRefused(f"the standings are {', '.join(STANDINGS)}.")
        _, open_unit = open_house()
        now = datetime.now(UTC)
        wanted = Wanted(since_of(days, now=now), now, page, tuple(got or NOT_GOT), standing)
        with open_unit() as session:
            found = list_asked(session, wanted)
        if as_json:
            typer.echo(json.dumps([as_dict(each) for each in found], indent=2, ensure_ascii=False))
            return
        for each in found:
            guesses = ", ".join(f"{topic} {chance:.0%}" for topic, chance in each.guesses)
            typer.echo(f"{each.group.id:>6} {each.count:>5} {each.trend:+4}  {each.title}")
            typer.echo(f"{'':19}{guesses or 'no guess'}")

    @questions.command("show")
    def show(number: int, days: Days = 365) -> None:
        """Show every wording of one group."""
        _, open_unit = open_house()
        now = datetime.now(UTC)
        with in_words(), open_unit() as session:
            group = find_group(session, number)
            found = describe_group(session, group, Wanted(since_of(days, now=now), now))
        for each in found.sentences:
            typer.echo(f"{each.count:>5}  {each.text}")

    @questions.command("aside")
    def aside(
        number: int,
        undo: Annotated[bool, typer.Option(help="Take it back among the others.")] = False,
    ) -> None:
        """Put a group aside: it is not ours to answer."""
        _, open_unit = open_house()
        with in_words(), open_unit() as session:
            group = find_group(session, number, lock=True)
            (take_back if undo else put_aside)(session, group, by=None, now=datetime.now(UTC))

    @questions.command("point")
    def point(number: int, topic: str, role: str = NO_ROLE) -> None:
        """Say which topic a group asks about."""
        _, open_unit = open_house()
        with in_words(), open_unit() as session:
            topics = teachable_topics(session, example_file())
            if topic not in topics or role not in (NO_ROLE, *Role):
                raise QuestionsRefused(f"the topics are {', '.join(topics)}.")
            group = find_group(session, number, lock=True)
            point_group(session, group, topic, role, by=None, now=datetime.now(UTC))


def as_dict(asked: Asked) -> dict[str, Any]:
    return {
        "group": asked.group.id,
        "count": asked.count,
        "trend": asked.trend,
        "last": asked.last_at.isoformat(),
        "guesses": [{"topic": topic, "chance": round(c, 3)} for topic, c in asked.guesses],
        "sentences": [{"text": each.text, "count": each.count} for each in asked.sentences],
        "topic": asked.group.topic,
        "role": asked.group.role,
    }
