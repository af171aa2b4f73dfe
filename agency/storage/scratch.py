"""A copy of some tables in memory, to try a change on that must not happen."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Table, create_engine, insert, select
from sqlalchemy.orm import Session

from agency.storage.models import Model


@contextmanager
def scratch_copy(
    session: Session, models: Iterable[type[Model] | Table], *, empty: Iterable[type[Model]] = ()
) -> Iterator[Session]:
    """
    Yield a session on a copy of the rows of *models*, named in the order they need each other.

    The tables of *empty* are there too, without their rows.

    Whatever is done there, the database knows nothing of it, and it is gone at the end.
    """
    engine = create_engine("sqlite://")
    wanted = list(models)
    tables = [
        each if isinstance(each, Table) else Model.metadata.tables[each.__tablename__]
        for each in (*wanted, *empty)
    ]
    Model.metadata.create_all(engine, tables=tables)
    try:
        with Session(engine) as copy:
            for table in tables[: len(wanted)]:
                rows = [dict(row._mapping) for row in session.execute(select(table))]
                if rows:
                    copy.execute(insert(table), rows)
            copy.flush()  # what follows looks for these rows
            yield copy
    finally:
        engine.dispose()
