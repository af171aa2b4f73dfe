"""The whole configuration as one file: written out, tried beforehand, and taken in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from difflib import unified_diff
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.differences import fingerprint
from agency.core.merging import merge_changes
from agency.core.section_entries import AGENCY, CHECKS
from agency.services.agency.absences import list_absences
from agency.services.agency.desks import day_of
from agency.services.agency.ready_words import KINDS, WORDS_SECTIONS, describe_words, list_words
from agency.services.agency.rows import (
    describe_branch,
    describe_desk,
    describe_person,
    describe_team,
)
from agency.services.agency.rules import rules_in_words
from agency.services.agency.sections import check_seen, note_changes
from agency.services.agency.setup import TABLES, import_agency
from agency.storage.models import AuditEntry, Branch, Consultant, Desk, SectionVersion, Team
from agency.storage.scratch import scratch_copy
from agency.storage.sections import newest_version, section_in_force, supplied_section

HEADER = (
    "# The agency, as `agency export agency` wrote it. "
    "Tokens, passwords and webhooks are not in it.\n"
)
# The file as it was last taken in: kept, so that what changes in it later can be offered.
TAKEN = "file"
# Left out, these would stay as they are; so they are written even where there is nothing in them.
ALWAYS = ("branches", "teams", "team", "is_head", "on_duty")
UNSAID = ("name", "phone", "email")


def describe_agency(session: Session, *, now: datetime) -> dict[str, Any]:
    """Return everything that is set, as data/agency.yml has it."""
    told: dict[str, Any] = {AGENCY: section_in_force(session, AGENCY)}
    told |= rules_in_words(session)
    for section in CHECKS:
        content = section_in_force(session, section)
        if section != AGENCY and content != supplied_section(section):
            told[section] = content
    told["branches"] = [_branch(branch) for branch in _every(session, Branch)]
    if teams := [describe_team(team) for team in _every(session, Team)]:
        told["teams"] = teams
    told["consultants"] = [*_people(session, now=now)]
    for section in WORDS_SECTIONS:
        if ready := list_words(session, section, retired=True):
            told[section] = [describe_words(section, each) for each in ready]
    return told


def write_agency(session: Session, *, now: datetime) -> str:
    """Return everything that is set as text; taken in by an empty house it says the same again."""
    return HEADER + as_yaml(describe_agency(session, now=now))


def as_yaml(data: Any) -> str:
    """Return *data* as it is written in data/agency.yml."""
    return yaml.dump(
        data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=96, default_flow_style=False
    )


def preview_taking_in(
    session: Session, data: Mapping[str, Any], *, now: datetime
) -> tuple[Sequence[str], str]:
    """
    Return what taking *data* in would change, line by line, and what tells today's state.

    It is taken in, into a copy; SetupInvalid says what is wrong with it.
    """
    today = describe_agency(session, now=now)
    with scratch_copy(session, (*TABLES, *KINDS.values()), empty=[AuditEntry]) as copy:
        import_agency(copy, data, over=True, now=now)
        then = describe_agency(copy, now=now)
    lines = unified_diff(as_yaml(today).splitlines(), as_yaml(then).splitlines(), n=2, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++"))], fingerprint(today)


def take_in_agency(
    session: Session,
    data: Mapping[str, Any],
    *,
    who: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Take *data* in, and write down what that changed; ChangedMeanwhile keeps nothing."""
    before = describe_agency(session, now=now)
    check_seen(before, seen)
    import_agency(session, data, who=who, over=True, now=now)
    session.expire_all()  # relations that were read before show what is there now
    note_differences(session, before, describe_agency(session, now=now), who=who, now=now)


def note_differences(
    session: Session,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    who: str,
    now: datetime,
) -> None:
    """Write down each branch, desk, team and person that is otherwise than before."""
    old, new = dict(_entries(before)), dict(_entries(after))
    for kind, key in [*old, *(each for each in new if each not in old)]:
        unsaid = UNSAID if kind == "consultant" else ()
        subject = _subject(session, kind, key)
        note_changes(session, old.get((kind, key)), new.get((kind, key)), kind=kind,
                     subject=subject, who=who, now=now, unsaid=unsaid)  # fmt: skip


def note_file(session: Session, data: Mapping[str, Any], *, who: str, now: datetime) -> None:
    """Remember the file that this house was made from, or took in last."""
    newest = newest_version(session, TAKEN)
    content = yaml.safe_load(as_yaml(data))
    plain = _plain(content)
    if newest is not None and newest.content == plain:
        return
    number = newest.number + 1 if newest else 1
    session.add(SectionVersion(section=TAKEN, number=number, content=plain, at=now, who=who))
    session.flush()  # of two who take it in at once, the second is told here


def find_offer(
    session: Session, file: Mapping[str, Any], *, now: datetime
) -> dict[str, Any] | None:
    """
    Return what *file* brings that it did not bring when it was last taken in, or nothing.

    What people changed at the desk stays where the file did not change.
    """
    newest = newest_version(session, TAKEN)
    given = _plain(file)
    if newest is None or newest.content == given:
        return None
    offer: dict[str, Any] = merge_changes(
        newest.content, given, _plain(describe_agency(session, now=now))
    )
    return offer


def _plain(data: Any) -> Any:
    """Return *data* with days as text, as JSON keeps them."""
    if isinstance(data, Mapping):
        return {str(name): _plain(value) for name, value in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(each) for each in data]
    return data if data is None or isinstance(data, bool | int | float | str) else str(data)


def _branch(branch: Branch) -> dict[str, Any]:
    desks = [_short(describe_desk(desk)) for desk in branch.desks]
    return _short(describe_branch(branch)) | ({"desks": desks} if desks else {})


def _people(session: Session, *, now: datetime) -> Iterator[dict[str, Any]]:
    away: dict[int, list[dict[str, str]]] = {}
    for absence in list_absences(session, on=day_of(now)):
        span = {"from": absence.starts.isoformat(), "to": absence.ends.isoformat()}
        away.setdefault(absence.consultant_id, []).append(span)
    owners = set(session.scalars(select(Desk.consultant_id)))
    for person in _every(session, Consultant):
        if person.active or person.id in owners:
            told = _short(describe_person(session, person))
            told |= {} if person.active else {"active": False}
            yield told | ({"absences": away[person.id]} if person.id in away else {})


def _every[Row: (Branch, Team, Consultant)](session: Session, model: type[Row]) -> Sequence[Row]:
    return session.scalars(select(model).order_by(model.id)).all()


def _short(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in entry.items()
        if name in ALWAYS or value not in (None, "", [], {})
    }


def _entries(told: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for branch in told["branches"]:
        yield ("branch", branch["key"]), {n: v for n, v in branch.items() if n != "desks"}
        for desk in branch.get("desks", ()):
            yield ("desk", desk["key"]), desk
    for team in told.get("teams", ()):
        yield ("team", team["key"]), team
    for person in told["consultants"]:
        yield ("consultant", person["email"]), person
    for section, model in KINDS.items():
        for words in told.get(section, ()):
            yield (str(model.__tablename__).replace("_", " "), words["key"]), words


def _subject(session: Session, kind: str, key: str) -> str:
    if kind != "consultant":
        return key
    return str(session.scalar(select(Consultant.id).where(Consultant.email == key)) or "")


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  PyYAML's own method
        """Write everything out: our reader refuses names that refer to another."""
        return True
