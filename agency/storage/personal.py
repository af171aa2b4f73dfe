"""
Which rows are about one person: found by walking the foreign keys, so that no table is forgotten.

A table is personal when a path of keys leads from it to a candidate or to a conversation. Whoever
adds one need do nothing for it to be erased and shown; tests ask for its words.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Table,
    delete,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from agency.storage.lead_search import clean_up
from agency.storage.models import Candidate, Conversation, Model


@dataclass
class RowsOfOne:
    """The rows of one person: the keys of each table, parents first."""

    keys: dict[type[Model], set[Any]] = field(default_factory=dict)

    def about(self, model: type[Model]) -> ColumnElement[bool]:
        """Return the condition that a row of *model* is one of these."""
        if model in (Candidate, Conversation):
            mine: ColumnElement[bool] = _key(model).in_(self.keys[model])
            return mine
        return _leads_to(model, self.keys)


@cache
def personal_models() -> tuple[type[Model], ...]:
    """Return every model that holds something of a person, parents before children."""
    models = {mapper.local_table: mapper.class_ for mapper in Model.registry.mappers}
    found: dict[type[Model], None] = {}
    for table in Model.metadata.sorted_tables:
        model = models.get(table)
        if model is None:
            continue  # it only joins two others, and goes with them
        if model in (Candidate, Conversation) or any(_parents(model, found)):
            found[model] = None
    return tuple(found)


def outlives(model: type[Model]) -> bool:
    """Say whether a row only lets go of the person who is erased, and stays without them."""
    return bool(_table(model).info.get("outlives"))


def find_rows(
    session: Session, candidate_ids: Collection[int], conversation_ids: Collection[str]
) -> RowsOfOne:
    """Return the rows that hang on these candidates and conversations."""
    keys: dict[type[Model], set[Any]] = {
        Candidate: set(candidate_ids),
        Conversation: set(conversation_ids),
    }
    for model in personal_models():
        if model not in keys:
            found = select(_key(model)).where(_leads_to(model, keys))
            keys[model] = set(session.scalars(found))
    return RowsOfOne({model: keys[model] for model in personal_models()})


def erase_rows(
    session: Session, rows: RowsOfOne, *, but: Collection[type[Model]] = ()
) -> dict[str, int]:
    """
    Erase these rows, children first, and return how many of each table went.

    What outlives its person is emptied of them. Tables named in *but* are left alone.
    """
    erased = {}
    for model in reversed(personal_models()):
        if model in but:
            continue
        where = rows.about(model)
        if outlives(model):
            nothing = {each.parent.name: None for each in _parents(model, rows.keys)}
            session.execute(update(model).where(where).values(nothing))
            continue
        # Counted beforehand: what goes with its own parent, as replies do, SQLite does not count.
        count = session.scalar(select(func.count()).select_from(model).where(where))
        session.execute(delete(model).where(where))
        if count:
            erased[model.__tablename__] = count
    clean_up(session)
    return erased


def read_rows(session: Session, rows: RowsOfOne) -> dict[type[Model], list[Mapping[str, Any]]]:
    """Return these rows as they are kept, the oldest first, column by column."""
    read: dict[type[Model], list[Mapping[str, Any]]] = {}
    for model in personal_models():
        columns = _table(model).columns
        found = select(*columns).where(rows.about(model)).order_by(_key(model))
        if all_of_it := session.execute(found).mappings().all():
            read[model] = [dict(each) for each in all_of_it]
    return read


def _leads_to(model: type[Model], keys: Mapping[type[Model], set[Any]]) -> ColumnElement[bool]:
    columns = _table(model).columns
    return or_(
        false(),
        *(
            columns[key.parent.name].in_(keys[_parent(key)])
            for key in _parents(model, keys)
            if _parent(key) is not model
        ),
    )


def _parents(model: type[Model], among: Collection[type[Model]]) -> list[ForeignKey]:
    return [key for key in _table(model).foreign_keys if _parent(key) in among]


def _parent(key: ForeignKey) -> type[Model]:
    return next(m.class_ for m in Model.registry.mappers if m.local_table is key.column.table)


def _key(model: type[Model]) -> Any:
    return next(iter(_table(model).primary_key.columns))


def _table(model: type[Model]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
