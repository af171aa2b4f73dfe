"""Vacancies as they are changed at the desk, and what a file of them would change."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.core.differences import changes_in_words
from agency.core.unfit import Reader, Unfit
from agency.services.agency.desks import day_of
from agency.services.agency.sections import check_seen, note_changes
from agency.services.agency.setup import SetupInvalid, read_vacancy
from agency.storage.models import Vacancy

FIELDS = (
    "reference", "role", "title", "school", "place", "postcode", "area", "phase", "pay",
    "pattern", "contract", "starts", "closes", "summary",
)  # fmt: skip
MOST_ROWS, LONGEST_FILE = 5000, 700_000  # it travels on in a form


@dataclass(frozen=True)
class RowShown:
    """One line of a file: what it would do, or what is wrong with it."""

    line: int
    reference: str
    title: str = ""
    changes: Sequence[str] = ()
    is_new: bool = False
    problem: str = ""


@dataclass(frozen=True)
class FileShown:
    """What a file of vacancies would change; nothing of it counts yet."""

    rows: Sequence[RowShown]
    same: int

    @property
    def wrong(self) -> Sequence[RowShown]:
        return [row for row in self.rows if row.problem]


def list_vacancies(session: Session, *, on: date, expired: bool = False) -> Sequence[Vacancy]:
    """Return what is open on a day, the soonest closing first, or what has closed, newest first."""
    order = Vacancy.closes.desc() if expired else Vacancy.closes
    chosen = Vacancy.closes < on if expired else Vacancy.closes >= on
    return session.scalars(select(Vacancy).where(chosen).order_by(order, Vacancy.id)).all()


def describe_vacancy(vacancy: Vacancy) -> dict[str, Any]:
    """Return a vacancy as a file has it."""
    told = {name: getattr(vacancy, name) for name in FIELDS}
    return told | {"role": str(vacancy.role), "closes": vacancy.closes.isoformat()}


def save_vacancy(
    session: Session,
    given: Mapping[str, str],
    vacancy: Vacancy | None = None,
    *,
    seen: str | None = None,
    who: str,
    now: datetime,
) -> Vacancy:
    """Add a vacancy, or change *vacancy*; its reference is what it is known by, and stays."""
    if vacancy is not None:
        session.refresh(vacancy, with_for_update=True)
    before = describe_vacancy(vacancy) if vacancy else None
    check_seen(before, seen)
    row = {**given} | ({"reference": vacancy.reference} if vacancy else {})
    values = _checked(row, on=day_of(now))
    known = select(Vacancy.id).where(Vacancy.reference == values["reference"])
    if vacancy is None and session.scalar(known):
        raise Unfit({"reference": "There is a vacancy with this reference already."})
    kept = vacancy or Vacancy()
    for name, value in values.items():
        setattr(kept, name, value)
    session.add(kept)
    session.flush()  # gives a new vacancy its id
    note_changes(session, before, describe_vacancy(kept), kind="vacancy",
                 subject=kept.reference, who=who, now=now)  # fmt: skip
    return kept


def close_vacancy(session: Session, vacancy: Vacancy, *, on: date, who: str, now: datetime) -> None:
    """Show a vacancy to nobody from today on."""
    before = describe_vacancy(vacancy)
    vacancy.closes = min(vacancy.closes, on - timedelta(days=1))
    note_changes(session, before, describe_vacancy(vacancy), kind="vacancy",
                 subject=vacancy.reference, who=who, now=now)  # fmt: skip


def read_rows(body: bytes) -> list[dict[str, str]]:
    """Return the lines of a CSV file; SetupInvalid says why it is none."""
    if len(body) > LONGEST_FILE:
        raise SetupInvalid("the file is too large")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SetupInvalid("the file is not text in UTF-8") from problem
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except csv.Error as problem:
        raise SetupInvalid("the file is no CSV") from problem
    if not rows or "reference" not in rows[0]:
        raise SetupInvalid("its first line names the columns, of which one is reference")
    if len(rows) > MOST_ROWS:
        raise SetupInvalid(f"it has more than {MOST_ROWS} lines")
    named = ({name: value for name, value in row.items() if isinstance(name, str)} for row in rows)
    return [{name: str(value or "") for name, value in row.items()} for row in named]


def preview_rows(session: Session, rows: Sequence[Mapping[str, str]], *, on: date) -> FileShown:
    """Return line by line what *rows* would change, and every line that is wrong."""
    known = {each.reference: each for each in session.scalars(select(Vacancy))}
    shown, same, met = [], 0, set()
    for line, row in enumerate(rows, start=2):
        try:
            values = read_vacancy(row, line, on=on)
        except SetupInvalid as problem:
            shown.append(RowShown(line, str(row.get("reference", ""))[:80], problem=str(problem)))
            continue
        reference = values["reference"]
        if reference in met:
            told = f"line {line}: {reference} stands in the file already"
            shown.append(RowShown(line, reference, problem=told))
            continue
        met.add(reference)
        there = known.get(reference)
        after = values | {"role": str(values["role"]), "closes": values["closes"].isoformat()}
        changes = changes_in_words(describe_vacancy(there), after) if there else []
        if there is not None and not changes:
            same += 1
            continue
        shown.append(RowShown(line, reference, values["title"], changes, there is None))
    return FileShown(shown, same)


def _checked(given: Mapping[str, str], *, on: date) -> dict[str, Any]:
    reader = Reader(given)
    needed = {
        "reference": "Give it a reference.",
        "role": "Say for which role it is.",
        "title": "Give it a title.",
        "school": "Name the school or council.",
        "place": "Say where it is.",
        "pay": "Say what it pays.",
        "closes": "Say until when it is open.",
    }
    row = {name: reader.line(name, needed=needed.get(name, "")) for name in FIELDS[:-1]}
    row["summary"] = reader.text("summary", longest=1000)
    reader.done(lambda: None)
    try:
        return read_vacancy(row, 1, on=on)
    except SetupInvalid as problem:
        field = "role" if "role" in str(problem) else "closes"
        raise Unfit({field: str(problem).partition(": ")[2].capitalize() + "."}) from problem
