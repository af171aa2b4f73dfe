"""Branches, desks and people: an entry of the agency's file as a row, and a row as an entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.office_entries import check_branch, check_desk, check_person, check_team
from agency.storage.field_words import languages
from agency.storage.models import Access, Branch, Consultant, Desk, Team


def describe_branch(branch: Branch) -> dict[str, Any]:
    """Return a branch as the agency's file has it, without its desks."""
    return {
        "key": branch.key,
        "name": branch.name,
        "is_head": branch.is_head,
        "phone": branch.phone or None,
        "email": branch.email or None,
        "address": branch.address or None,
        "hours": branch.hours or None,
        "postcode_areas": list(branch.postcode_areas),
        "towns": list(branch.towns),
    }


def describe_desk(desk: Desk) -> dict[str, Any]:
    """Return a desk as the agency's file has it."""
    return {
        "key": desk.key,
        "name": desk.name,
        "roles": list(desk.roles),
        "on_duty": desk.on_duty,
        "consultant": desk.consultant.email,
        "team": desk.team.key if desk.team else None,
        "capacity": desk.capacity,
    }


def describe_team(team: Team) -> dict[str, Any]:
    """Return a team as the agency's file has it; who is in it stands with the people."""
    return {"key": team.key, "name": team.name}


def describe_person(session: Session, person: Consultant) -> dict[str, Any]:
    """Return a person as the agency's file has them; when they are away is told elsewhere."""
    at = session.get(Branch, person.branch_id) if person.branch_id else None
    return {
        "email": person.email,
        "name": person.name,
        "phone": person.phone or None,
        "access": str(person.access),
        "branch": at.key if at else None,
        "branches": [branch.key for branch in person.further_branches],
        "teams": [team.key for team in person.teams],
        "languages": list(person.languages),
        "working_days": list(person.working_days),
        "capacity": person.capacity,
    }


def keep_branch(session: Session, given: Mapping[str, Any]) -> Branch:
    """Bring a branch up to what *given* says; Unfit says what is wrong with it."""
    entry = check_branch(given)
    branch = session.scalar(select(Branch).where(Branch.key == entry["key"])) or Branch()
    for name, value in entry.items():
        setattr(branch, name, value)
    session.add(branch)
    return branch


def keep_team(session: Session, given: Mapping[str, Any]) -> Team:
    """Bring a team up to what *given* says; Unfit says what is wrong with it."""
    entry = check_team(given)
    team = session.scalar(select(Team).where(Team.key == entry["key"])) or Team()
    team.key, team.name = entry["key"], entry["name"]
    session.add(team)
    return team


def keep_desk(session: Session, given: Mapping[str, Any], branch: Branch) -> Desk:
    """Bring a desk of *branch* up to what *given* says; Unfit says what is wrong with it."""
    owners = {person.email: person for person in session.scalars(select(Consultant))}
    teams = {team.key: team for team in session.scalars(select(Team))}
    entry = check_desk(given, people=owners, teams=teams)
    desk = session.scalar(select(Desk).where(Desk.key == entry["key"])) or Desk()
    for name in ("key", "name", "roles", "on_duty", "capacity"):
        setattr(desk, name, entry[name])
    desk.branch = branch
    desk.consultant = owners[entry["consultant"]]
    if "team" in given:  # where the file names none, that of the desk stays
        desk.team = teams[entry["team"]] if entry["team"] else None
    session.add(desk)
    return desk


def check_person_entry(session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a person in the form in which they are kept; Unfit says what is wrong."""
    return check_person(
        given,
        branches=session.scalars(select(Branch.key)).all(),
        teams=session.scalars(select(Team.key)).all(),
        languages=languages().ids,
        accesses=[str(access) for access in Access],
    )


def keep_person(
    session: Session, given: Mapping[str, Any], *, now: datetime, access_too: bool = False
) -> Consultant:
    """
    Bring a person up to what *given* says; somebody new can sign in with a link.

    What they may do is only set for somebody new, or with *access_too*.
    """
    entry = check_person_entry(session, given)
    person = session.scalar(select(Consultant).where(Consultant.email == entry["email"]))
    if person is None:
        person = Consultant(email=entry["email"], active=bool(given.get("active", True)))
        person.access, person.created_at = Access(entry["access"]), now
    elif access_too:
        person.access = Access(entry["access"])
    at = session.scalar(select(Branch).where(Branch.key == entry["branch"]))
    person.branch_id = at.id if at else None
    # Where the file names none, those stay that were given at the desk.
    if "branches" in given:
        further = select(Branch).where(Branch.key.in_(entry["branches"]))
        person.further_branches = [*session.scalars(further.order_by(Branch.name))]
    if "teams" in given:
        theirs = select(Team).where(Team.key.in_(entry["teams"]))
        person.teams = [*session.scalars(theirs.order_by(Team.name))]
    for name in ("name", "phone", "languages", "working_days", "capacity"):
        setattr(person, name, entry[name])
    session.add(person)
    return person
