"""The agency as its own files describe it: branches, desks, people and vacancies."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.postcode import area_of
from agency.core.roles import Role, find_role
from agency.core.seats import CLIENTS, LOCAL_AUTHORITY
from agency.core.working_days import WEEKDAYS
from agency.services.absences import AbsenceUnclear, keep_absence
from agency.services.audit import keep_audit
from agency.services.rules import SECTIONS, RulesInvalid, keep_rules
from agency.storage.field_words import languages
from agency.storage.models import Access, Branch, Consultant, Desk, Vacancy

MOST_LEADS = 10_000
PARTS = ("branches", "consultants")


class SetupInvalid(Exception):
    """The file cannot be taken in; the message says what is wrong, and where."""


def import_agency(session: Session, data: Mapping[str, Any], *, now: datetime) -> None:
    """
    Bring branches, people, desks and rules up to what *data* says; safe to repeat.

    What is not in the file stays. A person's access, password and whether they still work
    here are changed at the desk, so a repeated import leaves them alone. Rules that are not
    right refuse the whole file; those that are count from the next lead on.
    """
    if strange := sorted(str(name) for name in set(data) - {"agency", *PARTS, *SECTIONS}):
        raise SetupInvalid(f"there is no section {strange[0]:.60}")
    try:
        if any(data.get(section) for section in SECTIONS):
            keep_rules(session, data, who="the agency", now=now)
        described, people = data.get("branches") or (), data.get("consultants") or ()
        for given in described:
            _keep_branch(session, given)
        session.flush()  # people and desks need their branch's id
        branches = {branch.key: branch for branch in session.scalars(select(Branch))}
        for given in people:
            _keep_consultant(session, given, branches, now=now)
        session.flush()  # desks need their owner's id
        owners = {person.email: person for person in session.scalars(select(Consultant))}
        for given in described:
            for desk in given.get("desks", ()):
                _keep_desk(session, desk, branches[given["key"]], owners)
        session.flush()  # a slip in the file should show here, not at the door
    except KeyError as problem:
        raise SetupInvalid(f"the agency's file lacks {problem}") from problem
    except (RulesInvalid, AbsenceUnclear) as problem:
        raise SetupInvalid(str(problem)) from problem


def import_vacancies(session: Session, rows: Iterable[Mapping[str, str]], *, now: datetime) -> int:
    """
    Bring vacancies up to what *rows* say, by reference, and return how many there were.

    One bad row refuses the whole file, so that half a list never goes live. A vacancy that
    closed before today is taken in all the same: nobody is shown it.
    """
    kept = {vacancy.reference: vacancy for vacancy in session.scalars(select(Vacancy))}
    count = 0
    for line, row in enumerate(rows, start=2):
        values = _vacancy_values(row, line)
        vacancy = kept.setdefault(values["reference"], Vacancy())
        for name, value in values.items():
            setattr(vacancy, name, value)
        session.add(vacancy)
        count += 1
    session.flush()  # a slip in the file should show here, not at the door
    keep_audit(
        session, who="the agency", did="imported", kind="vacancies", subject=str(count), now=now
    )
    return count


def _keep_branch(session: Session, given: Mapping[str, Any]) -> None:
    branch = session.scalar(select(Branch).where(Branch.key == given["key"])) or Branch()
    branch.key = given["key"]
    branch.name = given["name"]
    branch.postcode_areas = [str(area).upper() for area in given.get("postcode_areas", ())]
    branch.towns = list(given.get("towns", ()))
    branch.phone = given.get("phone")
    branch.email = given.get("email")
    branch.address = given.get("address")
    branch.hours = given.get("hours")
    branch.is_head = bool(given.get("is_head", False))
    session.add(branch)


def _keep_consultant(
    session: Session, given: Mapping[str, Any], branches: Mapping[str, Branch], *, now: datetime
) -> None:
    email = given["email"].lower()
    consultant = session.scalar(select(Consultant).where(Consultant.email == email))
    if consultant is None:
        access = Access(given.get("access", Access.CONSULTANT))
        consultant = Consultant(email=email, access=access, active=True, created_at=now)
    consultant.name = given["name"]
    consultant.phone = given.get("phone")
    consultant.branch_id = branches[given["branch"]].id if given.get("branch") else None
    consultant.languages = [_language(each, email) for each in given.get("languages", ())]
    consultant.working_days = [_weekday(each, email) for each in given.get("working_days", ())]
    consultant.capacity = _capacity(given, email)
    session.add(consultant)
    if absences := given.get("absences"):
        session.flush()  # an absence needs its consultant's id
        for absence in absences:
            keep_absence(session, consultant, _day(absence, "from", email),
                         _day(absence, "to", email), now=now)  # fmt: skip


def _keep_desk(
    session: Session,
    given: Mapping[str, Any],
    branch: Branch,
    owners: Mapping[str, Consultant],
) -> None:
    owner = owners.get(given["consultant"].lower())
    if owner is None:
        raise SetupInvalid(f"the desk {given['key']} belongs to nobody who is known")
    takes = [_takes(each, given["key"]) for each in given.get("roles", ())]
    capacity = _capacity(given, f"the desk {given['key']}")
    desk = session.scalar(select(Desk).where(Desk.key == given["key"])) or Desk()
    desk.key = given["key"]
    desk.name = given["name"]
    desk.branch = branch
    desk.consultant = owner
    desk.roles = takes
    desk.on_duty = bool(given.get("on_duty", False))
    desk.capacity = capacity
    session.add(desk)


def _takes(given: Any, desk: str) -> str:
    if given in (CLIENTS, LOCAL_AUTHORITY):
        return str(given)
    if (role := find_role(given)) is None:
        takes = ", ".join((*Role, CLIENTS, LOCAL_AUTHORITY))
        raise SetupInvalid(f"the desk {desk} cannot take {given}; a desk takes {takes}")
    return role.value


def _language(given: Any, whose: str) -> str:
    if (known := languages().find_one(str(given))) is None:
        raise SetupInvalid(f"{whose}: data/lexicon/routing/words.yml knows no language {given}")
    return known


def _weekday(given: Any, whose: str) -> str:
    if (day := str(given).casefold()) not in WEEKDAYS:
        raise SetupInvalid(f"{whose}: {given} is no day of the week")
    return day


def _capacity(given: Mapping[str, Any], whose: str) -> int | None:
    most = given.get("capacity")
    if most is None:
        return None
    if isinstance(most, bool) or not isinstance(most, int) or not 0 <= most <= MOST_LEADS:
        raise SetupInvalid(f"{whose}: a capacity is a whole number of leads")
    return most


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


def _vacancy_values(row: Mapping[str, str], line: int) -> dict[str, Any]:
    given = {name: (value or "").strip() for name, value in row.items() if name}
    for name in ("reference", "role", "title", "school", "place", "pay", "closes"):
        if not given.get(name):
            raise SetupInvalid(f"line {line} has no {name}")
    if (role := find_role(given["role"])) is None:
        raise SetupInvalid(f"line {line}: {given['role']} is no role we recruit for")
    try:
        closes = date.fromisoformat(given["closes"])
    except ValueError as problem:
        raise SetupInvalid(f"line {line}: {given['closes']} is not a date") from problem
    others = ("postcode", "phase", "pattern", "contract", "starts", "summary")
    return {
        **{name: given[name] for name in ("reference", "title", "school", "place", "pay")},
        **{name: given.get(name) or None for name in others},
        "role": role,
        "area": (given.get("area") or area_of(given.get("postcode", ""))).upper() or None,
        "closes": closes,
    }
