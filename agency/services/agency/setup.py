"""The agency as its own files describe it: branches, desks, people and vacancies."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.closing_days import find_closing_day
from agency.core.postcode import area_of
from agency.core.roles import find_role
from agency.core.section_entries import CHECKS
from agency.core.unfit import Unfit
from agency.services.agency.absences import AbsenceUnclear, keep_absence
from agency.services.agency.desks import day_of
from agency.services.agency.ready_words import WORDS_SECTIONS, import_words
from agency.services.agency.rows import keep_branch, keep_desk, keep_person, keep_team
from agency.services.agency.rules import SECTIONS, RulesInvalid, keep_rules
from agency.services.agency.sections import keep_section
from agency.services.audit import keep_audit
from agency.storage.models import (
    Absence,
    Branch,
    Consultant,
    Desk,
    RuleVersion,
    SectionVersion,
    Team,
    Vacancy,
)
from agency.storage.models.consultant import BRANCH_MEMBER
from agency.storage.models.team import TEAM_MEMBER

# What the files fill, in the order they need each other.
TABLES = (
    Branch,
    Consultant,
    Team,
    TEAM_MEMBER,
    BRANCH_MEMBER,
    Desk,
    Absence,
    RuleVersion,
    SectionVersion,
)
PARTS = ("branches", "teams", "consultants")


class SetupInvalid(Exception):
    """The file cannot be taken in; the message says what is wrong, and where."""


def import_agency(
    session: Session,
    data: Mapping[str, Any],
    *,
    who: str = "the agency",
    over: bool = False,
    now: datetime,
) -> None:
    """
    Bring branches, people, desks, rules and settings up to what *data* says; safe to repeat.

    What is not in the file stays. A person's access, password and whether they still work
    here are changed at the desk, so a repeated import leaves them alone. Rules that are not
    right refuse the whole file; those that are count from the next lead on. Letters, replies
    and reasons that were edited at the desk stay unless *over*.
    """
    known = {*PARTS, *SECTIONS, *CHECKS, *WORDS_SECTIONS}
    if strange := sorted(str(name) for name in set(data) - known):
        raise SetupInvalid(f"there is no section {strange[0]:.60}")
    for part in PARTS:
        if not isinstance(data.get(part) or [], list):
            raise SetupInvalid(f"{part} is not a list")
    try:
        if any(data.get(section) for section in SECTIONS):
            keep_rules(session, data, who=who, now=now)
        _keep_parts(session, data, who=who, now=now)
        with _named("words"):
            import_words(session, data, over=over, now=now)
        session.flush()  # a slip in the file should show here, not at the door
    except (RulesInvalid, AbsenceUnclear) as problem:
        raise SetupInvalid(str(problem)) from problem


def _keep_parts(session: Session, data: Mapping[str, Any], *, who: str, now: datetime) -> None:
    for section in CHECKS:
        if section in data:
            with _named(section):
                keep_section(session, section, data[section], who=who, now=now)
    branches = []
    for given in data.get("branches") or ():
        with _named("branch", given):
            branches.append((given, keep_branch(session, given)))
    for given in data.get("teams") or ():
        with _named("team", given):
            keep_team(session, given)
    session.flush()  # people and desks need their branch's and team's id
    for given in data.get("consultants") or ():
        with _named("person", given):
            _keep_absences(session, keep_person(session, given, now=now), given, now=now)
    session.flush()  # desks need their owner's id
    for given, branch in branches:
        for desk in given.get("desks") or ():
            with _named("desk", desk):
                keep_desk(session, desk, branch)


def import_vacancies(
    session: Session,
    rows: Iterable[Mapping[str, str]],
    *,
    who: str = "the agency",
    now: datetime,
) -> int:
    """
    Bring vacancies up to what *rows* say, by reference, and return how many there were.

    One bad row refuses the whole file, so that half a list never goes live. A vacancy that
    closed before today is taken in all the same: nobody is shown it.
    """
    kept = {vacancy.reference: vacancy for vacancy in session.scalars(select(Vacancy))}
    count = 0
    for line, row in enumerate(rows, start=2):
        values = read_vacancy(row, line, on=day_of(now))
        vacancy = kept.setdefault(values["reference"], Vacancy())
        for name, value in values.items():
            setattr(vacancy, name, value)
        session.add(vacancy)
        count += 1
    session.flush()  # a slip in the file should show here, not at the door
    keep_audit(session, who=who, did="imported", kind="vacancies", subject=str(count), now=now)
    return count


def _keep_absences(
    session: Session, person: Consultant, given: Mapping[str, Any], *, now: datetime
) -> None:
    if absences := given.get("absences"):
        session.flush()  # an absence needs its consultant's id
        for absence in absences:
            first, last = (_day(absence, name, person.email) for name in ("from", "to"))
            keep_absence(session, person, first, last, now=now)


@contextmanager
def _named(what: str, given: Any = None) -> Iterator[None]:
    """Say of a slip in which entry of the file it is."""
    if given is not None and not isinstance(given, Mapping):
        raise SetupInvalid(f"each {what} is a list of names and what they are set to")
    said = given or {}
    which = f"{what} {said.get('key') or said.get('email') or ''}".strip()
    try:
        yield
    except Unfit as unfit:
        field, sentence = next(iter(unfit.problems.items()))
        raise SetupInvalid(f"{which:.100}: {field}: {sentence}") from unfit


def _day(given: Mapping[str, Any], name: str, whose: str) -> date:
    day = given.get(name)
    if isinstance(day, date) and not isinstance(day, datetime):
        return day
    try:
        return date.fromisoformat(str(day))
    except ValueError as problem:
        raise SetupInvalid(
            f"{whose}: an absence is from a day to a day, as 2026-12-24"
        ) from problem


def read_vacancy(row: Mapping[str, str], line: int, *, on: date) -> dict[str, Any]:
    """Return what a line of a file says of a vacancy; SetupInvalid says what is wrong with it."""
    given = {name: (value or "").strip() for name, value in row.items() if name}
    for name in ("reference", "role", "title", "school", "place", "pay", "closes"):
        if not given.get(name):
            raise SetupInvalid(f"line {line} has no {name}")
    if (role := find_role(given["role"])) is None:
        raise SetupInvalid(f"line {line}: {given['role']} is no role we recruit for")
    if (closes := find_closing_day(given["closes"], on=on)) is None:
        raise SetupInvalid(f"line {line}: {given['closes']} is not a date")
    others = ("postcode", "phase", "pattern", "contract", "starts", "summary")
    return {
        **{name: given[name] for name in ("reference", "title", "school", "place", "pay")},
        **{name: given.get(name) or None for name in others},
        "role": role,
        "area": (given.get("area") or area_of(given.get("postcode", ""))).upper() or None,
        "closes": closes,
    }
