"""Sums of a day: added to by whoever counts, and about nobody."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from agency.storage.models import DailyCount

LONGEST_PAGE = 200


@dataclass(frozen=True, order=True)
class Counted:
    """What one sum is about."""

    what: str
    day: date
    about: str = ""
    detail: str = ""
    page: str = ""
    role: str = ""
    branch_id: int = 0
    consultant_id: int = 0


def add_counts(session: Session, counts: Mapping[Counted, int]) -> None:
    """Add to the sums, or take away; two who count at once lose nothing."""
    # In one order, or two who count the same would wait for each other.
    rows = [{**asdict(key), "count": count} for key, count in sorted(counts.items()) if count]
    if not rows:
        return
    # All with one statement: to make one for each row takes longer than to run it, and nobody
    # else may write meanwhile.
    row = insert_of(session)(DailyCount.__table__)
    add = row.on_conflict_do_update(
        index_elements=[column.name for column in DailyCount.__table__.primary_key],
        set_={"count": DailyCount.__table__.c.count + row.excluded.count},
    )
    session.execute(add, rows)


def insert_of(session: Session) -> Callable[..., sqlite.Insert | postgresql.Insert]:
    """Return the insert of this database that knows what to do about a row that is there."""
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
