"""Branches, desks, teams and people changed at the desk: checked, told, written down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from agency.core.office_entries import check_branch, make_key
from agency.core.unfit import Unfit
from agency.services.agency.rows import (
    check_person_entry,
    describe_branch,
    describe_desk,
    describe_person,
    describe_team,
    keep_branch,
    keep_desk,
    keep_person,
    keep_team,
)
from agency.services.agency.sections import check_seen, note_changes
from agency.services.people.people import LastAdministrator, Person, change_consultant
from agency.storage.models import Access, Branch, Consultant, Desk, Team

UNSAID = ("name", "phone", "email")


def save_branch(
    session: Session,
    given: Mapping[str, Any],
    branch: Branch | None = None,
    *,
    seen: str | None = None,
    who: str,
    now: datetime,
) -> Branch:
    """Add a branch, or change *branch*; the head branch is one, so another stops being it."""
    before = _described(session, branch, describe_branch)
    check_seen(before, seen)
    entry = check_branch({**given, "key": _key(session, Branch, branch, given)})
    if before and before["is_head"] and not entry["is_head"]:
        raise Unfit(
            {"is_head": "Make another branch the head branch instead: there is always one."}
        )
    kept = keep_branch(session, entry)
    session.flush()  # gives a new branch its id
    if kept.is_head:
        others = update(Branch).where(Branch.id != kept.id, Branch.is_head)
        session.execute(others.values(is_head=False))
    note_changes(session, before, describe_branch(kept), kind="branch", subject=kept.key,
                 who=who, now=now)  # fmt: skip
    return kept


def save_desk(
    session: Session,
    given: Mapping[str, Any],
    branch: Branch,
    desk: Desk | None = None,
    *,
    seen: str | None = None,
    who: str,
    now: datetime,
) -> Desk:
    """Add a desk to *branch*, or change *desk*; the leads on it stay with whom they are."""
    before = _described(session, desk, describe_desk)
    check_seen(before, seen)
    owner = session.scalar(
        select(Consultant).where(Consultant.email == str(given.get("consultant", "")).lower())
    )
    if owner is not None and not owner.active:
        raise Unfit({"consultant": "They do not work here any more."})
    if before and before["on_duty"] and not given.get("on_duty"):
        _need_another_on_duty(session, desk)
    kept = keep_desk(session, {**given, "key": _key(session, Desk, desk, given)}, branch)
    session.flush()  # gives a new desk its id
    note_changes(session, before, describe_desk(kept), kind="desk", subject=kept.key,
                 who=who, now=now)  # fmt: skip
    return kept


def save_team(
    session: Session,
    given: Mapping[str, Any],
    team: Team | None = None,
    *,
    seen: str | None = None,
    who: str,
    now: datetime,
) -> Team:
    """Add a team, or call *team* something else."""
    before = _described(session, team, describe_team)
    check_seen(before, seen)
    kept = keep_team(session, {**given, "key": _key(session, Team, team, given)})
    session.flush()  # gives a new team its id
    note_changes(session, before, describe_team(kept), kind="team", subject=kept.key,
                 who=who, now=now)  # fmt: skip
    return kept


def save_person(
    session: Session,
    given: Mapping[str, Any],
    person: Consultant | None = None,
    *,
    seen: str | None = None,
    who: str,
    now: datetime,
) -> Consultant:
    """Add somebody, or change *person*; their address is what they are known by, and stays."""
    before = describe_person(session, person) if person else None
    check_seen(before, seen)
    entry = check_person_entry(session, {**given, **({"email": person.email} if person else {})})
    if person is None:
        known = select(Consultant.id).where(Consultant.email == entry["email"])
        if session.scalar(known):
            raise Unfit({"email": "Somebody has this address already."})
    else:
        try:
            change_consultant(session, person, _as_person(session, entry), by=who, now=now)
        except LastAdministrator:
            told = "Nobody else lets people in. Make somebody else an administrator first."
            raise Unfit({"access": told}) from None
    kept = keep_person(session, entry, now=now, access_too=True)
    session.flush()  # gives somebody new an id
    note_changes(session, before, describe_person(session, kept), kind="consultant",
                 subject=str(kept.id), who=who, now=now, unsaid=UNSAID)  # fmt: skip
    return kept


def _as_person(session: Session, entry: Mapping[str, Any]) -> Person:
    branches = {each.key: each.id for each in session.scalars(select(Branch))}
    teams = {each.key: each.id for each in session.scalars(select(Team))}
    return Person(
        name=entry["name"],
        phone=entry["phone"],
        access=Access(entry["access"]),
        branch_id=branches.get(entry["branch"]),
        further_branch_ids=[branches[key] for key in entry["branches"]],
        team_ids=[teams[key] for key in entry["teams"]],
    )


def _described(session: Session, row: Any, describe: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    # Of two who save at once, the second waits here, and then sees what the first did.
    session.refresh(row, with_for_update=True)
    told: dict[str, Any] = describe(row)
    return told


def _key(
    session: Session, model: type[Branch | Desk | Team], row: Any, given: Mapping[str, Any]
) -> str:
    if row is not None:
        return str(row.key)
    return make_key(str(given.get("name") or ""), set(session.scalars(select(model.key))))


def _need_another_on_duty(session: Session, desk: Desk | None) -> None:
    others = select(Desk.id).where(Desk.on_duty, Desk.id != (desk.id if desk else 0))
    if session.scalar(others.limit(1)) is None:
        raise Unfit({"on_duty": "Put another desk on duty first: no lead is without an owner."})
