"""Leads by their words: FTS5 on SQLite, tsvector and GIN on PostgreSQL."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, column, select, table, text
from sqlalchemy.orm import Session

from agency.core.search_words import is_begun, near_words
from agency.storage.models import Lead

# Made by the migrations beside the models: a table that only SQLite has, and what it hangs on.
FOUND = "lead_found"
OUTSIDE_THE_MODELS = frozenset(
    {FOUND, *(f"{FOUND}_{part}" for part in ("data", "idx", "docsize", "config")), "vector"}
    | {"person_vector", "near_vector"}
    | {f"ix_lead_text_{name}" for name in ("vector", "person_vector", "near_vector")}
)
# One step of a clean-up writes about as many pages of the index, and keeps others waiting so long.
STEP = 500
STEPS_AT_ONCE = 8
MOST_READ = 20_000

_found = table(FOUND, column("rowid"))
_text = table("lead_text", column("lead_id"))


class Where(StrEnum):
    """In which words of a lead to look."""

    PERSON = "person"
    ANYWHERE = "anywhere"
    NEARLY = "nearly"


def find_leads(
    session: Session,
    words: Sequence[str],
    where: Where,
    *,
    before: int | None = None,
    limit: int,
) -> list[int]:
    """Return the ids of leads that say all of *words*, the newest first, those below *before*."""
    if not words:
        return []
    asked: dict[str, Any] = {"before": before or 2**62, "limit": limit}
    if _is_postgres(session):
        return _find_in_postgres(session, _fits(words, where), asked)
    asked["asked"] = " AND ".join(_for_sqlite(word, where) for word in words)
    statement = (
        "SELECT rowid FROM lead_found WHERE lead_found MATCH :asked"
        " AND rowid < :before ORDER BY rowid DESC LIMIT :limit"
    )
    return list(session.execute(text(statement), asked).scalars())


def says(session: Session, words: Sequence[str], where: Where) -> ColumnElement[bool]:
    """Return the condition that a lead says all of *words*."""
    if _is_postgres(session):
        return Lead.id.in_(select(_text.c.lead_id).where(text(_fits(words, where))))
    asked = " AND ".join(_for_sqlite(word, where) for word in words)
    of = text(f"{FOUND} MATCH :asked").bindparams(asked=asked)
    return Lead.id.in_(select(_found.c.rowid).where(of))


def clean_up(session: Session, *, steps: int = STEPS_AT_ONCE) -> bool:
    """
    Take what was erased out of the pages of the index; say whether there may be more.

    FTS5 only notes that words are gone and keeps them until its parts are merged. PostgreSQL
    has its own vacuum.
    """
    if _is_postgres(session):
        return False
    connection = session.connection()
    merge = text("INSERT INTO lead_found(lead_found, rank) VALUES ('merge', :pages)")
    changes = text("SELECT total_changes()")
    for step in range(steps):
        before = connection.execute(changes).scalar_one()
        # A negative number begins to merge all parts into one, a positive one goes on with it.
        connection.execute(merge, {"pages": STEP if step else -STEP})
        # A merge that has nothing to do writes one row, whatever it finds.
        if connection.execute(changes).scalar_one() - before < 2:
            return False
    return True


def _find_in_postgres(session: Session, fits: str, asked: dict[str, Any]) -> list[int]:
    """
    Look through the newest leads, and into the index where these are not enough.

    What is said everywhere is among the newest often enough, and the index would give all of it;
    what is rare is in the index alone. Left to itself PostgreSQL often takes the wrong one of two.
    """
    some = {**asked, "newest": min(MOST_READ, asked["limit"] * 10)}
    newest = (
        "SELECT lead_id FROM (SELECT * FROM lead_text WHERE lead_id < :before"  # noqa: S608 (no signs in words)
        f" ORDER BY lead_id DESC LIMIT :newest) AS newest WHERE {fits}"
        " ORDER BY lead_id DESC LIMIT :limit"
    )
    found = list(session.execute(text(newest), some).scalars())
    if len(found) >= asked["limit"]:
        return found
    all_of_them = (
        f"WITH found AS MATERIALIZED (SELECT lead_id FROM lead_text WHERE {fits})"  # noqa: S608 (no signs in words)
        " SELECT lead_id FROM found WHERE lead_id < :before ORDER BY lead_id DESC LIMIT :limit"
    )
    return list(session.execute(text(all_of_them), asked).scalars())


def _for_sqlite(word: str, where: Where) -> str:
    near = sorted(near_words(word)) if where is Where.NEARLY else []
    if near:
        return "({near} : (" + " OR ".join(f'"{each}"' for each in near) + "))"
    columns = "person said cv notes" if where is Where.ANYWHERE else "person"
    begun = " *" if is_begun(word) else ""
    return f'({{{columns}}} : "{word}"{begun})'


def _fits(words: Sequence[str], where: Where) -> str:
    """Return the condition for PostgreSQL. A word is letters and digits: none ends a string."""
    parts: dict[str, list[str]] = {}
    for word in words:
        near = sorted(near_words(word)) if where is Where.NEARLY else []
        column = "vector" if where is Where.ANYWHERE else "person_vector"
        asked = " | ".join(near) if near else f"{word}{'\\:*' if is_begun(word) else ''}"
        parts.setdefault("near_vector" if near else column, []).append(f"({asked})")
    # Cast where it stands: a value that is bound is planned for without a look at it.
    return " AND ".join(
        f"{column} @@ CAST('{' & '.join(asked)}' AS tsquery)" for column, asked in parts.items()
    )


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
