"""The commands about who gets a lead, and who is there to get one."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from agency.core.enquiry import Kind
from agency.core.roles import Role
from agency.core.routing import Choice
from agency.services.agency.absences import end_absences, keep_absence
from agency.services.leads.handing_on import hand_on_waiting
from agency.services.people.access import find_consultant
from agency.services.routing.previews import Asked, preview_route, route_as_json
from agency.services.routing.trials import Comparison, Trial, comparison_as_json
from agency.settings import Settings
from agency.storage.field_words import languages
from agency.storage.models import Consultant
from agency.storage.rule_file import read_rule_file
from agency.storage.unit import OpenUnit

LONDON = ZoneInfo("Europe/London")
WHO = "the command line"
MOST_COMPARED = 20_000

type OpenHouse = Callable[[], tuple[Settings, OpenUnit]]


class RoutingRefused(Exception):
    """What was asked cannot be done; the message is the sentence that says why."""


DAYS = ["%Y-%m-%d"]


def add_routing(agency: typer.Typer, consultant: typer.Typer, open_house: OpenHouse) -> None:
    """Add `agency route`, `agency consultant away` and `agency consultant back`."""

    @agency.command("route")
    def route(
        place: Annotated[str, typer.Option(help="A postcode, a town, a county.")] = "",
        role: Annotated[Role | None, typer.Option(help="The role they look for.")] = None,
        kind: Annotated[Kind, typer.Option(help="What they ask us for.")] = Kind.REGISTRATION,
        language: Annotated[str, typer.Option(help="A language they ask to speak.")] = "",
        question: Annotated[str, typer.Option(help="What they wrote.")] = "",
        on: Annotated[
            datetime | None, typer.Option(formats=DAYS, help="Who would get it on that day, at 9.")
        ] = None,
        rules: Annotated[
            Path | None,
            typer.Option(exists=True, dir_okay=False, help="Other rules, as in data/agency.yml."),
        ] = None,
        since: Annotated[
            datetime | None, typer.Option(formats=DAYS, help="Compare the leads since that day.")
        ] = None,
        last_month: Annotated[bool, typer.Option(help="Compare over the last 30 days.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    ) -> None:
        """Say who would get a lead and why, or what other rules would have done. Change nothing."""
        now = datetime.now(UTC)
        _, open_unit = open_house()
        if rules is not None:
            start = at_midnight(since.date()) if since else now - timedelta(days=30)
            data = read_rule_file(rules.read_bytes())
            with open_unit() as session:
                trial = Trial.gather(
                    session, data, since=start, who=WHO, now=now, most=MOST_COMPARED
                )
            found = trial.compare()  # nobody has to wait for this
            typer.echo(
                json.dumps(comparison_as_json(found), indent=2, ensure_ascii=False)
                if as_json
                else "\n".join(comparison_in_words(found))
            )
            return
        if since or last_month:
            raise RoutingRefused("--since and --last-month compare rules: name them with --rules.")
        spoken = languages().find_one(language)
        if language and spoken is None:
            raise RoutingRefused("data/lexicon/routing/words.yml knows no such language.")
        asked = Asked(place, role, kind, spoken, question)
        with open_unit() as session:
            choice = preview_route(session, asked, now=at_midnight(on.date(), 9) if on else now)
        typer.echo(
            json.dumps(route_as_json(choice), indent=2, ensure_ascii=False)
            if as_json
            else "\n".join(choice_in_words(choice))
        )

    @consultant.command("away")
    def away(
        email: str,
        first: Annotated[datetime, typer.Option(formats=DAYS, help="The first day away.")],
        last: Annotated[datetime, typer.Option(formats=DAYS, help="The last day away.")],
    ) -> None:
        """Note that a consultant is away, from the first day to the last; nobody asks why."""
        _, open_unit = open_house()
        now = datetime.now(UTC)
        with open_unit() as session:
            person = known(find_consultant(session, email))
            keep_absence(session, person, first.date(), last.date(), now=now)
            moved = hand_on_waiting(session, now=now)
        typer.echo(
            f"{person.name} is away until {last.day} {last:%B %Y}; {leads(len(moved))} moved"
        )

    @consultant.command("back")
    def back(email: str) -> None:
        """Note that a consultant is back from today, and hand on what waited for them."""
        _, open_unit = open_house()
        now = datetime.now(UTC)
        with open_unit() as session:
            person = known(find_consultant(session, email))
            end_absences(session, person, on=now.astimezone(LONDON).date())
            moved = hand_on_waiting(session, now=now)
        typer.echo(f"{person.name} is back; {leads(len(moved))} moved")


def known(consultant: Consultant | None) -> Consultant:
    if consultant is None:
        raise RoutingRefused("no consultant has this address.")
    return consultant


def leads(count: int) -> str:
    return "1 lead" if count == 1 else f"{count} leads"


def at_midnight(day: date, hour: int = 0) -> datetime:
    return datetime.combine(day, time(hour), LONDON)


def choice_in_words(choice: Choice) -> list[str]:
    """Return what a person at a terminal reads of a choice."""
    desk = choice.desk
    lines = [
        f"{desk.name} ({desk.branch.name}), {desk.consultant.name}",
        f"because {choice.because}",
        "",
    ]
    for each in choice.considered():
        sign = "+" if each.chosen else "-"
        seat = each.desk.consultant
        lines.append(f" {sign} {each.desk.name}, {seat.name}, {seat.held} open: {each.because}")
    return lines


def comparison_in_words(found: Comparison) -> list[str]:
    """Return what a person at a terminal reads of a comparison."""
    lines = [
        f"{leads(found.count)} since {found.since.day} {found.since:%B %Y}: "
        f"{found.moved} would be on another desk, {found.regraded} would have another grade"
    ]
    if found.left_out:
        lines.append(f"({found.left_out} older ones are left out)")
    for grade in ("ready", "promising", "needs_info"):
        before, after = found.grades_before.get(grade, 0), found.grades_after.get(grade, 0)
        lines.append(f"   {grade:<11} {before:>5} -> {after:>5}")
    for change in found.changes:
        old, new = change.before, change.after
        lines.append(
            f" {'*' if change.moves or change.regrades else ' '} {change.lead}: "
            f"{old.desk} -> {new.desk}; {old.grade} {old.points} -> {new.grade} {new.points}"
        )
    return lines
